"""From the words on the command line to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from tenure.errors import TenureError
from tenure.words import Language, language_of, say

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, others as docs/cli.md lists them."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = chosen_language(words, os.environ)
    import typer

    from tenure.cli.app import build

    try:
        code = build(lang)(words, standalone_mode=False, prog_name="tenure")
    except TenureError as error:
        complain(error, lang)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write(say("Stopped. What was stored before is as it was.", lang) + "\n")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except typer_errors() as error:
        return _usage(error)
    return code if isinstance(code, int) else 0


def chosen_language(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language asked for with --lang, else that of the environment."""
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            return language_of(environ, word.partition("=")[2])
        if word == "--lang" and place + 1 < len(words):
            return language_of(environ, words[place + 1])
    return language_of(environ, None)


def complain(error: TenureError, lang: Language) -> None:
    """Say what is wrong and what to do about it."""
    sys.stderr.write(say(error.problem, lang) + "\n")
    if error.remedy:
        sys.stderr.write(say(error.remedy, lang) + "\n")


def typer_errors() -> tuple[type[Exception], ...]:
    """What the command line's library raises for a mistake in the words of a command."""
    from typer._click.exceptions import ClickException

    return (ClickException,)


def _usage(error: Exception) -> int:
    show, code = getattr(error, "show", None), getattr(error, "exit_code", 2)
    if show is not None:
        show()
    return int(code)
