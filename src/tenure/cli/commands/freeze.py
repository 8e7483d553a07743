"""tenure freeze."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, book_of, csv_option, done, form_of, json_option, now, workspace_option
from tenure.words import Language, say

NAME = "freeze"
HELP = "Write down the numbers of a period for good; later differences are listed with their cause."
EXAMPLES = ("tenure freeze board-2024-06 --period 2024-06", "tenure freeze year --period 2024-01..2024-12")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def freeze(
        name: str = typer.Argument(..., help=say("What to call them.", lang)),
        period: str = typer.Option(
            ...,
            "--period",
            "-p",
            help=say("2024, 2024-H1, 2024-Q3, 2024-07, 2024-W31, 2024-07-09, or a range 2024-01..2024-12.", lang),
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.periods import parse_day

        made = book_of(workspace).freeze(name, period, now(), parse_day(as_of) if as_of else None)
        row = {
            "name": made.name, "numbers": len(made.values), "as_of": made.as_of, "policy_version": made.policy_version
        }  # fmt: skip
        told = say(
            "Frozen under {name}: {count} numbers as of {day}; policies {version}.",
            lang, name=made.name, count=len(made.values), day=made.as_of, version=made.policy_version,
        )  # fmt: skip
        return done(row, form_of(as_json, as_csv), told)

    return freeze
