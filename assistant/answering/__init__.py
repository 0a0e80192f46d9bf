"""`Evidence` → `Answer`: quoted or written, cited, checked, with notes on sources that differ."""
