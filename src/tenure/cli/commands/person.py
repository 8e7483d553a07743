"""tenure person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, book_of, csv_option, done, form_of, json_option, now, workspace_option
from tenure.words import Language, say

NAME = "person"
HELP = "Write all that is kept about one customer into a ZIP, to be handed out: JSON and readable HTML."
EXAMPLES = ("tenure person C08 --out C08.zip",)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def person(
        customer: str = typer.Argument(..., help=say("The customer, as the sources name it.", lang)),
        out: Path = typer.Option(..., "--out", "-o", help=say("The file to write: .zip.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.exports.person import write_person

        book = book_of(workspace)
        kept = write_person(book, book.customer(customer), out, now(), lang)
        rows = sum(len(one) for one in kept.facts.values())
        counts = {"rows": f"{rows:,}", "waiting": f"{len(kept.waiting):,}"}
        lines = [
            say("Wrote {file}.", lang, file=out),
            say(
                "Rows: {rows}, and {waiting} that wait in quarantine. It holds personal data: hand it on safely, then remove it.",
                lang, **counts,
            ),
        ]  # fmt: skip
        return done({"file": str(out), "rows": rows, "waiting": len(kept.waiting)}, form_of(as_json, as_csv), *lines)

    return person
