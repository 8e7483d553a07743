"""Movements of recurring revenue: from opening to closing, month by month."""

from __future__ import annotations

from decimal import Decimal

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Cell, Chart, Column, Note, Section, Series, Table, Tone
from tenure.pages.figures import figures
from tenure.pages.reasons import why_none
from tenure.pages.series import course, lines
from tenure.pages.told import Told, together, told
from tenure.periods import Period
from tenure.words import number_text

_MOVES = ("mrr_new", "mrr_reactivation", "mrr_expansion", "mrr_contraction", "mrr_churn", "mrr_fx_impact")
_LOSSES = ("mrr_contraction", "mrr_churn")
_SHOWN = ("revenue.mrr", "revenue.mrr_net_new", "revenue.nrr", "revenue.grr", "value.arpa", "revenue.gross_churn_rate")
_CENT = Decimal("0.01")
Row = tuple[Period, tuple[Told, ...]]


def movements(asking: Asking) -> Section:
    """The section on revenue movements."""
    title = asking.say("Revenue movements")
    lead = asking.say("Monthly recurring revenue from month to month, in {currency}.", currency=asking.currency)
    if asking.value("revenue.mrr").status == "unavailable":
        return Section(
            "movements", title, lead, (Note("no_mrr", title, why_none(asking, asking.value("revenue.mrr"))),)
        )
    asking.ask([*_SHOWN, *(f"revenue.{name}" for name in _MOVES)], asking.months)
    rows = [row for month in asking.year if (row := _row(asking, month)) is not None]
    blocks: list[Block] = [figures(asking, "movements", _SHOWN)]
    if rows:
        blocks += [_chart(asking, rows), _roll_forward(asking, rows)]
        blocks += _unbalanced(asking, rows)
    kept = lines(
        asking,
        "revenue_retention",
        asking.say("Revenue retention by month"),
        (("revenue.nrr", "first"), ("revenue.grr", "second")),
        asking.year,
    )
    return Section("movements", title, lead, (*blocks, *([kept] if kept else [])))


def _row(asking: Asking, month: Period) -> Row | None:
    """Opening, the moves with their signs, closing; None while the month is not over."""
    opening, closing = (told(asking.value("revenue.mrr", one)) for one in (month.previous(), month))
    if closing.number is None:
        return None
    moves = (told(asking.value(f"revenue.{name}", month)) for name in _MOVES)
    return month, (
        opening,
        *(-one if name in _LOSSES else one for name, one in zip(_MOVES, moves, strict=True)),
        closing,
    )


def _titles(asking: Asking) -> tuple[str, ...]:
    return (
        asking.say("Opening"), asking.say("New"), asking.say("Reactivation"), asking.say("Expansion"), asking.say("Contraction"),
        asking.say("Churn"), asking.say("Revaluation"), asking.say("Closing"),
    )  # fmt: skip


def _chart(asking: Asking, rows: list[Row]) -> Chart:
    titles, columns = _titles(asking), list(zip(*(numbers for _month, numbers in rows), strict=True))
    tones: tuple[Tone, ...] = ("first", "fourth", "good", "second", "bad")
    series = tuple(
        Series(name, titles[n], tuple(one.number for one in columns[n]), tone, told=columns[n])
        for n, (name, tone) in enumerate(zip(_MOVES[:5], tones, strict=True), start=1)
    )
    months = [month for month, _numbers in rows]
    summary = course(asking, asking.name("revenue.mrr"), [one.number for one in columns[-1]], months, "money")
    return Chart(
        "mrr_movements",
        asking.say("Movements by month"),
        summary,
        "stacked",
        "money",
        asking.say("Month"),
        tuple(map(str, months)),
        series,
    )


def _roll_forward(asking: Asking, rows: list[Row]) -> Table:
    names = ("opening", *_MOVES, "closing")
    titles = zip(names, _titles(asking), strict=True)
    columns = [Column("month", asking.say("Month"), "period")]
    columns += [
        Column(name, title, "money", f"revenue.{name}" if name in _MOVES else "revenue.mrr") for name, title in titles
    ]
    for name in _MOVES:
        asking.measure(f"revenue.{name}")
    cells: list[tuple[Cell, ...]] = [(month, *numbers) for month, numbers in rows]
    moved = [together(column) for column in zip(*(numbers[1:-1] for _month, numbers in rows), strict=True)]
    total: tuple[Cell, ...] = (asking.say("Together"), rows[0][1][0], *moved, rows[-1][1][-1])
    note = asking.say(
        "Opening + new + reactivation + expansion − contraction − churn + revaluation = closing, checked for every month."
    )
    return Table("roll_forward", asking.say("Roll-forward"), tuple(columns), tuple(cells), total, note)


def _unbalanced(asking: Asking, rows: list[Row]) -> list[Note]:
    """Months where the moves do not lead from opening to closing."""
    off = [(month, (numbers[-1] - together(numbers[:-1])).number) for month, numbers in rows]
    wrong = [(month, gap) for month, gap in off if gap is None or abs(gap) >= _CENT]
    if not wrong:
        return []
    items = tuple(f"{month}: {number_text(gap, 'money', asking.lang, asking.currency)}" for month, gap in wrong)
    return [Note("unbalanced", *_why_unbalanced(asking), items)]


def _why_unbalanced(asking: Asking) -> tuple[str, str]:
    """What it means that a month does not add up: of a slice, that customers came into it or left it."""
    if asking.cut:
        return asking.say("Customers who changed sides"), asking.say(
            "Each month tells of who fell under the slice then; what came or went with a customer's words, by month:"
        )
    return asking.say("The roll-forward does not add up"), asking.say("Differences by month:")
