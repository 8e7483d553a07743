"""tenure verify."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tenure.cli.faces import LANG, Form, csv_option, document, form_of, json_option, now, put, show, tell
from tenure.words import Language, say

if TYPE_CHECKING:
    from tenure.verification import Outcome

NAME = "verify"
HELP = "Check Tenure's numbers against a folder of facts with expected values."
EXAMPLES = ("tenure verify golden --priority P1", "tenure verify golden --engine spark")
_COLUMNS = ("metric", "period", "as_of", "dims", "what", "expected", "got")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def verify(
        folder: Path = typer.Argument(..., help=say("A folder with fact CSVs and expected.csv.", lang)),
        priority: str = typer.Option(
            "", "--priority", help=say("Only metrics of this priority or a higher one: P1, P2 or P3.", lang)
        ),
        engine: str = typer.Option("duckdb", "--engine", help=say("Where to compute: duckdb or spark.", lang)),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.errors import UsageError
        from tenure.verification import verify as check

        if priority and priority.upper() not in ("P1", "P2", "P3"):
            raise UsageError("'{priority}' is not a priority.", "Say P1, P2 or P3.", priority=priority)
        found = check(folder, now(), int(priority[1]) if priority else None, engine)
        _show(found, form_of(as_json, as_csv), lang)
        return 1 if found.differ else 0

    return verify


def _show(found: Outcome, form: Form, lang: Language) -> None:
    """The differences, then the counts: two lines for scripts too, so they are the same in every language."""
    if form is Form.JSON:
        document(
            {
                "agree": found.agree,
                "differ": found.differ,
                "not_implemented": len(found.missing),
                "panel_agree": found.panel_agree,
                "panel_differ": found.panel_differ,
                "differences": [vars(one) for one in found.differences],
            }
        )
        return
    count = tell
    if form is Form.CSV:
        rows = [*map(vars, found.differences), *({"metric": one, "what": "not implemented"} for one in found.missing)]
        show(rows, _COLUMNS, form)
    else:
        count = _line
        for difference in found.differences:
            _line(say(difference.text, lang))
        for metric in sorted(set(found.missing)):
            _line(say("{metric}: not implemented", lang, metric=metric))
    if found.panel_agree or found.panel_differ:
        count(f"PANEL agree: {found.panel_agree}, differ: {found.panel_differ}")
    count(f"EXPECTED agree: {found.agree}, differ: {found.differ}, not implemented: {len(found.missing)}")


def _line(text: str) -> None:
    put(text + "\n")
