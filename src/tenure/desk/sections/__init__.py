"""Sections of a company's settings: one file each, with its `SECTION` (see `framing`)."""
