"""Retention: cohorts by the month their first relationship started, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Chart, HeatCell, Heatmap, HeatRow, Note, Section, Series, Tone
from tenure.pages.figures import figures
from tenure.pages.told import Part, Side
from tenure.periods import Period, period_of
from tenure.stages.cohorts import CohortCell, cohort_cells
from tenure.stages.usage import first_month
from tenure.words import number_text

Kept = Callable[[CohortCell], int | None]
_ASKED: Mapping[str, tuple[str, Side]] = {
    "held": ("growth.customers_held", "value"), "bought": ("value.purchase_frequency", "denominator")
}  # fmt: skip
_CONTRACT_AGES = (1, 2, 3, 6, 9, 12, 15, 18, 24)
_SHOP_AGES = tuple(range(1, 13))
_CONTRACT_COHORTS, _SHOP_COHORTS = 24, 13
_TONES: tuple[Tone, ...] = ("second", "third", "fourth", "fifth")


def retention(asking: Asking) -> Section:
    """The section on retention."""
    title = asking.say("Retention")
    cells = [cell for cell in cohort_cells(asking.some) if cell.cohort <= asking.period.last]
    lead = _lead(asking)
    if not cells:
        return Section(
            "retention",
            title,
            lead,
            (Note("no_cohorts", title, asking.say("No relationship has lasted to the end of a month yet.")),),
        )
    blocks: list[Block] = [figures(asking, "retention", ("retention.customer_rate", "churn.rate_count"))]
    blocks += [_heat(asking, cells, _kept(asking)), *_curves(asking, cells)]
    return Section("retention", title, lead, tuple(blocks))


def _lead(asking: Asking) -> str:
    if asking.contracts:
        return asking.say(
            "Of the customers whose first relationship started in a month, the share held on the last day of each later month."
        )
    return asking.say(
        "Of the customers who first bought in a month, the share that bought again in each later calendar month."
    )


def _kept(asking: Asking) -> Kept:
    return (lambda cell: cell.held) if asking.contracts else (lambda cell: cell.bought)


def _heat(asking: Asking, cells: Sequence[CohortCell], part: Kept) -> Heatmap:
    ages = _CONTRACT_AGES if asking.contracts else _SHOP_AGES
    known = {(cell.cohort, cell.age): cell for cell in cells}
    every = tuple(
        HeatRow(
            month.strftime("%Y-%m"),
            known[month, 0].customers,
            tuple(_cell(asking, known.get((month, age)), part) for age in ages),
        )
        for month in sorted({cell.cohort for cell in cells})
    )
    rows = every[-(_CONTRACT_COHORTS if asking.contracts else _SHOP_COHORTS) :]
    total = HeatRow(
        asking.say("All cohorts"),
        sum(row.size for row in every),
        tuple(_pooled([row.cells[n] for row in every]) for n in range(len(ages))),
    )
    title = asking.say("Customers held by cohort") if asking.contracts else asking.say("Buyers who came back by cohort")
    note = asking.say(
        "An empty cell lies in a month that is not over. The first row takes all cohorts together, older ones included, by their size."
    )
    return Heatmap(
        "cohorts",
        title,
        _heat_summary(asking, total, ages),
        asking.say("Cohort"),
        asking.say("Customers"),
        ages,
        total,
        rows,
        note,
    )


def _cell(asking: Asking, cell: CohortCell | None, kept: Kept) -> HeatCell | None:
    """Those kept, which are the customers held on the last day of the month, or the buyers of it, that began in the cohort."""
    number = kept(cell) if cell else None
    if cell is None or number is None:
        return None
    if asking.cut or (not asking.contracts and "stored_value" in asking.bases):
        return HeatCell(
            number, cell.customers
        )  # the metric asks who fell under the slice then; moves of a card are no purchases
    month = period_of(cell.cohort, "month").shifted(cell.age)
    metric, side = _ASKED["held" if asking.contracts else "bought"]
    of = Part(metric, month, asking.as_of, side, {"cohort": cell.cohort.strftime("%Y-%m")})
    return HeatCell(number, cell.customers, of)


def _pooled(cells: Sequence[HeatCell | None]) -> HeatCell | None:
    known = [cell for cell in cells if cell is not None]
    return HeatCell(sum(cell.part for cell in known), sum(cell.whole for cell in known)) if known else None


def _heat_summary(asking: Asking, total: HeatRow, ages: Sequence[int]) -> str:
    told = [
        (age, cell.share)
        for age, cell in zip(ages, total.cells, strict=True)
        if cell is not None and cell.share is not None
    ]
    if not told:
        return asking.say("No cohort has a month behind it yet.")
    (first, early), (last, late) = told[0], told[-1]
    return asking.say(
        "Over all cohorts: {early} in month {first}, {late} in month {last}.",
        early=number_text(early, "share", asking.lang), late=number_text(late, "share", asking.lang), first=first, last=last,
    )  # fmt: skip


def _curves(asking: Asking, cells: Sequence[CohortCell]) -> list[Chart]:
    kept = (
        asking.say("Customer retention by half-year of start")
        if asking.contracts
        else asking.say("Buyers who came back by half-year of first purchase")
    )
    charts = [_curve(asking, "retention_curves", kept, cells, _kept(asking))]
    begun = first_month(asking.shop)
    if begun is not None:
        charts.append(
            _curve(
                asking, "usage_curves", asking.say("Active customers by half-year of start"), cells, _used_since(begun)
            )
        )
    return [chart for chart in charts if chart is not None]


def _used_since(begun: date) -> Kept:
    """Use of the product, unknown in months before any use was recorded."""

    def part(cell: CohortCell) -> int | None:
        month = period_of(cell.cohort, "month").shifted(cell.age)
        return cell.used if month.start >= begun else None

    return part


def _curve(asking: Asking, key: str, title: str, cells: Sequence[CohortCell], part: Kept) -> Chart | None:
    """Retention by age of the last four half-years of cohorts together, and of all."""
    most = 24 if asking.contracts else 12
    ages = tuple(range(0 if asking.contracts or key == "usage_curves" else 1, most + 1))
    halves = sorted({period_of(cell.cohort, "half") for cell in cells})[-4:]
    groups: list[tuple[str, Tone, list[CohortCell]]] = [("all", "first", list(cells))]
    groups += [(str(half), tone, _within(cells, half)) for half, tone in zip(halves, _TONES, strict=False)]
    series = []
    for name, tone, members in groups:
        values = tuple(_share(members, age, part, whole=name != "all") for age in ages)
        if sum(value is not None for value in values) >= 3:
            series.append(Series(name, asking.say("All cohorts") if name == "all" else name, values, tone))
    if not series:
        return None
    return Chart(
        key,
        title,
        _curve_summary(asking, series, ages),
        "line",
        "share",
        asking.say("Months since start"),
        tuple(map(str, ages)),
        tuple(series),
    )


def _within(cells: Sequence[CohortCell], half: Period) -> list[CohortCell]:
    return [cell for cell in cells if half.start <= cell.cohort < half.end]


def _share(cells: Sequence[CohortCell], age: int, part: Kept, whole: bool) -> Decimal | None:
    """The share at an age; of a half-year only once all its cohorts have that age."""
    at_age = [(kept, cell) for cell in cells if cell.age == age and (kept := part(cell)) is not None]
    cohorts = {cell.cohort for cell in cells}
    if not at_age or (whole and len(at_age) < len(cohorts)):
        return None
    return HeatCell(sum(kept for kept, _cell in at_age), sum(cell.customers for _kept, cell in at_age)).share


def _curve_summary(asking: Asking, series: Sequence[Series], ages: Sequence[int]) -> str:
    """Each curve at the latest age that all of them have."""
    common = [place for place in range(len(ages)) if all(one.values[place] is not None for one in series)]
    place = max(common, default=0)
    told = [(one.title, one.values[place]) for one in series if one.values[place] is not None]
    joint = "，" if asking.lang == "zh" else ", "
    parts = joint.join(f"{title} {number_text(value, 'share', asking.lang)}" for title, value in told)
    return asking.say("In month {age}: {parts}.", age=ages[place], parts=parts)
