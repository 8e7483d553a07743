"""Renewals: of the contracts due, what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Cell, Chart, Column, Section, Series, Table, Tone
from tenure.pages.figures import figures
from tenure.pages.reasons import why_none
from tenure.pages.told import Told, together, told
from tenure.periods import ONE_DAY, Period, period_of
from tenure.words import day_text, number_text

_COUNTED = (
    "renewal.due_customers.contracts", "renewal.on_time_rate", "renewal.grace_recovered", "renewal.rate_count.contract",
)  # fmt: skip
_SHOWN = ("renewal.rate_count", "renewal.rate_amount", "renewal.on_time_rate", "renewal.grace_recovery_rate")
AHEAD = 3  # whole months to come


def renewals(asking: Asking) -> Section:
    """The section on renewals."""
    title = asking.say("Renewals")
    window = asking.shop.policies.whole("grace_months")
    lead = asking.say(
        "Everything belongs to the month of the scheduled end. The win-back window is {n} months; while it is open, bounds are told.",
        n=window,
    )
    asking.ask([*_COUNTED, *_SHOWN, "renewal.due_amount", "renewal.renewed_amount"], asking.year)
    outcomes = {month: _outcomes(asking, month) for month in asking.year}
    blocks: list[Block] = [
        figures(asking, "renewals", _SHOWN),
        _chart(asking, outcomes),
        _table(asking, outcomes),
        coming(asking),
    ]
    return Section("renewals", title, lead, tuple(blocks))


def _outcomes(asking: Asking, month: Period) -> tuple[Told, ...]:
    """Contracts due, renewed on time, won back, pending and lost."""
    due, on_time, won_back, rate = (asking.value(name, month) for name in _COUNTED)
    return told(due), told(on_time, "numerator"), told(won_back), told(rate, "open"), told(rate, "missed")


def _add_up(outcomes: Iterable[tuple[Told, ...]]) -> bool:
    """Whether in every month the outcomes are those of the contracts due."""
    return all(due.number == together(rest).number for due, *rest in outcomes)


def _chart(asking: Asking, outcomes: dict[Period, tuple[Told, ...]]) -> Chart:
    places = tuple(str(month) for month in outcomes)
    columns = list(zip(*outcomes.values(), strict=True))
    layers: tuple[tuple[str, str, Tone], ...] = (
        ("on_time", asking.say("On time"), "good"), ("won_back", asking.say("Won back"), "fair"),
        ("pending", asking.say("Pending"), "quiet"), ("lost", asking.say("Lost"), "bad"),
    )  # fmt: skip
    series = tuple(
        Series(key, title, tuple(one.number for one in column), tone, told=column)
        for (key, title, tone), column in zip(layers, columns[1:], strict=True)
    )
    summed = {
        name: number_text(together(column).number, "count", asking.lang)
        for name, column in zip(("due", "on_time", "won_back", "pending", "lost"), columns, strict=True)
    }
    summary = asking.say(
        "Of {due} contracts due in these months {on_time} were renewed on time, {won_back} won back, {lost} lost; {pending} are pending.",
        **summed,
    )
    return Chart(
        "renewal_outcomes",
        asking.say("Contracts due, by outcome"),
        summary,
        "stacked",
        "count",
        asking.say("Month due"),
        places,
        series,
    )


def _table(asking: Asking, outcomes: dict[Period, tuple[Told, ...]]) -> Table:
    columns = (
        Column("month", asking.say("Month due"), "period"),
        Column("due", asking.say("Due"), "count", "renewal.due_customers.contracts"),
        Column("on_time", asking.say("On time"), "count"),
        Column("won_back", asking.say("Won back"), "count"),
        Column("pending", asking.say("Pending"), "count"),
        Column("lost", asking.say("Lost"), "count"),
        Column("rate_contracts", asking.say("Renewal rate, contracts"), "share", "renewal.rate_count.contract"),
        Column("rate_customers", asking.say("Renewal rate, customers"), "share", "renewal.rate_count"),
        Column("rate_amount", asking.say("Renewal rate, amount"), "share", "renewal.rate_amount"),
    )
    for name in ("renewal.due_customers.contracts", "renewal.rate_count.contract"):
        asking.measure(name)
    rates = ("renewal.rate_count.contract", "renewal.rate_count", "renewal.rate_amount")
    rows: list[tuple[Cell, ...]] = [
        (month, *counts, *(asking.value(rate, month) for rate in rates)) for month, counts in outcomes.items()
    ]
    summed = tuple(together(column) for column in zip(*outcomes.values(), strict=True))
    total: tuple[Cell, ...] = (asking.say("Together"), *summed, None, None, None)
    note = asking.say("A range is what the rate can still become.")
    if _add_up(outcomes.values()):
        note = asking.say("Due = on time + won back + pending + lost. A range is what the rate can still become.")
    return Table("renewals_months", asking.say("Month by month"), columns, tuple(rows), total, note)


def coming(asking: Asking) -> Table:
    """What falls due after the as-of day, the rest of its month first, and what of it is signed already."""
    ahead = _ahead(asking)
    parts = tuple(ahead.values())
    names = ("renewal.due_customers.contracts", "renewal.on_time_rate", "renewal.rate_count.contract")
    asking.ask((*names, "renewal.due_amount"), parts)
    columns = (
        Column("month", asking.say("Month due"), "period"),
        Column("due", asking.say("Due"), "count"),
        Column("signed", asking.say("Signed already"), "count"),
        Column("cancelled", asking.say("Cancelled already"), "count"),
        Column("open", asking.say("Still to sign"), "count"),
        Column("due_amount", asking.name("renewal.due_amount"), "money", "renewal.due_amount"),
    )
    rows: list[tuple[Cell, ...]] = []
    for month, part in ahead.items():
        due, on_time, rate = (asking.value(name, part) for name in names)
        whole, signed, still = told(due), told(on_time, "numerator"), told(rate, "open")
        amount = asking.value("renewal.due_amount", part)
        rows.append((month, whole, signed, whole - signed - still, still, amount))
    return Table(
        "renewals_coming", asking.say("Falling due next"), columns, tuple(rows), None, _coming_note(asking, parts)
    )


def _coming_note(asking: Asking, parts: Sequence[Period]) -> str:
    """How much falls due in all, or why that is not known."""
    amounts = asking.over("renewal.due_amount", parts)
    untold = next((value for value in amounts if value.status == "unavailable"), None)
    if untold is not None:
        return why_none(asking, untold)
    amount = sum((value.value for value in amounts if value.value is not None), Decimal(0))
    return asking.say(
        "{amount} of monthly revenue falls due after {day} in these months.",
        day=day_text(asking.as_of, asking.lang),
        amount=number_text(amount, "money", asking.lang, asking.currency, True),
    )


def _ahead(asking: Asking) -> dict[Period, Period]:
    """The months to come, each with what of it lies after the as-of day: the rest of the running month, then whole ones."""
    running = period_of(asking.as_of, "month")
    months = {month: month for month in (running.shifted(n) for n in range(1, AHEAD + 1))}
    rest = Period(asking.as_of + ONE_DAY, running.end, "day")
    return {running: rest, **months} if rest.days else months
