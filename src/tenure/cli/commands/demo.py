"""tenure demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, csv_option, form_of, json_option
from tenure.words import Language, say

NAME = "demo"
HELP = "The main job on the demo companies: import, build, report; and where to look."
EXAMPLES = ("tenure demo", "tenure demo --folder /tmp/demo --only orrendale", "tenure demo --remove")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def demo(
        folder: Path = typer.Option(
            Path("demo-workspaces"), "--folder", help=say("Where the demo workspaces are made.", lang)
        ),
        only: str = typer.Option("", "--only", help=say("One company: qinghe or orrendale.", lang)),
        remove: bool = typer.Option(False, "--remove", help=say("Delete the demo workspaces.", lang)),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.cli.demonstration import remove_demo, run_demo

        form = form_of(as_json, as_csv)
        return remove_demo(folder, only, form, lang) if remove else run_demo(folder, only, form, lang)

    return demo
