"""tenure explain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tenure.cli.commands.metrics import where_of
from tenure.cli.differences import show_difference
from tenure.cli.faces import LANG, book_of, csv_option, form_of, json_option, workspace_option
from tenure.words import Language, say

if TYPE_CHECKING:
    from tenure.compare.reading import Reading

NAME = "explain"
HELP = "Why a number moved: policies, late facts, customers, mix and rate, in parts that sum exactly."
EXAMPLES = (
    "tenure explain revenue.mrr --period 2024-06 --against 2024-05",
    "tenure explain churn.rate_count --period 2024-Q3 --against 2024-Q2 --by industry",
    "tenure explain renewal.rate_count --period 2024-07 --as-of 2024-12-31 --against-as-of 2024-08-31",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def explain(
        metric: str = typer.Argument(..., help=say("Which number.", lang)),
        period: str = typer.Option(..., "--period", "-p", help=say("One period, such as 2024-07.", lang)),
        against: str = typer.Option(
            "", "--against", help=say("The period to compare with; the same one when not told.", lang)
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        against_as_of: str = typer.Option(
            "", "--against-as-of", help=say("The day for the other period; the same one when not told.", lang)
        ),
        by: str = typer.Option(
            "", "--by", help=say("The dimension of mix and rate; the most telling when not told.", lang)
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
        from tenure.errors import UsageError
        from tenure.periods import parse_day

        if not against and not against_as_of:
            raise UsageError(
                "Nothing to compare with is named.", "Add --against 2024-05, or --against-as-of 2024-08-31."
            )
        book = book_of(workspace)
        day = parse_day(as_of) if as_of else book.last_known()
        then = parse_day(against_as_of) if against_as_of else day
        now = book.period(period)
        other = book.period(against) if against else now
        made = book.explain(metric, (now, day), (other, then), by, where_of(book, where))
        heads = _head(made.start, lang), _head(made.end, lang)
        return show_difference(made, heads, form_of(as_json, as_csv), lang, book)

    return explain


def _head(reading: Reading, lang: Language) -> str:
    return say("{period} as of {day}", lang, period=reading.value.period, day=reading.value.as_of)
