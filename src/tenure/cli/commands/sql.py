"""tenure sql."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.commands.metrics import where_of
from tenure.cli.faces import LANG, Form, book_of, csv_option, done, form_of, json_option, put, workspace_option
from tenure.words import Language, say

NAME = "sql"
HELP = "The statements that compute a number, from the facts up."
EXAMPLES = ("tenure sql renewal.rate_count --period 2024-07", "tenure sql renewal.rate_count --engine spark")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def sql(
        metric: str = typer.Argument(..., help=say("Which number.", lang)),
        period: str = typer.Option(
            "", "--period", "-p", help=say("One period, such as 2024-07; the last full month when not told.", lang)
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
        engine: str = typer.Option(
            "", "--engine", help=say("As which engine is told: duckdb, spark, postgres, clickhouse or trino.", lang)
        ),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.periods import parse_day, period_of

        book = book_of(workspace)
        day = parse_day(as_of) if as_of else book.last_known()
        asked = book.period(period) if period else period_of(day, "month").previous()
        slices = where_of(book, where)
        told, form = book.sql(metric, asked, day, slices, engine or None), form_of(as_json, as_csv)
        if form is Form.TEXT:
            put(told + "\n")
            return 0
        return done({"metric": metric, "period": str(asked), "as_of": day, "sql": told}, form)

    return sql
