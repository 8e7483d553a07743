"""The commands, put together for one language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from tenure import __version__
from tenure.cli import commands
from tenure.cli.help import speak
from tenure.discovery import modules_in
from tenure.words import Language, say

ORDER = (
    "init", "import", "build", "metrics", "who", "explain", "bridge", "show", "analyse", "sql", "report", "export", "freeze", "restatements", "policy",
    "verify", "doctor", "demo", "undo", "person", "erase",
    "serve", "backup", "restore",
)  # fmt: skip


def build(lang: Language) -> Callable[..., Any]:
    """The application, its help in one language."""
    app = typer.Typer(
        name="tenure",
        help=say("From the files a company has to the customer numbers it can trust.", lang),
        no_args_is_help=True,
        add_completion=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_callback(lang))
    found = {}
    for room in modules_in(commands):
        found[room.NAME] = room
    for name in sorted(found, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
        room = found[name]
        examples = "\n\n".join(f"`{line}`" for line in room.EXAMPLES)
        text = f"{say(room.HELP, lang)}\n\n{say('Examples:', lang)}\n\n{examples}"
        app.command(name, help=text, short_help=say(room.HELP, lang))(room.command(lang))
    return speak(typer.main.get_command(app), lang)  # type: ignore[no-any-return]


def _callback(lang: Language) -> Callable[..., None]:
    def show_version(wanted: bool) -> None:
        if wanted:
            typer.echo(f"tenure {__version__}")
            raise typer.Exit

    def common(
        version: bool = typer.Option(
            False, "--version", help=say("Show the version.", lang), callback=show_version, is_eager=True
        ),
        language: str = typer.Option(None, "--lang", help=say("Language: en or zh.", lang)),
    ) -> None: ...

    return common
