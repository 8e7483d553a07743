"""The course of retention: how uneven it begins, where it comes to rest, which months of the year are strong."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from decimal import Decimal

from tenure.catalogue.curves import plateau, season, volatility
from tenure.catalogue.measure import Alike, Concluded
from tenure.catalogue.value import divided
from tenure.pages.analysis import MONTHS, Analysis, Asked
from tenure.pages.blocks import Block, Cell, Chart, Column, Series, Table
from tenure.pages.options import Option
from tenure.pages.series import Line, lines
from tenure.periods import Period, period_of, span
from tenure.stages.analyses.lasting import Returning, Returns, returns
from tenure.stages.usage import first_month
from tenure.words import later, number_text

_MEASURES: Mapping[Returning, str] = {
    "held": later("held on the last day of the month"),
    "bought": later("bought in the month"),
    "used": later("active in the month"),
}
_CURVE = 24  # months of the curve that are drawn
_POINTS = 3  # least points of a line


def _make(asked: Asked) -> Sequence[Block]:
    kind = _kind(asked)
    if kind == "used" and not asked.asking.has("usage_events"):
        return [asked.note("unused", asked.say("Use of the product is not known."))]
    every = returns(asked.shop, kind, asked.stretch if asked.told else None)
    found = _since_known(asked, every, kind)
    if every and not found:
        return [asked.note("unrecorded", asked.say("These cohorts began before use of the product was recorded."))]
    if not any(one.seen == one.members and one.age for one in found):
        return [asked.note("young", asked.say("No cohort has a whole month behind it yet."))]
    title = asked.say("Customer retention month by month")
    rate: tuple[Line, ...] = (("retention.customer_rate", "first"),)
    course = lines(asked.asking, "retention_course", title, rate, _two_years(asked))
    blocks: list[Block | None] = [
        _points(asked, found, kind),
        course,
        _curve(asked, found, kind),
        _starts(asked, found),
    ]
    blocks.append(_seasons(asked, found))
    return [block for block in blocks if block is not None]


def _kind(asked: Asked) -> Returning:
    told = asked.word("measure")
    for kind in _MEASURES:
        if kind == told:
            return kind
    if not asked.asking.contracts:
        return "bought"
    return "used" if asked.asking.has("usage_events") else "held"


def _since_known(asked: Asked, found: Sequence[Returns], kind: Returning) -> list[Returns]:
    """Without the cohorts that began before use was recorded: of their first months nothing is known."""
    begun = first_month(asked.asking.shop) if kind == "used" else None
    return [one for one in found if begun is None or one.cohort >= begun]


def _two_years(asked: Asked) -> tuple[Period, ...]:
    last = period_of(asked.asking.as_of, "month")
    last = last if last.last <= asked.asking.as_of else last.shifted(-1)
    if asked.told:
        last = min(last, period_of(asked.stretch.last, "month"))
    begun = period_of(asked.asking.begun, "month").shifted(1)
    return tuple(span(max(begun, last.shifted(1 - 2 * MONTHS)), last))


def first_months(found: Sequence[Returns]) -> list[Alike]:
    """Members by cohort, whether the month after their first is over, and whether they came back in it; all are recorded."""
    rows: list[Alike] = []
    for cohort in sorted({one.cohort for one in found}):
        here = [one for one in found if one.cohort == cohort]
        seen, back = sum(one.seen for one in here if one.age == 1), sum(one.back for one in here if one.age == 1)
        rows.append({"cohort": cohort, "mature": True, "recorded": True, "active": True, "n": back})
        rows.append({"cohort": cohort, "mature": True, "recorded": True, "active": False, "n": seen - back})
        rows.append({"cohort": cohort, "mature": False, "recorded": True, "active": False, "n": here[0].members - seen})
    return [row for row in rows if row["n"]]


def old_enough(found: Sequence[Returns], ages: int) -> list[Returns]:
    """The cohorts of which every age up to so many is known for all members."""
    whole = {one.cohort for one in found if one.age == ages and one.seen == one.members}
    return [one for one in found if one.cohort in whole and one.age <= ages]


def aged(found: Sequence[Returns]) -> list[Alike]:
    """Members by age, and whether they came back; a row of age -1 counts them."""
    rows: list[Alike] = [
        {"age": -1, "active": False, "n": n} for n in {one.cohort: one.members for one in found}.values()
    ]
    for one in found:
        rows.append({"age": one.age, "active": True, "n": one.back})
        rows.append({"age": one.age, "active": False, "n": one.seen - one.back})
    return rows


def _points(asked: Asked, found: Sequence[Returns], kind: Returning) -> Table:
    """Early volatility and plateau, each with what it means or why it is not known."""
    policies, ages = asked.shop.policies, asked.whole("ages")
    count = policies.whole("retention_points")
    spread = volatility(first_months(found), {}, policies)
    level = plateau(aged(old_enough(found, ages)), {}, policies)
    known = asked.say("Standard deviation of month-1 retention over the first {n} cohorts; 0 is even.", n=count)
    none = asked.say("Not known: fewer than {n} cohorts have their month 1 behind them.", n=count)
    flat = asked.say(
        "Mean of the last {n} months of the curve up to month {age}, where it is level.", n=count, age=ages
    )
    steep = asked.say("Not known: the curve is not level by month {age}, or no cohort is that old.", age=ages)
    rows: list[tuple[Cell, ...]] = [
        (asked.say("Early volatility"), _exact(spread), known if spread else none),
        (asked.say("Plateau"), _exact(level), flat if level else steep),
    ]
    columns = (
        Column("what", asked.say("Of the curve")), Column("value", asked.say("Value"), "share"),
        Column("means", asked.say("What it means")),
    )  # fmt: skip
    note = asked.say("Back: {measure}.", measure=asked.say(_MEASURES[kind]))
    return Table("retention_points", asked.say("Beginning and end"), columns, tuple(rows), note=note)


def _exact(found: Concluded | None) -> Decimal | None:
    return None if found is None else found.value


def _curve(asked: Asked, found: Sequence[Returns], kind: Returning) -> Chart | None:
    """All cohorts at each age over those that have reached it, and the cohorts that have reached every age asked."""
    ages = asked.whole("ages")
    old = old_enough(found, ages)
    last = max(one.age for one in found if one.seen)
    shown = range(0 if kind == "held" else 1, min(last, max(_CURVE, ages)) + 1)
    series = [Series("all", asked.say("All cohorts"), tuple(_share(found, age) for age in shown), "first")]
    if old:
        title = asked.say("Cohorts of {n} months or more", n=ages)
        series.append(Series("old", title, tuple(_share(old, age) for age in shown), "second"))
    series = [one for one in series if sum(value is not None for value in one.values) >= _POINTS]
    if not series:
        return None
    told = [(age, value) for age, value in zip(shown, series[0].values, strict=True) if value is not None]
    summary = asked.say(
        "Over all cohorts: {early} in month {first}, {late} in month {last}.",
        early=number_text(told[0][1], "share", asked.lang), first=told[0][0],
        late=number_text(told[-1][1], "share", asked.lang), last=told[-1][0],
    )  # fmt: skip
    title = asked.say("The curve of retention")
    axis = asked.say("Months since start")
    return Chart("retention_curve", title, summary, "line", "share", axis, tuple(map(str, shown)), tuple(series))


def _share(found: Sequence[Returns], age: int) -> Decimal | None:
    """Of the cohorts whose members have all reached an age, the share that is back; none where no cohort has."""
    here = [one for one in found if one.age == age and one.seen == one.members]
    return divided(Decimal(sum(one.back for one in here)), Decimal(sum(one.seen for one in here)))


def _starts(asked: Asked, found: Sequence[Returns]) -> Chart | None:
    """Month-1 retention of one cohort after the other."""
    known = [one for one in found if one.age == 1 and one.seen == one.members][-2 * MONTHS :]
    values = tuple(divided(Decimal(one.back), Decimal(one.seen)) for one in known)
    told = [value for value in values if value is not None]
    if len(told) < _POINTS or min(told) == max(told):
        return None
    summary = asked.say(
        "Lowest {least}, highest {most} of {n} cohorts.",
        least=number_text(min(told), "share", asked.lang), most=number_text(max(told), "share", asked.lang), n=len(told),
    )  # fmt: skip
    series = Series("month_1", asked.say("Back in month 1"), values, "third")
    places = tuple(one.cohort.strftime("%Y-%m") for one in known)
    title = asked.say("Month-1 retention by cohort")
    return Chart("retention_starts", title, summary, "line", "share", asked.say("Cohort"), places, (series,))


def _month(asked: Asked, number: int) -> str:
    return f"{number}月" if asked.lang == "zh" else calendar.month_name[number]


def _seasons(asked: Asked, found: Sequence[Returns]) -> Table:
    """The index of each month of the year, over the last 24 cohorts whose month 1 is over."""
    over = sorted({one.cohort for one in found if one.age == 1 and one.seen == one.members})[-2 * MONTHS :]
    rows = first_months([one for one in found if one.cohort in over])
    known = (
        len(over) == 2 * MONTHS
        and (over[-1].year - over[0].year) * MONTHS + over[-1].month - over[0].month == 2 * MONTHS - 1
    )
    cells: list[tuple[Cell, ...]] = []
    for month in range(1, MONTHS + 1):
        index = season(rows, {"month": str(month)}, asked.shop.policies) if known else None
        cells.append((_month(asked, month), _exact(index)))
    columns = (Column("month", asked.say("Month of the year")), Column("index", asked.say("Index"), "times"))
    note = asked.say("Above 1: cohorts that start in this month come back more in their month 1 than the mean of all.")
    if not known:
        note = asked.say("Not known: it takes 24 cohorts in a row, two for each month of the year.")
    return Table("retention_seasons", asked.say("Season"), columns, tuple(cells) if known else (), note=note)


ANALYSIS = Analysis(
    name="retention-trend",
    title=later("Course of retention"),
    question=later("How does retention go: how uneven is its beginning, where does it come to rest, which months are strong?"),
    method=(
        later("Cohorts by the month of the first signature, ages in months since the first one; an age counts once its month is over for all members."),
        later("Early volatility and plateau take as many cohorts, or months, as the policy retention_points says; level is what plateau_tolerance allows."),
        later("Where coming back is use of the product, cohorts that began before it was recorded are left out."),
        later("Season: the mean month-1 retention of the cohorts of one month of the year, over that of all 24."),
    ),
    make=_make,
    options=(
        Option("measure", later("What coming back is: held, bought or used."), "", tuple(_MEASURES)),
        Option("ages", later("The age at which the plateau is looked for, in months."), "12"),
    ),
    all_time=True,
    scoped=True,
)  # fmt: skip
