"""One file a sheet; it names itself in SHEET."""
