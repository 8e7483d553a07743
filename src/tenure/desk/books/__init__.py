"""Companies and their pages."""
