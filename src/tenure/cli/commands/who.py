"""tenure who."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.commands.metrics import where_of
from tenure.cli.faces import LANG, Form, book_of, csv_option, form_of, json_option, show, tell, workspace_option
from tenure.words import Language, say

NAME = "who"
HELP = "The customers or cases behind a number; their parts sum to it."
EXAMPLES = (
    "tenure who renewal.rate_count --period 2024-07 --side denominator",
    "tenure who churn.customers --period 2024-Q3 --where region=north --csv",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def who(
        metric: str = typer.Argument(..., help=say("Which number.", lang)),
        period: str = typer.Option(..., "--period", "-p", help=say("One period, such as 2024-07.", lang)),
        side: str = typer.Option(
            "numerator",
            "--side",
            help=say(
                "numerator, denominator, open (not decided yet) or missed (decided, and not in the numerator).", lang
            ),
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        where: list[str] = typer.Option(
            [],
            "--where",
            help=say(
                "Only where NAME=VALUE, a parameter such as n=7, or groups of filters: among=region=North|South,tier!=C;tier=A.",
                lang,
            ),
        ),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.pages.asking import Asking
        from tenure.pages.behind import behind
        from tenure.periods import parse_day

        day, form, book = parse_day(as_of) if as_of else None, form_of(as_json, as_csv), book_of(workspace)
        told = behind(Asking(book, book.period(period), day, lang), metric, side, where_of(book, where))
        found = told.members
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        show(rows, found.columns, form)
        if told.total is None:
            tell(told.why_none)
        elif form is Form.TEXT:
            tell(
                say(
                    "Rows: {count}; their parts sum to {total}.",
                    lang,
                    count=len(rows),
                    total=f"{told.total.normalize():f}",
                )
            )
        return 0

    return who
