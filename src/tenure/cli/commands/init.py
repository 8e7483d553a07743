"""tenure init."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, csv_option, done, form_of, json_option
from tenure.words import Language, say

NAME = "init"
HELP = "Make a workspace: one folder for one company."
EXAMPLES = (
    "tenure init acme --zone Europe/London --currency GBP --country GB",
    "tenure init 青禾 --zone Asia/Shanghai --currency CNY --country CN",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def init(
        folder: Path = typer.Argument(..., help=say("The folder to make.", lang)),
        name: str = typer.Option("", "--name", help=say("The company's name; the folder's when not told.", lang)),
        zone: str = typer.Option(
            "Asia/Shanghai" if lang == "zh" else "UTC", "--zone", help=say("Time zone in which days are cut.", lang)
        ),
        currency: str = typer.Option(
            "CNY" if lang == "zh" else "USD", "--currency", help=say("Currency that numbers are told in.", lang)
        ),
        country: str = typer.Option(
            "CN" if lang == "zh" else "US", "--country", help=say("Country of telephone numbers without one.", lang)
        ),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.workspace import make_workspace

        made = make_workspace(folder, name or folder.resolve().name, zone, currency.upper(), country.upper())
        row = {
            "folder": str(folder), "name": made.name, "zone": made.zone, "currency": made.currency, "country": made.country
        }  # fmt: skip
        return done(
            row,
            form_of(as_json, as_csv),
            say("Made {folder}: {zone}, {currency}.", lang, folder=folder, zone=made.zone, currency=made.currency),
            say("Next: tenure import FILE… --workspace {folder}", lang, folder=folder),
        )

    return init
