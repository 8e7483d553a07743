"""The passphrase of backups, however it is told; never on the command line, where others could read it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tenure.errors import NotFound, UsageError
from tenure.words import Language, say

VARIABLE = "TENURE_BACKUP_PASSPHRASE"


def passphrase_of(key_file: Path | None, lang: Language, twice: bool = False) -> str:
    """What the file holds, else the environment, else what somebody types; `twice` for a new one.

    Raises: NotFound for a file that is not there, UsageError where nobody can be asked.
    """
    if key_file is not None:
        if not key_file.is_file():
            raise NotFound("There is no file {file}.", "Name the file that holds the passphrase.", file=key_file)
        return key_file.read_text(encoding="utf-8").strip()
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    if not sys.stdin.isatty():
        raise UsageError("Nobody told the passphrase.", "Name a file with --key-file, or set {name}.", name=VARIABLE)
    import typer

    return str(typer.prompt(say("Passphrase", lang), hide_input=True, confirmation_prompt=twice))
