"""The catalogue: every metric, declared once."""
