"""The help of commands: what the library of the command line says in it of its own, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from typer._click.core import Context
from typer._click.formatting import HelpFormatter

from tenure.words import Language, later, say

_DEFAULT = re.compile(r"\[default: (.*)\]$")
_OWN = (
    later("Arguments"),
    later("Commands"),
    later("Options"),
    later("Install completion for the current shell."),
    later("Show completion for the current shell, to copy it or customize the installation."),
    later("Show this message and exit."),
)


def speak(command: Any, lang: Language) -> Any:
    """The command with its help in one language."""

    class Formatter(HelpFormatter):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, prefix or say("Usage:", lang) + " ")

        def write_heading(self, heading: str) -> None:
            super().write_heading(_said(heading, lang))

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            super().write_dl([(name, _said(text, lang)) for name, text in rows], col_max, col_spacing)

    class Spoken(Context):
        formatter_class = Formatter

    for one in (command, *command.commands.values()):
        one.context_class = Spoken
    return command


def _said(text: str, lang: Language) -> str:
    if text in _OWN:
        return say(text, lang)
    text = text.replace("[required]", say("[required]", lang))
    return _DEFAULT.sub(lambda found: say("[default: {value}]", lang, value=found[1]), text)
