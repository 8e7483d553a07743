"""How the table of uploads came to be."""
