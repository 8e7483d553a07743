"""tenure demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, Form, csv_option, form_of, json_option
from tenure.words import Language, say

NAME = "demo"
HELP = "Open two sample companies in a browser, by a link that signs in once."
EXAMPLES = (
    "tenure demo",
    "tenure demo --folder /tmp/demo --only orrendale",
    "tenure demo --no-browser",
    "tenure demo --files",
    "tenure demo --remove",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def demo(
        folder: Path = typer.Option(
            Path("demo-workspaces"), "--folder", help=say("Where the demo workspaces are made.", lang)
        ),
        only: str = typer.Option("", "--only", help=say("One company: qinghe or orrendale.", lang)),
        port: int = typer.Option(8377, "--port", help=say("The port to listen on.", lang)),
        files: bool = typer.Option(
            False, "--files", help=say("Write the workspaces and two reports of each, and open no browser.", lang)
        ),
        browser: bool = typer.Option(
            True, "--browser/--no-browser", help=say("Open the link in a browser, where this terminal has one.", lang)
        ),
        remove: bool = typer.Option(False, "--remove", help=say("Delete the demo workspaces.", lang)),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.cli.demonstration import remove_demo, run_demo

        form = form_of(as_json, as_csv)
        if remove:
            return remove_demo(folder, only, form, lang)
        if files or form is not Form.TEXT:
            return run_demo(folder, only, form, lang)
        from tenure.cli.visiting import show_demo

        return show_demo(folder, only, port, browser, lang)

    return demo
