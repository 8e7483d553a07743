"""tenure undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import typer

from tenure.cli.faces import LANG, Form, book_of, csv_option, done, form_of, json_option, now, workspace_option
from tenure.words import Language, say

NAME = "undo"
HELP = "Take back an import: its facts are gone, whatever was imported since stays."
EXAMPLES = ("tenure import --list", "tenure undo 17")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def undo(
        batch: int = typer.Argument(..., help=say("The number of the import.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.facts import undoing

        taken = undoing.undo(book_of(workspace).lake, batch, now())
        gone, aside = taken.facts, taken.waiting
        repeated, waiting = list(taken.import_again), list(taken.replay_again)
        lines = [say("Import {batch} is undone; facts gone: {count}.", lang, batch=batch, count=f"{gone:,}")]
        if repeated:
            words = say(
                "Later imports left rows aside that were stored already: {numbers}. Import their files again, so that nothing is missed.",
                lang, numbers=repeated,
            )  # fmt: skip
            lines.append(words)
        if aside:
            lines.append(say("Rows of it that waited in quarantine are gone too: {count}.", lang, count=f"{aside:,}"))
        if waiting:
            lines.append(say("The corrected rows of import {numbers} wait in quarantine again.", lang, numbers=waiting))
        form = form_of(as_json, as_csv)
        row: Mapping[str, list[int]] = {"import_again": repeated, "replay_again": [*waiting]}
        told = {name: " ".join(map(str, one)) if form is Form.CSV else one for name, one in row.items()}
        return done({"batch": batch, "facts": gone, "waiting": aside, **told}, form, *lines)

    return undo
