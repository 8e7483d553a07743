"""tenure bridge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.commands.metrics import where_of
from tenure.cli.differences import show_difference
from tenure.cli.faces import LANG, book_of, csv_option, form_of, json_option, workspace_option
from tenure.words import Language, say

NAME = "bridge"
HELP = "From our number to another tool's, policy by policy, down to the customers."
EXAMPLES = (
    "tenure bridge revenue.mrr_churn --from tenure --to stripe --period 2024-06",
    "tenure bridge churn.rate_count --to chartmogul --period 2024-Q2 --json",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def bridge(
        metric: str = typer.Argument(..., help=say("Which number.", lang)),
        period: str = typer.Option(..., "--period", "-p", help=say("One period, such as 2024-07.", lang)),
        start: str = typer.Option(
            "ours",
            "--from",
            help=say("A set of policies: ours, tenure, stripe, chartmogul, profitwell or maxio.", lang),
        ),
        end: str = typer.Option(..., "--to", help=say("The set of policies to compare with.", lang)),
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
        from tenure.periods import parse_day

        book = book_of(workspace)
        day = parse_day(as_of) if as_of else None
        made = book.bridge(metric, book.period(period), start, end, day, where_of(book, where))
        return show_difference(made, (start, end), form_of(as_json, as_csv), lang, book)

    return bridge
