"""Migrations of `remembering`."""
