"""tenure doctor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tenure.cli.faces import LANG, book_of, csv_option, form_of, json_option, show, workspace_option
from tenure.words import Language, later, say

NAME = "doctor"
HELP = "Look for what is wrong: the machine, the files, the facts."
EXAMPLES = ("tenure doctor",)
TROUBLED = 10
COLUMNS = {"check": later("check"), "ok": later("ok"), "found": later("found"), "remedy": later("remedy")}


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def doctor(
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.verification.health import examine

        found = examine(lambda: book_of(workspace))
        rows = [
            {
                "check": say(one.check, lang),
                "ok": one.ok,
                "found": say(one.found, lang),
                "remedy": say(one.remedy, lang) if one.remedy and not one.ok else "",
            }
            for one in found
        ]
        show(rows, tuple(COLUMNS), form_of(as_json, as_csv), [say(head, lang) for head in COLUMNS.values()])
        return 0 if all(one.ok for one in found) else TROUBLED

    return doctor
