"""Commands: thin, one call each into the library."""

from tenure.cli.main import main

__all__ = ["main"]
