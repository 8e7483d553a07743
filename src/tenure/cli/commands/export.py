"""tenure export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, Form, book_of, csv_option, form_of, json_option, show, tell, workspace_option
from tenure.words import Language, say

NAME = "export"
HELP = "Write panel and numbers for other tools: Parquet, SQL views, and the catalogue for dbt's semantic layer."
EXAMPLES = ("tenure export exports", "tenure export exports --what cube --what views")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def export(
        folder: Path = typer.Argument(..., help=say("The folder to write into; it is made where it is missing.", lang)),
        what: list[str] = typer.Option(
            [], "--what", help=say("panel, cube, views or dbt; may be told several times; all when not told.", lang)
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.exports import export as write
        from tenure.periods import parse_day

        paths = write(book_of(workspace), folder, what, parse_day(as_of) if as_of else None)
        form = form_of(as_json, as_csv)
        if form is Form.TEXT:
            for path in paths:
                tell(say("Wrote {file}.", lang, file=path))
        else:
            show([{"file": path} for path in paths], ("file",), form)
        return 0

    return export
