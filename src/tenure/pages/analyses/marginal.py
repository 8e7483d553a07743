"""What one more customer costs, channel by channel, and what moving money from one to another would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block, Cell, Column, Table
from tenure.pages.options import Option
from tenure.stages.analyses.winning import Response, responses
from tenure.stages.rated import SPENT
from tenure.stats.marginal import LEAST, Line, Shift, cost_of, moved
from tenure.words import later

_TENTH = 0.1  # of a channel's mean month, where no amount is named


@dataclass(frozen=True)
class _Move:
    """Money moved every month from one channel to another."""

    away: Response
    to: Response
    amount: float
    shift: Shift

    @property
    def inside(self) -> bool:
        """Whether a mean month of both stays within the months that were seen."""
        left, gained = _mean(self.away.spent) - self.amount, _mean(self.to.spent) + self.amount
        return left >= min(self.away.spent) and gained <= max(self.to.spent)


def _make(asked: Asked) -> Sequence[Block]:
    lag = asked.whole("lag", least=0)
    months = [month for month in asked.months if month.shifted(lag).last <= asked.asking.as_of]
    if len(months) < LEAST:
        return [asked.note("few", asked.say("Fewer than {n} whole months are known: no line can be drawn.", n=LEAST))]
    found = responses(asked.shop, months, lag)
    if not found:
        return [asked.note("none", asked.say("No cost names a channel in this time."))]
    moves = _moves(found, asked.number("amount"))
    return [_costs(asked, found), *([_shifts(asked, moves)] if moves else [])]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _exact(number: float | None, digits: str = "0.0001") -> Decimal | None:
    return None if number is None else Decimal(repr(number)).quantize(Decimal(digits))


def _costs(asked: Asked, found: Sequence[Response]) -> Table:
    columns = (
        Column("channel", asked.say("Channel")), Column("spent", asked.say("Cost a month"), "money"),
        Column("least", asked.say("Least"), "money"), Column("most", asked.say("Most"), "money"),
        Column("signs", asked.say("New signs"), "count"), Column("average", asked.say("Cost per new sign"), "money"),
        Column("marginal", asked.say("Cost of one more"), "money"), Column("low", asked.say("at least (95%)"), "money"),
        Column("high", asked.say("at most (95%)"), "money"), Column("reading", asked.say("What it says")),
    )  # fmt: skip
    rows = [_row(asked, one) for one in found]
    note = asked.say("Where there is no upper bound, the months do not exclude that more money brings nobody.")
    return Table("marginal", asked.say("What one more costs"), columns, tuple(rows), note=note)


def _row(asked: Asked, one: Response) -> tuple[Cell, ...]:
    won = sum(one.won)
    cost = cost_of(one.line)
    bounds = (None, None, None) if cost is None else (cost.value, cost.low, cost.high)
    money = (_mean(one.spent), min(one.spent), max(one.spent))
    average = sum(one.spent) / won if won else None
    return one.channel, *map(_exact, money), int(won), _exact(average), *map(_exact, bounds), _reading(asked, one.line)


def _reading(asked: Asked, line: Line | None) -> str:
    if line is None:
        return asked.say("The months cost the same: nothing can be told.")
    cost = cost_of(line)
    if cost is None:
        return asked.say("Months that cost more did not bring more.")
    if cost.high is None:
        return asked.say("Too uncertain to plan with.")
    return asked.say("Months that cost more brought more.")


def _moves(found: Sequence[Response], amount: float | None) -> list[_Move]:
    """Every way to move money between two channels that gains, by what it is expected to gain."""
    out = []
    for away in found:
        for to in found:
            if away is to or away.line is None or to.line is None or to.line.slope <= away.line.slope:
                continue
            money = amount if amount is not None else _TENTH * _mean(away.spent)
            out.append(_Move(away, to, money, moved(money, away.line, to.line)))
    return sorted(out, key=lambda one: -one.shift.value)


def _shifts(asked: Asked, moves: Sequence[_Move]) -> Table:
    columns = (
        Column("from", asked.say("From")), Column("to", asked.say("To")), Column("amount", asked.say("Moved a month"), "money"),
        Column("gained", asked.say("New signs a month"), "times"), Column("low", asked.say("at least (95%)"), "times"),
        Column("high", asked.say("at most (95%)"), "times"), Column("reading", asked.say("What it says")),
    )  # fmt: skip
    rows = []
    for one in moves[: asked.whole("top")]:
        shift = (_exact(number) for number in (one.shift.value, one.shift.low, one.shift.high))
        rows.append((one.away.channel, one.to.channel, _exact(one.amount, "0.01"), *shift, _verdict(asked, one)))
    note = asked.say("Months were not chosen by lot: try a move on a small scale before it is made for good.")
    return Table("marginal_moves", asked.say("What moving money would do"), columns, tuple(rows), note=note)


def _verdict(asked: Asked, one: _Move) -> str:
    told = asked.say("More customers.") if one.shift.low > 0 else asked.say("No clear difference.")
    if one.inside:
        return told
    beyond = asked.say("It goes beyond the months that were seen.")
    return f"{told}{beyond}" if asked.lang == "zh" else f"{told} {beyond}"


ANALYSIS = Analysis(
    name="marginal",
    title=later("Cost of one more customer"),
    question=later("What does one more customer cost in each channel, and what would moving money between channels do?"),
    method=(
        later("A straight line of new signs over cost, month by month; the cost of one more is its inverse slope, with Student's 95% interval."),
        later("Moving money: the difference of two slopes times the amount, with Welch's 95% interval."),
        later("It needs six whole months. Channels that cost nothing are left out: nothing can be moved from them."),
        later("Months with more money may differ in other ways too. This is association, not proof."),
    ),
    make=_make,
    needs=("costs",),
    money=SPENT,
    options=(
        Option("amount", later("How much is moved a month; else a tenth of the mean month of the channel it is taken from.")),
        Option("lag", later("Months between spending and signing."), "0"),
        Option("top", later("How many moves are listed."), "5"),
    ),
)  # fmt: skip
