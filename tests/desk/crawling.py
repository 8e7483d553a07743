"""Reading the numbers of a page off its JSON, each with its question, and asking the same at the command line."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatch
from typing import Any

from tenure.catalogue.measure import Measure
from tenure.catalogue.value import divided
from tenure.periods import parse_period

Doc = Mapping[str, Any]
Answer = Mapping[str, Any]
ANSWERED = ("status", "value", "numerator", "denominator", "low", "high", "n_open")
_WORDS = ("text", "day", "period")
NOT_YET = "the facts behind it begin on"  # a page says so where the command line sums up nothing


@dataclass(frozen=True)
class Asked:
    """A question in the words of the command line; `cut` are the slices that the whole page is of."""

    metric: str
    period: str
    as_of: str
    dims: tuple[tuple[str, str | None], ...] = ()
    cut: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Term:
    """One side of an answer, with its sign."""

    asked: Asked
    side: str
    sign: int


@dataclass(frozen=True)
class Number:
    """A number on a page: where it stands, what sort of mark it is, and what it says of itself.

    `answer` are the fields of an answer that it shows as they are; else `number` is the sum of `terms`, over that of `over`.
    """

    key: str
    place: str
    sort: str
    asked: Asked | None = None
    answer: Answer | None = None
    number: Decimal | None = None
    terms: tuple[Term, ...] = ()
    over: tuple[Term, ...] = ()
    leads: bool = True  # whether it is where a link can stand


def numbers_of(doc: Doc) -> Iterator[Number]:
    """Every number in the tables, charts, heat maps and headline numbers of a page."""
    cut = tuple((one["name"], one["value"]) for one in doc["cut"])
    for section in doc["sections"]:
        for block in section["blocks"]:
            reader = _READERS.get(block["type"])
            yield from reader(block, f"{section['key']}/{block['key']}", cut) if reader else ()


def _figures(block: Doc, key: str, cut: Any) -> Iterator[Number]:
    for one in block["figures"]:
        place = f"{key}.{one['key']}"
        yield _value(one["value"], place, place, "figure", cut)
        for other in one["comparisons"]:
            yield _value(other["then"], place, f"{place} against {other['key']}", "comparison", cut, False)
            yield from _changes(one, other, place)
        for point in one["trend"]:
            yield _value(point, place, f"{place} in {point['period']}", "trend", cut, False)


def _changes(one: Doc, other: Doc, place: str) -> Iterator[Number]:
    """The difference, which the two numbers beside it give."""
    if other["difference"] is not None:
        now, then = (Decimal(each["value"]) for each in (one["value"], other["then"]))
        if Decimal(other["difference"]) != now - then:
            yield Number(f"{place}.difference", f"{place} less {other['key']}", "comparison")


def _table(block: Doc, key: str, cut: Any) -> Iterator[Number]:
    rows = [*block["rows"], *([block["total"]] if block["total"] else [])]
    for row in rows:
        for column, cell in zip(block["columns"], row, strict=True):
            name = f"{key}.{column['key']}"
            yield from _cell(cell, name, f"{name} of {row[0]}", "table", column["kind"], cut)


def _cell(cell: Any, key: str, place: str, sort: str, kind: str, cut: Any) -> Iterator[Number]:
    if isinstance(cell, dict):
        yield _value(cell, key, place, sort, cut) if "metric" in cell else _told(cell, key, place, sort, cut)
    elif cell is not None and kind not in _WORDS:
        yield Number(key, place, sort, number=Decimal(str(cell)))


def _chart(block: Doc, key: str, cut: Any) -> Iterator[Number]:
    for series in block["series"]:
        name = f"{key}.{series['key']}"
        told = series["told"] or series["values"]
        for at, value, point in zip(block["places"], series["values"], told, strict=True):
            place = f"{name} at {at}"
            yield from _cell(point, name, place, "chart", block["kind"], cut)
            known = point.get("value", point.get("number")) if isinstance(point, dict) else point
            if known != value:
                yield Number(f"{name}.drawn", f"{place}: drawn as {value}, told as {known}", "chart")


def _heatmap(block: Doc, key: str, cut: Any) -> Iterator[Number]:
    for row in (block["overall"], *block["rows"]):
        whole = f"{key}.overall" if row is block["overall"] else key
        yield _of(row["size"], row["of"], f"{whole}.size", f"{whole} of {row['title']}", cut)
        for age, cell in zip(block["ages"], row["cells"], strict=True):
            if cell is not None:
                yield _of(cell["part"], cell.get("of"), f"{whole}.part", f"{whole} of {row['title']} at {age}", cut)


def _of(number: Any, part: Doc | None, key: str, place: str, cut: Any) -> Number:
    terms = (_term(part, cut),) if part else ()
    return Number(key, place, "heat", number=Decimal(str(number)), terms=terms)


_READERS: Mapping[str, Callable[[Doc, str, Any], Iterator[Number]]] = {
    "figures": _figures, "table": _table, "chart": _chart, "heatmap": _heatmap
}  # fmt: skip


def _value(value: Doc, key: str, place: str, sort: str, cut: Any, leads: bool = True) -> Number:
    return Number(key, place, sort, _asked(value, cut), value, leads=leads)


def _told(told: Doc, key: str, place: str, sort: str, cut: Any) -> Number:
    number = None if told["number"] is None else Decimal(told["number"])
    terms, over = (tuple(_term(part, cut) for part in told[side]) for side in ("parts", "over"))
    return Number(key, place, sort, number=number, terms=terms, over=over)


def _term(part: Doc, cut: Any) -> Term:
    return Term(_asked(part, cut), part["side"], -1 if part["less"] else 1)


def _asked(told: Doc, cut: Any) -> Asked:
    dims = tuple(sorted(told["dims"].items()))
    return Asked(
        told["metric"], told["period"], told["as_of"], dims, tuple(one for one in cut if one[0] not in told["dims"])
    )


def questions(numbers: Iterable[Number]) -> set[Asked]:
    """What is to be asked."""
    found = {one.asked for one in numbers if one.asked}
    return found | {term.asked for one in numbers for term in (*one.terms, *one.over)}


Ask = Callable[[Sequence[str]], Sequence[Answer] | None]  # None where the command line refuses
REFUSED: Answer = {**dict.fromkeys(ANSWERED), "status": "unavailable", "n_open": 0}  # cannot be cut so


def answers(asked: Iterable[Asked], known: Mapping[str, Measure], ask: Ask) -> dict[Asked, Answer]:
    """The answers of the command line, as many as can be in one command: numbers of one range, slices told apart by `--by`."""
    several: dict[tuple[Any, ...], list[Asked]] = defaultdict(list)
    for one in asked:
        if one.metric in known:
            period = parse_period(one.period)
            names = tuple(name for name, _word in one.dims if name in _SLICES)
            words = tuple(f"{name}={word}" for name, word in (*one.cut, *one.dims) if name not in names)
            several[one.metric, one.as_of, names, words, one.period if period.is_stretch else period.grain].append(one)
    commands: dict[tuple[Any, ...], list[Asked]] = defaultdict(list)
    for (_metric, as_of, names, words, _grain), alike in several.items():
        first, *_rest, last = sorted([one.period for one in alike] * 2, key=lambda told: parse_period(told).start)
        commands[as_of, names, words, first if first == last else f"{first}..{last}"] += alike
    return {one: told for key, alike in commands.items() for one, told in _answered(alike, *key, ask)}


def _answered(
    alike: Sequence[Asked], as_of: str, names: Sequence[str], words: Sequence[str], period: str, ask: Ask
) -> Iterator[tuple[Asked, Answer]]:
    metrics = sorted({one.metric for one in alike})
    made = ask(_words(metrics, period, as_of, names, words))
    if made is None:  # one of them cannot be cut so: each apart
        for metric in metrics if len(metrics) > 1 else ():
            yield from _answered([one for one in alike if one.metric == metric], as_of, names, words, period, ask)
        yield from ((one, REFUSED) for one in alike if len(metrics) == 1)
        return
    keyed = {(one["metric"], one["period"], tuple(sorted(one["dims"].items()))): one for one in made}
    for one in alike:
        cut_by = tuple((name, word) for name, word in one.dims if name in names)
        answer = keyed.get((one.metric, one.period, cut_by))
        if answer is None:  # nobody is so: asked apart, it is told as nothing
            apart = (*words, *(f"{name}={word}" for name, word in cut_by))
            (answer,) = ask(_words([one.metric], one.period, as_of, (), apart)) or (REFUSED,)
        yield one, answer


_SLICES = ("cohort", "tier", "customer", "platform")  # asked for all words at once


def _words(metrics: Sequence[str], period: str, as_of: str, names: Sequence[str], where: Sequence[str]) -> list[str]:
    more = [word for name in names for word in ("--by", name)] + [word for one in where for word in ("--where", one)]
    return ["metrics", *metrics, "--period", period, "--as-of", as_of, *more, "--json"]


def side(answer: Answer, name: str) -> Decimal | None:
    """One side of an answer of the command line."""
    fields = {key: None if answer[key] is None else Decimal(str(answer[key])) for key in ANSWERED if key != "status"}
    if name == "open" and answer["status"] == "unavailable":
        return None
    if name != "missed":
        return fields["n_open" if name == "open" else name]
    part, whole = fields["numerator"], fields["denominator"]
    undecided = Decimal(0) if answer["status"] == "provisional" else fields["n_open"] or Decimal(0)
    return None if part is None or whole is None else whole - part - undecided


def differences(numbers: Iterable[Number], told: Mapping[Asked, Answer], without: Mapping[str, str]) -> list[str]:
    """What is wrong with the numbers of a page: another answer, a sum that is none, no question and no reason for that."""
    return [why for one in numbers if (why := _wrong(one, told, without))]


def _wrong(one: Number, told: Mapping[Asked, Answer], without: Mapping[str, str]) -> str:
    if one.asked is not None and one.answer is not None and one.asked in told:
        other = told[one.asked]
        if one.answer["value"] is None and one.answer.get("reason", "").startswith(NOT_YET):
            return ""
        off = [name for name in ANSWERED if name in one.answer and not _same(one.answer[name], other[name])]
        return "; ".join(f"{one.place}: {name} {one.answer[name]}, asked {other[name]}" for name in off)
    if one.terms:
        found = _sum(one, told)
        return "" if found == one.number else f"{one.place}: {one.number}, asked {found}"
    return "" if any(fnmatch(one.key, pattern) for pattern in without) else f"{one.place}: has no question"


def _same(shown: Any, asked: Any) -> bool:
    return shown == asked if shown is None or asked is None else str(shown) == str(asked)


def _sum(one: Number, told: Mapping[Asked, Answer]) -> Decimal | None:
    sums = []
    for terms in (one.terms, one.over):
        sides = [(term.sign, side(told[term.asked], term.side)) for term in terms]
        sums.append(
            None
            if any(known is None for _sign, known in sides)
            else sum((s * (k or Decimal(0)) for s, k in sides), Decimal(0))
        )
    part, whole = sums
    if not one.over:
        return part
    return None if part is None or whole is None else divided(part, whole)


def answered(told: str) -> list[Answer]:
    """What the command line said."""
    found: list[Answer] = json.loads(told)
    return found
