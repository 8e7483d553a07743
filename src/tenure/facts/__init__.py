"""Facts: what happened, what we knew, and when."""
