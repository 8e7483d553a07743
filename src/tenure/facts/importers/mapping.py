"""A recipe's columns found in one sheet: by their headers, by a header's bracket, or by what the cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData, UsageError, unknown
from tenure.facts.importers.cells import holds, matches
from tenure.facts.importers.headers import Index, normalised, question
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.sheets import Sheet, trimmed
from tenure.texts import Text

_RECOMMEND = re.compile(r"recommend|推荐|nps")
_WHY = re.compile(r"reason|why|better|comment|feedback|improve|原因|为什么|意见|建议|评价|反馈")
_OWN_ID = re.compile(r"会员号|会员编号|会员id|客户编号|客户id|用户id|手机|customerid|memberid|userid|accountid")
_BESIDE = ("@header:", "@symbol:")  # a header is named after it
_RULES: Mapping[str, tuple[str, ...]] = {
    "score": ("@nps",),
    "comment": ("@open",),
    "customer_id": ("@own id",),
    "currency": _BESIDE,
}


@dataclass(frozen=True)
class Mapped:
    """Which header of a sheet each canonical column stands under."""

    columns: Mapping[str, str]
    unmapped: tuple[str, ...]
    marked: str = ""  # a header that tells the currency beside the amounts, in its bracket or by signs in its cells


def resolve(sheet: Sheet, recipe: Recipe) -> Mapped:
    """The recipe's columns in this sheet.

    Raises: RejectedData when the answers of a survey cannot be found.
    """
    index = Index(sheet.columns)
    found: dict[str, str] = {}
    special: dict[str, str] = {}
    marked = ""
    for canonical, headers in recipe.columns.items():
        plain = [header for header in headers if not header.startswith("@")]
        header = index.find_any(plain)
        if header is not None:
            found[canonical] = header
        elif len(plain) < len(headers):
            special[canonical] = next(header for header in headers if header.startswith("@"))
    for canonical, rule in special.items():
        if canonical == "currency":
            marked = index.find(rule.partition(":")[2]) or ""
        else:
            by_content = _CONTENT[rule](sheet, _free(sheet, recipe, found))
            if by_content is not None:
                found[canonical] = by_content
    if "score" in special and "score" not in found:
        raise _no_score(sheet, _free(sheet, recipe, found))
    return Mapped(found, _free(sheet, recipe, found), marked)


def is_met(headers: Sequence[str], index: Index) -> bool:
    """Whether one of a column's headers is there, or a rule that needs none."""
    named = (header.partition(":")[2] if header.startswith(_BESIDE) else header for header in headers)
    return any(name.startswith("@") or index.find(name) is not None for name in named)


def refuse_unknown_rules(columns: Mapping[str, Sequence[str]], file: str) -> None:
    """What begins with @ is a rule of its column.

    Raises: NotFound with its neighbours; UsageError where the column has no rules.
    """
    for canonical, headers in columns.items():
        rules = _RULES.get(canonical, ())
        for rule in headers:
            if not rule.startswith("@") or _is_rule(rule, rules):
                continue
            if rules:
                shown = [f"{known}HEADER" if known in _BESIDE else known for known in rules]
                raise unknown(Text("rule for {column} in {file}", column=canonical, file=file), rule, shown)
            raise UsageError(
                "{file}: {column} = '{rule}' names no header: what begins with @ is a rule, and {column} has none.",
                "Name the header of its column; rules go with {columns}.",
                file=file,
                column=canonical,
                rule=rule,
                columns=sorted(_RULES),
            )


def _is_rule(rule: str, rules: Sequence[str]) -> bool:
    name, colon, header = rule.partition(":")
    return f"{name}{colon}" in rules and bool(header.strip()) == bool(colon)


def _free(sheet: Sheet, recipe: Recipe, found: Mapping[str, str]) -> tuple[str, ...]:
    dropped = {normalised(header) for header in recipe.dropped}
    return tuple(
        column for column in sheet.columns if column not in found.values() and normalised(column) not in dropped
    )


def _within(sheet: Sheet, column: str, low: int, high: int) -> bool:
    cells = trimmed(sheet.column(column)).drop_null()
    if not len(cells) or not bool(pc.all(holds(matches(cells, r"^\d{1,2}$"))).as_py()):
        return False
    edges = pc.min_max(cells.cast(pa.int64()))
    return bool(low <= edges["min"].as_py() and edges["max"].as_py() <= high)


def _score(sheet: Sheet, free: tuple[str, ...]) -> str | None:
    """The question answered with 0 to 10; one that speaks of recommending comes first."""
    fitting = [column for column in free if _within(sheet, column, 0, 10)]
    return next((column for column in fitting if _RECOMMEND.search(question(column))), fitting[0] if fitting else None)


def _comment(sheet: Sheet, free: tuple[str, ...]) -> str | None:
    """The question answered in words; one that asks for reasons comes first."""
    asked = [column for column in free if not _OWN_ID.search(question(column)) and not _within(sheet, column, 0, 10)]
    why = next((column for column in asked if _WHY.search(question(column))), None)
    return why or next((column for column in asked if column.strip().endswith(("?", "？"))), None)


def _own_id(_sheet: Sheet, free: tuple[str, ...]) -> str | None:
    """The question that asks who answers."""
    return next((column for column in free if _OWN_ID.search(question(column))), None)


_CONTENT: dict[str, Callable[[Sheet, tuple[str, ...]], str | None]] = {
    "@nps": _score,
    "@open": _comment,
    "@own id": _own_id,
}


def _no_score(sheet: Sheet, free: tuple[str, ...]) -> RejectedData:
    options = [column for column in free if _within(sheet, column, 1, 11)]
    return RejectedData(
        "{file}: no question is answered with whole numbers from 0 to 10.",
        "'{header}' holds 1 to 11, which are numbers of options: export the answers as text (按文本)."
        if options
        else 'Name the column in a map: score = "…", and give it with --map.',
        file=sheet.name,
        header=next(iter(options), ""),
    )
