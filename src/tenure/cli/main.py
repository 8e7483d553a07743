"""From the words on the command line to an exit code."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence

from tenure.errors import TenureError
from tenure.words import Language, language_of, say

INTERRUPTED = 130
# Expressions are many small objects that live as long as the question: to look for rubbish so often took a tenth of it.
PATIENT = (100_000, 50, 100)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, others as docs/commands.md lists them."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        lang = chosen_language(words, os.environ)
    except TenureError as error:
        return complain(error, language_of(os.environ), words)
    import typer

    gc.set_threshold(*PATIENT)
    from tenure.cli.app import build
    from tenure.cli.mistakes import is_help
    from tenure.cli.unforeseen import as_ours

    try:
        code = build(lang)(words, standalone_mode=False, prog_name="tenure")
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write(say("Stopped. What was stored before is as it was.", lang) + "\n")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001  the last resort: the reader learns in words what it was
        if is_help(error):
            error.show()
            return error.exit_code
        return complain(as_ours(error), lang, words)
    return code if isinstance(code, int) else 0


def chosen_language(words: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language asked for with --lang, else that of the environment."""
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            return language_of(environ, word.partition("=")[2])
        if word == "--lang" and place + 1 < len(words):
            return language_of(environ, words[place + 1])
    return language_of(environ, None)


def complain(error: TenureError, lang: Language, words: Sequence[str]) -> int:
    """Say what is wrong and what to do about it, as one JSON document where that was asked for; gives the exit code."""
    if "--json" in words:
        told = {
            "error": type(error).__name__,
            "exit_code": error.exit_code,
            "message": say(error.problem, lang),
            "details": [say(detail, lang) for detail in error.details],
            "remedy": say(error.remedy, lang),
        }
        sys.stderr.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write("\n".join(error.lines(lambda text: say(text, lang))) + "\n")
    return error.exit_code
