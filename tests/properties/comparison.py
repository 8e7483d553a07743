"""The product against the plain derivation, on one company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from tenure.book import Book, measures
from tenure.catalogue.value import Value
from tenure.errors import TenureError
from tenure.facts.kinds import KINDS
from tenure.periods import parse_period
from tenure.verification.folder import load_folder
from tests.oracle.derivation import P1, evaluate
from tests.oracle.random_facts import Company, questions, write_company
from tests.oracle.results import Result
from tests.oracle.world import World

NOW = datetime(2026, 1, 1)
TOLERANCE = Fraction(1, 10**6)  # the product rounds what it divides to ten digits, and sums of such
ROUNDED = Fraction(1, 10**9)  # how far such a sum can be off


def load(company: Company, folder: Path, engine: str = "duckdb") -> Book:
    """The company as a Book."""
    facts = folder / "facts"
    facts.mkdir()
    write_company(company, facts)
    return load_folder(facts, folder / "book", NOW, engine)


def disagreements(company: Company, book: Book, metrics: tuple[str, ...] = P1) -> Iterator[str]:
    """Every answer of the product that is not what the derivation gives."""
    world = World(company.facts, company.policies, company.as_of)
    asked: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    known = measures()
    for metric, period, dims in questions(company, metrics):
        if metric in known:
            asked.setdefault(
                (dims if period[:4].isdigit() else f"{dims};campaign_id={period}".strip(";"), period[:4].isdigit()), []
            ).append((metric, period))
    for (dims, by_period), pairs in asked.items():
        where = dict(part.split("=", 1) for part in dims.split(";")) if dims else {}
        names = sorted({metric for metric, _period in pairs})
        periods = sorted({period for _metric, period in pairs})
        answers = _answers(book, names, periods if by_period else ["2024"], company.as_of, where)
        own = ";".join(part for part in dims.split(";") if part and not part.startswith("campaign_id="))
        for metric, period in pairs:
            want = evaluate(world, metric, period, own)
            got = answers.get((metric, period if by_period else "2024"))
            wrong = _wrong(want, got, world)
            if wrong:
                yield f"{metric} {period} as of {company.as_of} {own}: {wrong}"


def moved(company: Company, book: Book, without: Book, metrics: tuple[str, ...]) -> Iterator[str]:
    """Every answer as of the company's day that is another in a book without the facts that were known later."""
    for dims, pairs in _asked(company, metrics).items():
        where = dict(part.split("=", 1) for part in dims.split(";")) if dims else {}
        names, periods = (sorted({pair[n] for pair in pairs if pair[1][:4].isdigit()}) for n in (0, 1))
        before, after = (_answers(one, names, periods, company.as_of, where) for one in (book, without))
        for key in pairs:
            one, other = before.get(key), after.get(key)
            if isinstance(one, Value) and isinstance(other, Value) and _told(one) != _told(other):
                yield f"{key} as of {company.as_of} {dims}: {_told(one)}, without what was known later {_told(other)}"


def _told(value: Value) -> tuple[object, ...]:
    return value.status, value.value, value.low, value.high, value.n_open, value.reason


def _asked(company: Company, metrics: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """(metric, period) by the slice or parameters asked for."""
    found: dict[str, list[tuple[str, str]]] = {}
    for metric, period, dims in questions(company, metrics):
        if metric in measures():
            found.setdefault(dims, []).append((metric, period))
    return found


def _answers(
    book: Book, names: list[str], periods: list[str], as_of: date, where: dict[str, str]
) -> dict[tuple[str, str], Value | TenureError]:
    cuts = [parse_period(period) for period in periods]
    out: dict[tuple[str, str], Value | TenureError] = {}
    known = measures()
    for monthly in (False, True):
        some = [name for name in names if bool(known[name].grains) == monthly]
        cut = [c for c in cuts if not monthly or c.grain == "month"]
        if some and cut:
            for value in book.ask(some, cut, as_of, (), where):
                out[value.metric, str(value.period)] = value
    return out


def _wrong(want: Result, got: Value | TenureError | None, world: World) -> str:
    if isinstance(got, Value) and got.status == "unavailable" and want.status != "unavailable":
        kinds = got.reason.removeprefix("no ").split(", ")
        return (
            "" if not any(world.facts.get(kind, kind not in KINDS) for kind in kinds) else f"unavailable: {got.reason}"
        )
    if got is None:
        return "" if want.status == "unavailable" else f"no answer, expected {want.status} {want.value}"
    if isinstance(got, TenureError):
        return str(got)
    parts = []
    if want.status != got.status:
        parts.append(f"status {got.status}, expected {want.status}")
    if got.status in ("unavailable", "immature", "undefined") or want.status in ("unavailable",):
        pairs = (
            (("low", want.low, got.low), ("high", want.high, got.high))
            if want.status == got.status == "immature"
            else ()
        )
    else:
        pairs = (("value", want.value, got.value), ("low", want.low, got.low), ("high", want.high, got.high))
    for name, expected, told in pairs:
        if (expected is None) != (told is None):
            parts.append(f"{name} {told}, expected {expected and float(expected)}")
        elif expected is not None and told is not None and abs(Fraction(expected) - Fraction(told)) > _slack(want):
            parts.append(f"{name} {told}, expected {float(expected)}")
    return "; ".join(parts)


def _slack(want: Result) -> Fraction:
    """How far a quotient can be off when both its sides are rounded: much, over next to nothing."""
    if not want.den or want.value is None:
        return TOLERANCE
    return max(TOLERANCE, ROUNDED * (1 + abs(Fraction(want.value))) / abs(Fraction(want.den)))
