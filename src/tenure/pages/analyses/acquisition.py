"""What winning customers costs, by channel and by cohort, and when it has paid back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenure.catalogue.value import divided
from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Chart, Column, Series, Table
from tenure.pages.options import Option
from tenure.periods import Grain, Period, period_of, span
from tenure.stages.analyses.winning import ChannelCost, channel_costs
from tenure.stages.rated import CASH, EARNED, SPENT, since
from tenure.stages.seen.acquisition import VIEWS
from tenure.words import later, number_text

_GRAINS = ("month", "quarter", "half", "year")


@dataclass(frozen=True)
class _Sum:
    """Several channels or cohorts together."""

    cost: Decimal
    signs: int
    start_mrr: Decimal
    earned: Decimal


def _make(asked: Asked) -> Sequence[Block]:
    grain: Grain = asked.grain("grain")
    cohorts = _cohorts(asked, grain)
    found = channel_costs(asked.shop, cohorts)
    if not found:
        return [
            asked.note("none", asked.say("Nothing was spent on winning customers in this time, and nobody signed."))
        ]
    blocks: list[Block] = [_chart(asked, found, cohorts), _channels(asked, found), _by_cohort(asked, found, cohorts)]
    return blocks if asked.brief else [*blocks, _each(asked, found)]


def _cohorts(asked: Asked, grain: Grain) -> list[Period]:
    ends = [period_of(day, grain) for day in (asked.stretch.start, min(asked.stretch.last, asked.asking.as_of))]
    return list(span(ends[0], ends[1]))


def _sum(costs: Sequence[ChannelCost]) -> _Sum:
    return _Sum(
        sum((one.cost for one in costs), Decimal(0)),
        sum(one.signs for one in costs),
        sum((one.start_mrr for one in costs), Decimal(0)),
        sum((one.earned for one in costs), Decimal(0)),
    )


def _money(asked: Asked) -> tuple[Column, ...]:
    columns = (
        Column("cost", asked.say("Cost"), "money"), Column("signs", asked.say("New signs"), "count"),
        Column("cac", asked.say("Cost per new sign"), "money"), Column("start_mrr", asked.say("MRR won"), "money"),
        Column("earned", asked.say("Margin so far"), "money"), Column("paid_back", asked.say("Paid back so far"), "share"),
    )  # fmt: skip
    return columns if asked.asking.contracts else tuple(one for one in columns if one.key != "start_mrr")


def _cells(asked: Asked, one: ChannelCost | _Sum, period: Period) -> tuple[Cell, ...]:
    """Cost, signs and margin of a period, marked while it is running."""
    told = {"cost": one.cost, "signs": Decimal(one.signs), "cac": divided(one.cost, Decimal(one.signs))}
    told |= {"start_mrr": one.start_mrr} if asked.asking.contracts else {}
    told |= {"earned": one.earned, "paid_back": divided(one.earned, one.cost)}
    return tuple(asked.so_far(name, number, period) for name, number in told.items())


def _channel(asked: Asked, channel: str | None) -> str:
    return asked.say("(no channel)") if channel is None else channel


def _channels(asked: Asked, found: Sequence[ChannelCost]) -> Table:
    names = sorted({one.channel for one in found}, key=lambda name: (name is None, name or ""))
    last = max(one.period for one in found)
    rows = [
        (_channel(asked, name), *_cells(asked, _sum([one for one in found if one.channel == name]), last))
        for name in names
    ]
    total = (asked.say("All channels"), *_cells(asked, _sum(found), last))
    columns = (Column("channel", asked.say("Channel")), *_money(asked))
    note = asked.say(
        "Cost that names no channel, such as sales salaries, stands in a line of its own; the last line holds everything."
    )
    return Table("acquisition_channels", asked.say("By channel"), columns, tuple(rows), total, note)


def _payback(asked: Asked) -> Column:
    return Column("payback", asked.say("Paid back after months"), "count")


def _by_cohort(asked: Asked, found: Sequence[ChannelCost], cohorts: Sequence[Period]) -> Table:
    """All channels together, cohort by cohort."""
    columns = (
        Column("cohort", asked.say("Cohort"), "period"),
        *_money(asked),
        Column("watched", asked.say("Whole months watched"), "count"),
    )
    rows = []
    for cohort in cohorts:
        one = _sum([each for each in found if each.period == cohort])
        rows.append((cohort, *_cells(asked, one, cohort), _watched(asked, cohort)))
    note = asked.say("Margin so far grows with every month; compare cohorts only at the same number of months watched.")
    return Table("acquisition_cohorts", asked.say("By cohort"), columns, tuple(rows), note=note)


def _watched(asked: Asked, cohort: Period) -> int:
    """How many whole months lie between the cohort and the as-of day."""
    months = span(period_of(cohort.last, "month").shifted(1), period_of(asked.asking.as_of, "month"))
    return sum(month.last <= asked.asking.as_of for month in months)


def _each(asked: Asked, found: Sequence[ChannelCost]) -> Table:
    columns = (
        Column("cohort", asked.say("Cohort"), "period"), Column("channel", asked.say("Channel")), *_money(asked), _payback(asked),
    )  # fmt: skip
    rows = tuple(
        (one.period, _channel(asked, one.channel), *_cells(asked, one, one.period), one.payback) for one in found
    )
    note = asked.say("Months are counted from the end of the cohort. A dash: not paid back so far, or nobody was won.")
    return Table("acquisition", asked.say("By cohort and channel"), columns, rows, note=note)


def _chart(asked: Asked, found: Sequence[ChannelCost], cohorts: Sequence[Period]) -> Chart:
    """Cost per new sign of all channels, cohort by cohort."""
    sums = [_sum([one for one in found if one.period == cohort]) for cohort in cohorts]
    values = tuple(divided(one.cost, Decimal(one.signs)) if one.cost else None for one in sums)
    every = _sum(found)
    money = number_text(divided(every.cost, Decimal(every.signs)), "money", asked.lang, asked.asking.currency, True)
    back = number_text(divided(every.earned, every.cost), "share", asked.lang)
    summary = asked.say(
        "{money} for each of {n} new signs; {back} of the cost has come back as margin by now.", money=money, n=f"{every.signs:,}", back=back
    )  # fmt: skip
    running = tuple(str(cohort) for cohort in cohorts if cohort.last > asked.asking.as_of)
    series = Series("cac", asked.say("Cost per new sign"), values, "first")
    title = asked.say("Cost per new sign by cohort")
    return Chart(
        "acquisition_cac",
        title,
        summary,
        "line",
        "money",
        asked.say("Cohort"),
        tuple(map(str, cohorts)),
        (series,),
        running,
    )


ANALYSIS = Analysis(
    name="acquisition",
    title=later("Cost of winning customers"),
    question=later("What does a new customer cost, by channel and by cohort, and when has it paid back?"),
    method=(
        later("Cost: acquisition marketing and sales, spread over the days it is for; a campaign's cost belongs to the channel of the campaign."),
        later("New signs: relationships signed in the time, by the channel of the contract, else by the customer's first channel."),
        later("Margin: revenue of the customers won since their cohort, times the policy gross_margin, whole months only."),
        later("Paid back: the first month by whose end the margin covers the cost of the cohort; empty while it does not, never endless."),
    ),
    make=_make,
    needs=("costs",),
    money=(*SPENT, *VIEWS["signed_worth"].money["start_mrr"], *since(EARNED), *since(CASH)),
    options=(Option("grain", later("How long the time of a cohort is."), "month", _GRAINS),),
)  # fmt: skip
