"""Scripts that make the small files the program ships with. Nothing here runs in the program."""
