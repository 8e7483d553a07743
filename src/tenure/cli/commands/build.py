"""tenure build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, book_of, csv_option, done, form_of, json_option, workspace_option
from tenure.words import Language, say

NAME = "build"
HELP = "Make the stages ready, so that numbers answer at once; only what new facts touch is made again."
EXAMPLES = ("tenure build", "tenure build --cube", "tenure build --as-of 2024-12-31 --full")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def build(
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        full: bool = typer.Option(False, "--full", help=say("From nothing, whatever is there.", lang)),
        cube: bool = typer.Option(
            False, "--cube", help=say("Keep the computed values too; later builds renew them by themselves.", lang)
        ),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.periods import parse_day

        made = book_of(workspace).build(parse_day(as_of) if as_of else None, full, cube)
        lines = [say(
            "Built as of {day}: {made} parts made, {kept} kept, {rows} rows, {seconds} s.",
            lang,
            day=made.as_of, made=made.made, kept=made.kept, rows=f"{made.rows:,}", seconds=f"{made.seconds:.1f}",
        )]  # fmt: skip
        if made.merged:
            lines.append(say("{count} small files of facts were merged.", lang, count=f"{made.merged:,}"))
        if made.numbers:
            lines.append(say("{count} computed values are kept.", lang, count=f"{made.numbers:,}"))
        row = {name: told for name, told in vars(made).items() if name != "moves"}
        return done(row, form_of(as_json, as_csv), *lines)

    return build
