"""tenure undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
        lake = book_of(workspace).lake
        gone = lake.undo(batch, now())
        tell(say("Import {batch} is undone; facts gone: {count}.", lang, batch=batch, count=f"{gone:,}"))
        repeated = [one["batch"] for one in lake.batches() if _told_again(one, batch)]
        if repeated:
            words = say(
                "Later imports left rows aside that were stored already: {numbers}. Import their files again, so that nothing is missed.",
                lang, numbers=repeated,
            )  # fmt: skip
            tell(words)
        return 0

    return undo


def _told_again(one: Mapping[str, object], batch: int) -> bool:
    """Whether an import in force came after another and left rows aside as known."""
    return one["undone_at"] is None and int(str(one["batch"])) > batch and bool(one["known"])
