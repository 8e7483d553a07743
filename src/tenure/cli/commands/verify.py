"""tenure verify."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, document, json_option, now
from tenure.words import Language, say

NAME = "verify"
HELP = "Check Tenure's numbers against a folder of facts with expected values."
EXAMPLES = ("tenure verify golden --priority P1", "tenure verify golden --engine spark")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def verify(
        folder: Path = typer.Argument(..., help=say("A folder with fact CSVs and expected.csv.", lang)),
        priority: str = typer.Option(
            "", "--priority", help=say("Only metrics of this priority or a higher one: P1, P2 or P3.", lang)
        ),
        engine: str = typer.Option("duckdb", "--engine", help=say("Where to compute: duckdb or spark.", lang)),
        as_json: bool = json_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.errors import UsageError
        from tenure.verification import verify as check

        if priority and priority.upper() not in ("P1", "P2", "P3"):
            raise UsageError("'{priority}' is not a priority.", "Say P1, P2 or P3.", priority=priority)
        found = check(folder, now(), int(priority[1]) if priority else None, engine)
        if as_json:
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
        else:
            for difference in found.differences:
                sys.stdout.write(say(difference.text, lang) + "\n")
            for metric in sorted(set(found.missing)):
                sys.stdout.write(say("{metric}: not implemented", lang, metric=metric) + "\n")
            if found.panel_agree or found.panel_differ:
                counts = {"agree": found.panel_agree, "differ": found.panel_differ}
                sys.stdout.write(say("PANEL agree: {agree}, differ: {differ}", lang, **counts) + "\n")
            counts = {"agree": found.agree, "differ": found.differ, "missing": len(found.missing)}
            told = say("EXPECTED agree: {agree}, differ: {differ}, not implemented: {missing}", lang, **counts)
            sys.stdout.write(told + "\n")
        return 1 if found.differ or found.panel_differ else 0

    return verify
