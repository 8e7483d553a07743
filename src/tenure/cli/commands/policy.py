"""tenure policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import typer

from tenure.cli.faces import (
    LANG,
    Form,
    book_of,
    csv_option,
    done,
    form_of,
    json_option,
    now,
    put,
    show,
    workspace_option,
)
from tenure.cli.heard import alone
from tenure.words import Language, say

NAME = "policy"
HELP = "The settings that numbers depend on: list them, or set one from a day on."
EXAMPLES = ("tenure policy list", "tenure policy set grace_months 2 --from 2024-01-01", "tenure policy list --json")

_LISTED = ("policy", "value", "default", "since", "told_by", "says", "effect")


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def policy(
        action: str = typer.Argument(..., help=say("list or set.", lang)),
        key: str = typer.Argument("", help=say("The policy to set.", lang)),
        value: str = typer.Argument("", help=say("Its new value.", lang)),
        since: str = typer.Option(
            "", "--from", help=say("The day from which it is in force; the last day known when not told.", lang)
        ),
        note: str = typer.Option("", "--note", help=say("Why it was set.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        from tenure.errors import UsageError, unknown
        from tenure.texts import Text

        if action == "list":
            alone("list", {"KEY": key, "VALUE": value, "--from": since, "--note": note})
            return _list(workspace, form_of(as_json, as_csv), lang)
        if action != "set":
            raise unknown(Text("action"), action, ("list", "set"))
        if not key:
            raise UsageError("No policy is named.", "Write it as tenure policy set grace_months 2.")
        return _set(workspace, (key, value, since, note), form_of(as_json, as_csv), lang)

    return policy


def _set(workspace: Path, told: tuple[str, str, str, str], form: Form, lang: Language) -> int:
    from tenure.periods import parse_day

    key, value, since, note = told
    stored = book_of(workspace).set_policy(key, value, parse_day(since) if since else None, now(), note)
    undoing = say("To take it back: tenure undo {batch}.", lang, batch=stored.batch)
    row = {"policy": key, "value": value, "since": since or None, "batch": stored.batch}
    return done(row, form, say("{policy} is {value} now.", lang, policy=key, value=value) + " " + undoing)


def _list(workspace: Path, form: Form, lang: Language) -> int:
    from tenure.policies import SETTINGS

    book = book_of(workspace)
    told = book.policies_told()
    names = {int(str(batch["batch"])): str(batch["name"]) for batch in book.lake.batches()}
    rows = []
    for key, one in SETTINGS.items():
        mine = told.get(key)
        by = None
        if mine and mine.batch:
            by = say("import {number}: {name}", lang, number=mine.batch, name=names.get(mine.batch, "–"))
            by += f" ({mine.note})" if mine.note else ""
        rows.append(
            {
                "policy": key, "value": mine.value if mine else one.default, "default": one.default,
                "since": mine.since.isoformat() if mine and mine.since else None, "told_by": by,
                "says": one.zh if lang == "zh" else one.en, "effect": one.effect_zh if lang == "zh" else one.effect,
            }
        )  # fmt: skip
    if form is Form.TEXT:
        put("\n".join(_told(row, lang) for row in rows))
    else:
        show(rows, _LISTED, form)
    return 0


def _told(row: Mapping[str, str | None], lang: Language) -> str:
    """One policy on some lines: a table of all would be wider than any screen."""
    head = f"{row['policy']} = {row['value'] or '–'}"
    if row["value"] != row["default"]:
        head += f"  ({say('default', lang)} {row['default'] or '–'})"
    lines = [head, f"  {row['says']}", f"  {say('effect', lang)}: {row['effect']}"]
    if row["told_by"]:
        since = row["since"] or say("ever", lang)
        lines.append(f"  {say('in force since', lang)} {since}; {say('told by', lang)} {row['told_by']}")
    return "\n".join(lines) + "\n"
