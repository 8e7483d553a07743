"""Whether our own work changed anything: A/B, before and after, difference in differences, and whether the arms can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tenure.errors import UsageError
from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Column, Table
from tenure.pages.options import Option
from tenure.stages.analyses.programmes import Arm, Counted, Programme, programmes
from tenure.stats.means import Apart, apart, mean_interval
from tenure.stats.shares import difference_interval, fisher_exact, split
from tenure.words import later

_UNTRUSTED = 0.001  # p of the sample ratio below which no effect is told (Fabijan and others 2019)
_EVEN = 0.5  # the share treated, where no plan is told
_DIGITS = Decimal("0.000001")


def _make(asked: Asked) -> Sequence[Block]:
    counted = _counted(asked)
    found = programmes(asked.shop, asked.stretch, asked.whole("days"), counted)
    if not found:
        return [asked.note("none", asked.say("No campaign with members begins in this time."))]
    share = asked.number("split") or _EVEN
    if share >= 1:
        raise UsageError(
            "{word} is '{text}', which is not a share.", "Say --set {word}=0.5.", word="split", text=asked.word("split")
        )
    tables = [_goals(asked, found, share)]
    if counted:
        tables.append(_days(asked, found, counted))
    return _words_first(asked, _arms(asked, found, share), tables)


def _counted(asked: Asked) -> Counted | None:
    """What days are counted: as told, else use of the product, else buying."""
    told = asked.word("measure")
    if told:
        return "used" if told == "used" else "bought"
    if asked.asking.has("usage_events") and asked.asking.contracts:
        return "used"
    return "bought" if asked.asking.has("transactions") else None


def _words_first(asked: Asked, arms: Table, tables: Sequence[Table]) -> list[Block]:
    """What each table says of each programme, its last column, in one table of words; then the arms, and the numbers.

    Beside many numbers a sentence has no room: the table grows wider than the page, and its rows several lines tall.
    """
    columns = (tables[0].columns[0], *(Column(table.key, table.title) for table in tables))
    rows = tuple(
        (one[0], *(cells[-1] for cells in told))
        for one, *told in zip(tables[0].rows, *(table.rows for table in tables), strict=True)
    )
    numbers = (
        replace(table, columns=table.columns[:-1], rows=tuple(row[:-1] for row in table.rows)) for table in tables
    )
    return [Table("programme_readings", asked.say("What it says"), columns, rows), arms, *numbers]


def _programme(asked: Asked) -> Column:
    return Column("programme", asked.say("Programme"))


def _arms(asked: Asked, found: Sequence[Programme], share: float) -> Table:
    """How many were treated and held out, and whether the sizes are as planned."""
    columns = (
        _programme(asked), Column("begins", asked.say("Begins"), "day"), Column("treated", asked.say("Treated"), "count"),
        Column("control", asked.say("Held out"), "count"), Column("ratio", asked.say("Sample ratio p"), "chance"),
    )  # fmt: skip
    rows = tuple(
        (one.name, one.begins, one.treated.members, one.control.members, _exact(_ratio(one, share))) for one in found
    )
    note = asked.say(
        "Sample ratio: p of the sizes of the two arms against a planned share of {share} treated.", share=f"{share:.0%}"
    )
    return Table("programme_arms", asked.say("Who was assigned"), columns, rows, note=note)


def _goals(asked: Asked, found: Sequence[Programme], share: float) -> Table:
    """Everybody assigned, by arm: who reached the goal."""
    columns = (
        _programme(asked), Column("treated_rate", asked.say("Goal, treated"), "share"),
        Column("control_rate", asked.say("Goal, held out"), "share"),
        Column("difference", asked.say("Difference"), "points"), Column("low", asked.say("at least (95%)"), "points"),
        Column("high", asked.say("at most (95%)"), "points"), Column("p", "p", "chance"),
        Column("gained", asked.say("Goals gained"), "count"), Column("reading", asked.say("What it says")),
    )  # fmt: skip
    rows = tuple(_goal_row(asked, one, share) for one in found)
    return Table("programme_goals", asked.say("Goals reached, everybody assigned"), columns, rows)


def _ratio(one: Programme, share: float) -> float | None:
    """p of the sizes of the arms; None where nobody is held out."""
    return split(one.treated.members, one.control.members, share) if one.control.members else None


def _goal_row(asked: Asked, one: Programme, share: float) -> tuple[Cell, ...]:
    treated, control = one.treated, one.control
    rates = (_rate(asked, treated), _rate(asked, control))
    known = treated.members and control.members and not treated.open and not control.open
    cells: tuple[Cell, ...] = (None, None, None, None, None)
    if known:
        sides = (treated.reached, treated.members, control.reached, control.members)
        low, high = difference_interval(*sides)
        effect = treated.reached / treated.members - control.reached / control.members
        gained = _exact(effect * treated.members)
        cells = (_exact(effect), _exact(low), _exact(high), _exact(fisher_exact(*sides)), gained)
    return (one.name, *rates, *cells, _reading(asked, one, _ratio(one, share), cells[1:3]))


def _rate(asked: Asked, arm: Arm) -> Cell:
    """The share that reached the goal; while some are open, a range from none of them to all."""
    if not arm.open or not arm.members:
        return asked.share("goal", arm.reached, arm.members)
    low, high = (Decimal(count) / Decimal(arm.members) for count in (arm.reached, arm.reached + arm.open))
    return asked.value("goal", None, status="immature", low=low, high=high, n_open=arm.open)


def _reading(asked: Asked, one: Programme, ratio: float | None, bounds: Sequence[Cell]) -> str:
    if not one.control.members:
        return asked.say("Nobody was held out: there is nothing to compare with.")
    uneven = ratio is not None and ratio < _UNTRUSTED
    if uneven and asked.word("split"):
        return asked.say("The arms are not as large as planned: do not trust the effect.")
    told = _effect(asked, bounds)
    if not uneven:
        return told
    doubt = asked.say("The arms are not even: trust it only if that was planned.")
    return f"{told}{doubt}" if asked.lang == "zh" else f"{told} {doubt}"


def _effect(asked: Asked, bounds: Sequence[Cell]) -> str:
    low, high = bounds
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return asked.say("Still open: the goal is not decided for everybody.")
    if low > 0:
        return asked.say("It worked.")
    return asked.say("It did harm.") if high < 0 else asked.say("No clear difference.")


def _exact(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number)).quantize(_DIGITS)


def _days(asked: Asked, found: Sequence[Programme], counted: Counted) -> Table:
    """Days before and after, by arm, and the difference of the differences."""
    columns = (
        _programme(asked), Column("before", asked.say("Treated, before"), "days"), Column("after", asked.say("Treated, after"), "days"),
        Column("change", asked.say("Before–after"), "days"), Column("control_change", asked.say("The same, held out"), "days"),
        Column("did", asked.say("Difference in differences"), "days"), Column("low", asked.say("at least (95%)"), "days"),
        Column("high", asked.say("at most (95%)"), "days"), Column("placebo", asked.say("The same, one window earlier"), "days"),
        Column("reading", asked.say("What it says")),
    )  # fmt: skip
    rows = tuple(_day_row(asked, one) for one in found)
    what = asked.say("usage days") if counted == "used" else asked.say("days of buying")
    note = asked.say(
        "Mean {what} per customer in the {n} days before the first day and from it on. Before–after alone is no effect.",
        what=what, n=asked.whole("days"),
    )  # fmt: skip
    return Table("programme_days", asked.say("Before and after"), columns, rows, note=note)


def _day_row(asked: Asked, one: Programme) -> tuple[Cell, ...]:
    if not one.over:
        return (one.name, *[None] * 8, asked.say("The window after the first day is not over."))
    before, after = (
        _exact(one.treated.days[name].mean) if one.treated.members else None for name in ("before", "after")
    )
    alone, held = mean_interval(one.treated.change), mean_interval(one.control.change)
    both, placebo = (
        apart(one.treated.change, one.control.change),
        apart(one.treated.earlier_change, one.control.earlier_change),
    )
    values = (_exact(found.value) if found else None for found in (alone, held, both))
    low, high = (None, None) if both is None or both.interval is None else map(_exact, both.interval)
    told = _exact(placebo.value) if placebo else None
    return (one.name, before, after, *values, low, high, told, _verdict(asked, both, placebo))


def _verdict(asked: Asked, both: Apart | None, placebo: Apart | None) -> str:
    if both is None:
        return asked.say("Nobody was held out: there is nothing to compare with.")
    if both.interval is None:
        return asked.say("Too few to tell.")
    if placebo is not None and placebo.interval is not None and not placebo.interval[0] <= 0 <= placebo.interval[1]:
        return asked.say("The arms moved apart before it began: do not trust the effect.")
    if both.interval[0] > 0:
        return asked.say("The treated gained.")
    return asked.say("The treated lost.") if both.interval[1] < 0 else asked.say("No clear difference.")


ANALYSIS = Analysis(
    name="programmes",
    title=later("Effect of programmes"),
    question=later("Did the work change anything, compared with those held out?"),
    method=(
        later("Everybody assigned counts, reached or not; a goal is what the campaign says, inside its window."),
        later("A/B: the difference of two shares, with Newcombe's 95% interval and Fisher's exact p. Goals gained: that difference times the treated."),
        later("Difference in differences: the change of the treated less that of those held out, with Welch's 95% interval; earlier it should be nothing."),
        later("Where the sample ratio departs from the plan with p below 0.001, assignment or recording is broken, and no effect can be trusted."),
    ),
    make=_make,
    needs=("campaigns", "campaign_members"),
    all_time=True,
    options=(
        Option("days", later("How long the windows before and after the first day are."), "90"),
        Option("measure", later("Which days are counted: used or bought."), "", ("used", "bought")),
        Option("split", later("The planned share of the treated; a half when not told.")),
    ),
)  # fmt: skip
