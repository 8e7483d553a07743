"""tenure restatements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tenure.cli.faces import (
    LANG,
    Form,
    book_of,
    csv_option,
    document,
    form_of,
    json_option,
    show,
    tell,
    workspace_option,
)
from tenure.words import Language, later, number_text, say

if TYPE_CHECKING:
    from tenure.book import Book
    from tenure.compare.restate import Restatement

NAME = "restatements"
HELP = "What of the frozen numbers is another now: old, new, why, and which imports brought it."
EXAMPLES = ("tenure restatements", "tenure restatements board-2024-06 --csv")

_HEADS = {
    "name": later("frozen as"), "metric": later("metric"), "period": later("period"), "old": later("old"), "new": later("new"),
    "cause": later("cause"), "amount": later("amount"), "imports": later("imports"),
}  # fmt: skip


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def restatements(
        name: str = typer.Argument("", help=say("What they were called; all when not told.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        book = book_of(workspace)
        found = book.restatements(name)
        form = form_of(as_json, as_csv)
        if form is Form.JSON:
            document([_plain(one, lang) for one in found])
        else:
            rows = [row for one in found for row in _rows(one, lang, form, book)]
            show(rows, tuple(_HEADS), form, [say(head, lang) for head in _HEADS.values()])
            tell(say("{count} numbers are others than when they were frozen.", lang, count=len(found)))
        return 0

    return restatements


def _plain(one: Restatement, lang: Language) -> Mapping[str, Any]:
    causes = [
        {
            "cause": cause.key,
            "says": say(cause.text, lang),
            "amount": _exact(cause.amount),
            "imports": list(cause.imports),
        }
        for cause in one.causes
    ]
    return {
        "name": one.name, "metric": one.metric, "period": one.period, "status": one.status, "old": _exact(one.old),
        "status_now": one.status_now, "new": _exact(one.new), "causes": causes,
    }  # fmt: skip


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _rows(one: Restatement, lang: Language, form: Form, book: Book) -> Sequence[Mapping[str, Any]]:
    """A row for each cause; the number stands in the first."""
    unit, currency = book.measure(one.metric).unit.value, book.workspace.currency

    def told(number: Decimal | None) -> Decimal | str | None:
        return number if form is Form.CSV or number is None else number_text(number, unit, lang, currency)

    out = []
    for cause in one.causes:
        head = {
            "name": one.name,
            "metric": one.metric,
            "period": one.period,
            "old": told(one.old),
            "new": told(one.new),
        }
        imports = " ".join(str(number) for number in cause.imports)
        out.append({**head, "cause": say(cause.text, lang), "amount": told(cause.amount), "imports": imports or None})
    return out
