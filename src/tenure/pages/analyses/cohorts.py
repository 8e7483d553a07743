"""Cohort tables of any grain, by count and by amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import get_args

from tenure.pages.analysis import Analysis, Asked, segment_text
from tenure.pages.blocks import Block, HeatCell, Heatmap, HeatRow, Note
from tenure.pages.options import Option
from tenure.periods import GRAINS
from tenure.stages.analyses.cohorts import MONEY, NEEDS, Cell, Kept, cohort_cells
from tenure.stages.rated import CASH, PRICES, Money, during
from tenure.words import later, number_text

_TITLES: Mapping[Kept, str] = {
    "held": later("Customers held"),
    "bought": later("Customers who bought"),
    "used": later("Active customers"),
    "mrr": later("MRR kept"),
    "revenue": later("Revenue, of that of the first period"),
}
_RATED: Mapping[Kept, tuple[Money, ...]] = {  # at the rate of a customer's first day; at those of the months of buying
    "mrr": (Money(PRICES, "own_day", during), Money("kept", "first_day", during)),
    "revenue": CASH,
}
_AGES = {
    "day": later("Days since start"),
    "week": later("Weeks since start"),
    "month": later("Months since start"),
    "quarter": later("Quarters since start"),
    "half": later("Half-years since start"),
    "year": later("Years since start"),
}
_SHOWN = 24  # cohorts, the latest ones


def _make(asked: Asked) -> Sequence[Block]:
    kinds = asked.words("measure") or _usual(asked)
    chosen: list[Kept] = [kind for kind in get_args(Kept) if kind in kinds]
    blocks: list[Block] = []
    for kind in chosen:
        untold = asked.without_rate(_RATED.get(kind, ()))
        cells = [] if untold else _cells(asked, kind)
        if untold:
            blocks.append(Note(f"cohorts_{kind}", asked.say(_TITLES[kind]), untold))
        if cells:
            blocks.append(_heat(asked, kind, cells))
    return blocks or [asked.note("none", asked.say("No cohort has a whole period behind it yet."))]


def _usual(asked: Asked) -> list[Kept]:
    wanted: list[Kept] = ["held", "mrr"] if asked.asking.contracts else ["bought", "revenue"]
    return [kind for kind in wanted if kind not in NEEDS or asked.asking.has(NEEDS[kind])]


def _cells(asked: Asked, kind: Kept) -> list[Cell]:
    """The cells of cohorts that start in the time asked; of all where none was named."""
    if kind in NEEDS and not asked.asking.has(NEEDS[kind]):
        return []
    cells = cohort_cells(asked.shop, asked.grain("grain"), kind, asked.whole("ages"), asked.cut)
    if not asked.told:
        return cells
    return [cell for cell in cells if asked.stretch.start <= cell.cohort.start < asked.stretch.end]


def _heat(asked: Asked, kind: Kept, cells: Sequence[Cell]) -> Heatmap:
    grain = asked.grain("grain")
    ages = tuple(range(min(max(cell.age for cell in cells), asked.whole("ages")) + 1))
    groups: dict[object, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.segment if asked.by else cell.cohort, []).append(cell)
    rows = []
    for key, group in groups.items():
        title = segment_text(asked, None if key is None else str(key)) if asked.by else str(key)
        rows.append(_row(title, group, ages, kind))
    rows = sorted(rows, key=lambda row: row.title) if asked.by else rows[-_SHOWN:]
    overall = _row(asked.say("All cohorts"), cells, ages, kind)
    note = asked.say("An empty cell lies in a period that is not over: it is not known, and not zero.")
    if len(groups) > len(rows):
        older = asked.say("The latest {n} cohorts are shown; the first row takes older ones in too.", n=len(rows))
        note = f"{note}{older}" if asked.lang == "zh" else f"{note} {older}"
    return Heatmap(
        f"cohorts_{kind}",
        asked.say(_TITLES[kind]),
        _summary(asked, overall, ages),
        asked.by or asked.say("Cohort"),
        asked.say("Customers"),
        ages,
        overall,
        tuple(rows),
        note,
        asked.say(_AGES[grain]),
        "money" if kind in MONEY else "count",
    )


def _row(title: str, cells: Sequence[Cell], ages: Sequence[int], kind: Kept) -> HeatRow:
    """Cohorts together: at each age over those that have reached it."""
    sizes = {(cell.cohort, cell.segment): cell.customers for cell in cells}
    told = []
    for age in ages:
        here = [cell for cell in cells if cell.age == age]
        part, whole = (sum((getattr(cell, side) for cell in here), Decimal(0)) for side in ("part", "whole"))
        if kind not in MONEY:
            part, whole = Decimal(int(part)), Decimal(int(whole))
        told.append(HeatCell(part, whole) if here and whole else None)
    return HeatRow(title, sum(sizes.values()), tuple(told))


def _summary(asked: Asked, overall: HeatRow, ages: Sequence[int]) -> str:
    known = [
        (age, share)
        for age, cell in zip(ages, overall.cells, strict=True)
        if cell is not None and (share := cell.share) is not None and age
    ]
    if not known:
        return asked.say("No cohort has a whole period behind it yet.")
    (first, early), (last, late) = known[0], known[-1]
    told = (number_text(share, "share", asked.lang) for share in (early, late))
    return asked.say(
        "All cohorts that have reached it: {early} at age {first}, {late} at age {last}.",
        early=next(told), late=next(told), first=first, last=last,
    )  # fmt: skip


ANALYSIS = Analysis(
    name="cohorts",
    title=later("Cohorts"),
    question=later("Of the customers who started together, how many are left, and how much of their money?"),
    method=(
        later("A cohort holds the customers whose first relationship started in one period; age 0 is that period itself."),
        later("Held: on the last day of the period. Bought: at least once in it. Active: on active_min_days days of a month, on one day of other periods."),
        later("MRR kept: MRR on the last day of the period, at the rate of the customer's first day, of the MRR on the first day."),
        later("Cut by a dimension, rows are segments: at each age over the cohorts that have reached it, by the customers' words on their first day."),
    ),
    make=_make,
    options=(
        Option("grain", later("How long the time of a cohort is."), "month", GRAINS),
        Option("measure", later("What is counted: held, bought, used, mrr, revenue, or several with commas.")),
        Option("ages", later("Up to which age cohorts are followed."), "12"),
    ),
    cut=None,
    all_time=True,
    reported=False,
    scoped=True,
)  # fmt: skip
