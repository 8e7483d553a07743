"""tenure import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from tenure.cli.faces import LANG, csv_option, form_of, json_option, workspace_option
from tenure.words import Language, say

NAME = "import"
HELP = "Bring facts in: files, folders, archives or a database; nothing is guessed silently, nothing is lost."
EXAMPLES = (
    "tenure import orders_export.csv subscriptions.csv",
    "tenure import exports/ --dry-run",
    "tenure import sales.xlsx --map sales.toml --currency CNY",
    "tenure import --database sqlite:///crm.db --table orders",
    "tenure import --replay 17",
    "tenure import --list",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def import_(
        paths: list[Path] = typer.Argument(None, help=say("Files, folders, .gz or .zip.", lang)),
        dry_run: bool = typer.Option(
            False,
            "--dry-run",
            help=say("Show what would happen, and twenty rows before and after; write nothing.", lang),
        ),
        mapping: Path = typer.Option(
            None, "--map", help=say("A map of columns, saved before or written by hand.", lang)
        ),
        save_map: Path = typer.Option(
            None, "--save-map", help=say("Save the map proposed for a file nobody knows, and stop.", lang)
        ),
        yes: bool = typer.Option(False, "--yes", help=say("Agree to a proposed map without being asked.", lang)),
        date_order: str = typer.Option(
            None, "--date-order", help=say("DMY or MDY, where days could be read both ways.", lang)
        ),
        decimal: str = typer.Option(None, "--decimal", help=say("The decimal mark: . or ,", lang)),
        instrument: str = typer.Option(
            None, "--instrument", help=say("nps or csat, where a survey does not say what it asks.", lang)
        ),
        currency: str = typer.Option(None, "--currency", help=say("Currency of amounts that name none.", lang)),
        source: str = typer.Option(None, "--source", help=say("The system that the identifiers belong to.", lang)),
        encoding: str = typer.Option(
            None, "--encoding", help=say("Encoding of text files, where it is not found: utf-8, gb18030, …", lang)
        ),
        database: str = typer.Option(None, "--database", help=say("SQL address to read from.", lang)),
        table: str = typer.Option("", "--table", help=say("The table to read.", lang)),
        query: str = typer.Option("", "--query", help=say("The query to read.", lang)),
        replay: int = typer.Option(
            None, "--replay", help=say("Read the corrected rows of an import's quarantine again.", lang)
        ),
        listing: bool = typer.Option(False, "--list", help=say("Every import so far.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.cli.asked import Asked
        from tenure.cli.importing import carry_out

        asked = Asked(
            paths=tuple(paths or ()),
            dry_run=dry_run,
            mapping=mapping,
            save_map=save_map,
            yes=yes,
            date_order=_choice(date_order, ("DMY", "MDY"), "--date-order"),
            decimal=_choice(decimal, (".", ","), "--decimal"),
            instrument=_choice(instrument, ("nps", "csat"), "--instrument"),
            currency=currency,
            source=source,
            encoding=encoding,
            database=database,
            table=table,
            query=query,
            replay=replay,
            listing=listing,
        )
        return carry_out(asked, workspace, form_of(as_json, as_csv), lang)

    return import_


def _choice(told: str | None, choices: tuple[str, ...], option: str) -> Any:
    from tenure.errors import UsageError

    found = next((choice for choice in choices if told and choice.casefold() == told.casefold()), None)
    if told is not None and found is None:
        raise UsageError(
            "{option}={told} is none of {choices}.",
            "Say {option}={first}.",
            option=option,
            told=told,
            choices=choices,
            first=choices[0],
        )
    return found
