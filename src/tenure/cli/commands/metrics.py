"""tenure metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tenure.cli.faces import LANG, Form, book_of, csv_option, form_of, json_option, put, show, tell, workspace_option
from tenure.cli.heard import alone
from tenure.words import Language, later, say

if TYPE_CHECKING:
    from tenure.book import Book
    from tenure.catalogue.measure import Measure
    from tenure.catalogue.value import Value

NAME = "metrics"
HELP = "Ask for numbers: by period, as of any day, cut by any dimension."
EXAMPLES = (
    "tenure metrics --period 2024-12",
    "tenure metrics renewal.rate_count revenue.nrr --period 2024-01..2024-12",
    "tenure metrics churn.rate_count --period 2024-Q3 --by industry --as-of 2024-12-31",
    "tenure metrics retention.nday --period 2024-Q1 --where n=7 --json",
    "tenure metrics churn.rate_count --period 2024-Q3 --where 'among=region=North|South;tier=A'",
    "tenure metrics --list",
)

_LISTED = {
    "metric": later("metric"),
    "name": later("name"),
    "says": later("says"),
    "unit": later("unit"),
    "needs": later("needs"),
}
_UNITS = {
    "count": later("count"),
    "share": later("share"),
    "money": later("money"),
    "times": later("times"),
    "minutes": later("minutes"),
    "days": later("days"),
    "points": later("points"),
    "score": later("score"),
}


def command(lang: Language) -> Callable[..., int]:
    """The command in one language."""

    def metrics(
        ids: list[str] = typer.Argument(
            None, help=say("Which numbers; all that need no further word when none is named.", lang)
        ),
        period: str = typer.Option(
            "",
            "--period",
            "-p",
            help=say("2024, 2024-H1, 2024-Q3, 2024-07, 2024-W31, 2024-07-09, or a range 2024-01..2024-12.", lang),
        ),
        as_of: str = typer.Option(
            "", "--as-of", help=say("What was known at the end of that day; the last day known when not told.", lang)
        ),
        by: list[str] = typer.Option([], "--by", help=say("Cut by a dimension; may be told several times.", lang)),
        where: list[str] = typer.Option(
            [],
            "--where",
            help=say(
                "Only where NAME=VALUE, a parameter such as n=7, or groups of filters: among=region=North|South,tier!=C;tier=A.",
                lang,
            ),
        ),
        catalogue: bool = typer.Option(False, "--list", help=say("List the numbers and what they mean.", lang)),
        workspace: Path = workspace_option(lang),
        as_json: bool = json_option(lang),
        as_csv: bool = csv_option(lang),
        language: str = LANG,
    ) -> int:
        form = form_of(as_json, as_csv)
        if catalogue:
            alone("--list", {"IDS…": ids, "--period": period, "--as-of": as_of, "--by": by, "--where": where})
            return _list(workspace, lang, form)
        book = book_of(workspace)
        values = _ask(book, ids or [], period, as_of, by, where_of(book, where))
        _show(values, book, form, lang)
        return 0

    return metrics


def words_of(pairs: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE words as a mapping.

    Raises: UsageError for a word without a value.
    """
    from tenure.errors import UsageError

    for pair in pairs:
        if "=" not in pair:
            raise UsageError("--where {word} names no value.", "Write it as --where region=north.", word=pair)
    return {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in pairs)}


def where_of(book: Book, pairs: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE words as a mapping, each a value that there is.

    Raises: UsageError for a word without a value; NotFound for a value that no slice of that name can have.
    """
    from tenure.catalogue.groups import every_pair
    from tenure.catalogue.slices import check_words

    told = words_of(pairs)
    if told:
        check_words(book.at(), every_pair(told))
    return told


def _ask(
    book: Book, ids: Sequence[str], period: str, as_of: str, by: Sequence[str], where: dict[str, str]
) -> list[Value]:
    from tenure.errors import UsageError
    from tenure.periods import parse_day

    if not period:
        raise UsageError("No period is named.", "Add --period 2024-07, or a range such as --period 2024-01..2024-12.")
    names = list(ids) or [name for name, one in book.measures().items() if all(word in where for word in one.params)]
    return book.ask(names, book.periods(period), parse_day(as_of) if as_of else None, by, where)


def _show(values: Sequence[Value], book: Book, form: Form, lang: Language) -> None:
    if form is Form.JSON:
        from tenure.render.json import values_json

        put(values_json(values))
    elif form is Form.CSV:
        from tenure.render.csv import values_csv

        put(values_csv(values))
    else:
        from tenure.render.text import values_text

        put(values_text(values, book.measures(), lang, book.workspace.currency))
        if values:
            tell(say("As of {day}; policies {version}.", lang, day=values[0].as_of, version=values[0].policy_version))


def _list(workspace: Path | None, lang: Language, form: Form) -> int:
    from tenure.book import measures
    from tenure.errors import NotFound

    try:
        known = book_of(workspace).measures()
    except NotFound:  # outside a workspace, or in an empty one, there are the catalogue's
        known = measures()
    rows = [_meaning(one, lang) for one in known.values()]
    if form is Form.TEXT:
        rows = [row | {"unit": say(_UNITS[row["unit"]], lang)} for row in rows]
    show(
        rows,
        tuple(_LISTED),
        form,
        [say(head, lang) for head in _LISTED.values()],
    )
    return 0


def _meaning(one: Measure, lang: Language) -> dict[str, str]:
    zh = lang == "zh"
    needs = ", ".join(one.params)
    return {
        "metric": one.id,
        "name": one.zh if zh else one.en,
        "says": one.says_zh if zh else one.says,
        "unit": one.unit.value,
        "needs": needs,
    }
