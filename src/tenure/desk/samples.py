"""Invented numbers in every state and shape that a page can show: what the style guide is made of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tenure.catalogue.value import Status, Value
from tenure.pages.blocks import (
    Chart,
    Column,
    Comparison,
    Definition,
    Definitions,
    Figure,
    Figures,
    HeatCell,
    Heatmap,
    HeatRow,
    Note,
    Page,
    Section,
    Series,
    Table,
    Tone,
)  # fmt: skip
from tenure.periods import Period, parse_period
from tenure.words import Language, say

_DAY = date(2026, 6, 30)
_MONTHS = tuple(parse_period(f"2026-0{month}") for month in range(1, 7))
_TONES: tuple[Tone, ...] = ("first", "second", "third", "fourth", "fifth")
_PLACES = tuple(map(str, _MONTHS))
_SHARES = tuple(map(Decimal, ("0.81", "0.84", "0.79", "0.86", "0.88", "0.87")))
_SUMS = tuple(map(Decimal, ("41200", "43100", "39800", "45500", "47900", "12400")))


def sample_page(lang: Language) -> Page:
    """A page with each sort of block."""
    sections = (_numbers(lang), _tables(lang), _charts(lang), _notes(lang))
    return Page("styleguide", "Tenure", "", lang, "CNY", (), sections, "2026-06", _DAY.isoformat())


def _value(status: Status, number: str | None = None, period: Period = _MONTHS[-1], **more: Any) -> Value:
    return Value("sample", period, _DAY, status, None if number is None else Decimal(number), **more)


def _numbers(lang: Language) -> Section:
    before = _value("final", "0.84", _MONTHS[-2])
    trend = tuple(_value("final", str(share), month) for share, month in zip(_SHARES, _MONTHS, strict=True))
    better = (Comparison("previous", before, Decimal("0.03"), None, "good"),)
    worse = (Comparison("previous", _value("final", "44000", _MONTHS[-2]), Decimal(-3000), Decimal("-0.07"), "bad"),)
    open_ones: dict[str, Any] = {"low": Decimal("0.6"), "high": Decimal("0.8"), "n_open": 12}
    kept, revenue = say("Kept", lang), say("Revenue", lang)
    states = (
        Figure("final", kept, "share", trend[-1], comparisons=better, trend=trend, definition="sample"),
        Figure("worse", revenue, "money", _value("final", "41000"), comparisons=worse),
        Figure("provisional", kept, "share", _value("provisional", "0.75", **open_ones)),
        Figure("partial", revenue, "money", _value("partial", "12400")),
        Figure("immature", kept, "share", _value("immature", **open_ones)),
        Figure("undefined", kept, "share", _value("undefined")),
        Figure(
            "unavailable", kept, "share", _value("unavailable"), hint=say("Needs {files}.", lang, files="orders.csv")
        ),
    )
    return Section("numbers", say("Numbers", lang), "", (Figures("headline", states),))


def _tables(lang: Language) -> Section:
    columns = (
        Column("month", say("Month", lang), "period"),
        Column("kept", say("Kept", lang), "share", "sample"),
        Column("revenue", say("Revenue", lang), "money"),
    )
    last: tuple[Any, ...] = (_MONTHS[-1], _value("provisional", "0.87", small=True), _value("partial", "12400"))
    known = zip(_MONTHS[:-1], _SHARES, _SUMS, strict=False)
    rows = (*((month, share, amount) for month, share, amount in known), last)
    total = (say("Together", lang), None, sum(_SUMS, Decimal(0)))
    return Section("tables", say("Tables", lang), "", (Table("months", say("Month", lang), columns, rows, total),))


def _charts(lang: Language) -> Section:
    month, kept, revenue = say("Month", lang), say("Kept", lang), say("Revenue", lang)
    low, high = (tuple(share + Decimal(step) for share in _SHARES) for step in ("-0.05", "0.05"))
    moved = (
        Series("new", say("New", lang), _SUMS, "first"),
        Series("expansion", say("Expansion", lang), tuple(one / 4 for one in _SUMS), "second"),
        Series("churn", say("Churn", lang), tuple(-one / 3 for one in _SUMS), "bad"),
    )
    five = tuple(
        Series(tone, f"{kept} {n + 1}", tuple(share - Decimal(n) / 10 for share in _SHARES), tone)
        for n, tone in enumerate(_TONES)
    )
    return Section(
        "charts",
        say("Charts", lang),
        "",
        (
            Chart("line", kept, kept, "line", "share", month, _PLACES, five, _PLACES[-1:]),
            Chart(
                "band",
                kept,
                kept,
                "band",
                "share",
                month,
                _PLACES,
                (Series("kept", kept, _SHARES, low=low, high=high),),
            ),
            Chart(
                "bars",
                revenue,
                revenue,
                "bars",
                "money",
                month,
                _PLACES,
                (Series("all", revenue, _SUMS),),
                _PLACES[-1:],
            ),
            Chart("stacked", revenue, revenue, "stacked", "money", month, _PLACES, moved),
            _heat(lang),
        ),
    )


def _heat(lang: Language) -> Heatmap:
    def row(title: str, size: int, ages: int) -> HeatRow:
        cells = [HeatCell(size - age * size // 8, size) if age < ages else None for age in range(6)]
        return HeatRow(title, size, tuple(cells))

    rows = tuple(row(place, 80 + 7 * n, 6 - n) for n, place in enumerate(_PLACES))
    kept = say("Kept", lang)
    everybody = row(say("All cohorts", lang), 585, 6)
    return Heatmap("heat", kept, kept, say("Cohort", lang), say("Customers", lang), tuple(range(6)), everybody, rows)


def _notes(lang: Language) -> Section:
    says = say("what happened so far; the period is not over, or some cases are open", lang)
    entry = Definition("sample", say("Kept", lang), says, (("id", "sample.kept"),))
    nothing = Note("empty", say("Nothing yet", lang), say("Needs {files}.", lang, files="orders.csv"))
    return Section("notes", say("Notes and definitions", lang), "", (nothing, Definitions("definitions", (entry,))))
