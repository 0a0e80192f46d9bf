"""Who may ask: hosts, sites, sizes and passwords."""
