"""tenure undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, book_of, now, tell, workspace_option
from tenure.words import Language, say

NAME = "undo"
HELP = "Take back an import: its facts are gone, whatever was imported since stays."
EXAMPLES = ("tenure import --list", "tenure undo 17")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def undo(
        batch: int = typer.Argument(..., help=say("The number of the import.", lang)),
        workspace: Path = workspace_option(lang),
        language: str = LANG,
    ) -> int:
        gone = book_of(workspace).lake.undo(batch, now())
        tell(say("Import {batch} is undone: {count} facts are gone.", lang, batch=batch, count=f"{gone:,}"))
        return 0

    return undo
