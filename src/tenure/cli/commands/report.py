"""tenure report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, book_of, csv_option, done, form_of, json_option, now, workspace_option
from tenure.words import Language, say

NAME = "report"
HELP = "The report a manager reads: one file, nothing to install, in either language."
EXAMPLES = (
    "tenure report --period 2024-12 --out report.html",
    "tenure report --period 2024-06 --out june.html --freeze board-2024-06",
    "tenure report --period 2024-Q4 --out report.xlsx --lang zh",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def report(
        period: str = typer.Option(..., "--period", "-p", help=say("One period, such as 2024-07.", lang)),
        out: Path = typer.Option(..., "--out", "-o", help=say("The file to write: .html, .xlsx or .json.", lang)),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        freeze: str = typer.Option(
            "", "--freeze", help=say("Write the numbers of the period down for good, under this name.", lang)
        ),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.compare.frozen import free_path
        from tenure.pages.report import report as page
        from tenure.periods import parse_day
        from tenure.render import check_form, write_report

        check_form(out)
        book, day = book_of(workspace), parse_day(as_of) if as_of else None
        if freeze:
            free_path(book.frozen_folder, freeze)  # told before the work, not after
        made = page(book, book.period(period), day, lang)
        write_report(made, out, lang)
        row = {"file": str(out), "period": period, "as_of": made.as_of, "frozen": freeze or None}
        lines = [say("Wrote {file}.", lang, file=out)]
        if freeze:
            kept = book.freeze(freeze, book.period(period), now(), parse_day(made.as_of))
            lines.append(say("Frozen under {name}: {count} numbers.", lang, name=kept.name, count=len(kept.values)))
        return done(row, form_of(as_json, as_csv), *lines)

    return report
