"""tenure serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tenure.cli.faces import LANG, Form, csv_option, form_of, json_option, show, tell
from tenure.words import Language, say

NAME = "serve"
HELP = "Open the company's pages in a browser, for everybody who is invited."
EXAMPLES = (
    "tenure serve",
    "tenure serve companies --port 8080",
    "tenure serve --host 0.0.0.0 --url https://tenure.example.com",
)


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def serve(
        folder: Path = typer.Argument(Path(), help=say("A workspace, or a folder of several.", lang)),
        host: str = typer.Option(
            "127.0.0.1", "--host", help=say("Where to listen; this machine alone when not told.", lang)
        ),
        port: int = typer.Option(8377, "--port", help=say("The port to listen on.", lang)),
        url: str = typer.Option("", "--url", help=say("The address that people type; links begin with it.", lang)),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        form = form_of(as_json, as_csv)
        from tenure.desk.home import Home
        from tenure.desk.serving import mail_is_set_up, prepare, way_in
        from tenure.desk.serving import serve as answer

        companies = Home(folder.resolve()).companies
        prepare(folder, url or f"http://{'localhost' if host in ('0.0.0.0', '127.0.0.1') else host}:{port}")
        purpose, address = way_in()

        def ready() -> None:
            if form is not Form.TEXT:
                rows = [{"company": one.name, "purpose": purpose, "address": address} for one in companies.values()]
                show(rows, ("company", "purpose", "address"), form)
                return
            tell(say("Companies: {names}", lang, names=[one.name for one in companies.values()]))
            if purpose:
                tell(
                    say(
                        "Nobody is here yet. Whoever opens this link becomes the owner; it works once, for a day:", lang
                    )
                )
            tell(f"  {address}")
            if not mail_is_set_up():
                tell(say("Mail is not set up (TENURE_SMTP_URL): owners hand out links for new passwords.", lang))
            tell(say("Stop with Ctrl-C.", lang))

        answer(host, port, ready)
        return 0

    return serve
