"""tenure erase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, book_of, csv_option, done, form_of, json_option, now, workspace_option
from tenure.words import Language, say

NAME = "erase"
HELP = "Erase a customer: every row of it and of its people, for good."
EXAMPLES = ("tenure erase C08 --yes",)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def erase(
        customer: str = typer.Argument(..., help=say("The customer, as the sources name it.", lang)),
        yes: bool = typer.Option(False, "--yes", help=say("Do it; without this nothing is erased.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.desk.privacy.settling import scrub_beside
        from tenure.errors import UsageError

        book = book_of(workspace)
        number = book.customer(customer)
        if not yes:
            raise UsageError("Erasing cannot be undone, and --yes is missing.", "Say it again with --yes.")
        desk = scrub_beside(book.workspace.folder, book.lake.names_of(number))
        gone = book.erase(number, now())
        told = say("Rows erased: {count}. Numbers of the past may move.", lang, count=f"{gone.facts:,}")
        told += " " + say(
            "Rows that waited: {waiting}; files removed: {files}; rows of the desk: {desk}. Later files that tell of them are refused.", lang,
            waiting=f"{gone.waiting:,}", files=f"{gone.files:,}", desk=f"{desk:,}",
        )  # fmt: skip
        return done(
            {"rows": gone.facts, "waiting": gone.waiting, "files": gone.files, "desk": desk},
            form_of(as_json, as_csv),
            told,
        )

    return erase
