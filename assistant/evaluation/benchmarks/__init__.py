"""What `assistant bench NAME` runs; each takes a folder of other people's data."""
