"""One file a command: NAME, HELP, EXAMPLES and command(lang)."""
