"""retention: who comes back, who stays."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import sqrt

from tests.oracle.activity import is_followed, month_before
from tests.oracle.days import ONE_DAY, add_months, instant, month_of, period_days
from tests.oracle.results import Member, Result, amount, matured, ratio, share, survival_at
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


def user_cohort(world: World, ask: Ask) -> list[tuple[str, date]]:
    """The people first seen in the span, with that day."""
    rows = world.between("users", ask.first, ask.last, "first_seen_at")
    return [(row["user_id"], world.zone.day(row["first_seen_at"])) for row in rows]


@metric("retention.nday")
def nday(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    unseen = 0
    for user, first in user_cohort(world, ask):
        day = first + timedelta(days=int(ask.dims["n"]))
        if not world.usage.told_by(day):
            unseen += 1
            continue
        mature = world.as_of >= day
        members.append((mature, world.usage.used(user, day, day) if mature else None))
    return matured(members, unseen)


@metric("retention.nday.rolling")
def nday_rolling(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    unseen = 0
    for row in world.between("users", ask.first, ask.last, "first_seen_at"):
        start = instant(row["first_seen_at"]) + timedelta(hours=24 * int(ask.dims["n"]))
        end = start + timedelta(hours=24)
        if not any(world.zone.at(day) <= end for day, _ in world.usage.rows):
            unseen += 1
            continue
        mature = end < world.cut
        moments = [instant(r["happened_at"]) for r in world.facts["usage_events"] if r["user_id"] == row["user_id"]]
        members.append((mature, any(start < moment <= end for moment in moments) if mature else None))
    return matured(members, unseen)


@metric("retention.unbounded")
def unbounded(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    for user, first in user_cohort(world, ask):
        day = first + timedelta(days=int(ask.dims["n"]))
        mature = world.as_of >= day
        members.append((mature, world.usage.used(user, day, world.as_of) if mature else None))
    return matured(members)


@metric("retention.bracket")
def bracket(world: World, ask: Ask) -> Result:
    members: list[Member] = []
    unseen = 0
    for user, first in user_cohort(world, ask):
        start, end = (first + timedelta(days=int(ask.dims[name])) for name in ("from", "to"))
        if not world.usage.told_by(end):
            unseen += 1
            continue
        mature = world.as_of >= end
        hit = world.usage.used(user, start, min(end, world.as_of))
        members.append((mature, True if hit else (False if mature else None)))
    return matured(members, unseen)


def _won(world: World, first: date, last: date, months: int) -> tuple[list[Member], int]:
    """The new logos of a span some months on: were they active; and how many of a month before any use was recorded."""
    members: list[Member] = []
    unseen = 0
    for run in world.relations.new_logos(first, last):
        start, end = month_of(add_months(run.start.replace(day=1), months))
        mature = world.as_of >= end
        if world.usage.told_by(end):
            members.append((mature, world.usage.active(run.customer, start, end) if mature else None))
        else:
            unseen += 1
    return members, unseen


@metric("retention.calendar")
def calendar(world: World, ask: Ask) -> Result:
    return matured(*_won(world, ask.first, ask.last, int(ask.dims["n"])))


@metric("retention.customer_rate")
def customer_rate(world: World, ask: Ask) -> Result:
    opening, lost = world.relations.lost_of_opening(ask.first, ask.last)
    return share(len(opening) - len(lost), len(opening))


@metric("retention.survival")
def survival(world: World, ask: Ask) -> Result:
    time = int(ask.dims["t"])
    durations = [
        ((min(run.end, world.as_of) - run.start).days, run.end <= world.as_of)
        for run in world.relations.all_runs()
        if run.start <= world.as_of
    ]
    if not durations:
        return amount(None)
    steps = survival_at(durations, time)
    left = steps[-1][1] if steps else Fraction(1)
    if left and time > max(length for length, _ in durations):
        return amount(None)  # nobody was followed so long
    return amount(left)


@metric("retention.revenue_cohort")
def revenue_cohort(world: World, ask: Ask) -> Result:
    last = period_days(ask.dims["at"])[1]
    now = at_start = world.rates.value({}, last)
    for run in world.relations.new_logos(ask.first, ask.last):
        now += world.rates.value(world.revenue.local(run.customer, last), run.start)
        at_start += world.revenue.of(run.customer, run.start)
    answer = share(now, at_start)
    return answer if answer.value is None or last <= world.as_of else Result(None, status="immature")


@metric("retention.resurrected_customers")
def resurrected_customers(world: World, ask: Ask) -> Result:
    usage = world.usage
    found = 0
    if not is_followed(world, ask):
        return amount(None)
    for customer in world.relations.held_between(ask.first, ask.last):
        if not usage.active(customer, ask.first, ask.last) or usage.active(customer, *month_before(ask.first)):
            continue
        month = usage.first_month
        while month_of(month)[1] < month_before(ask.first)[0]:
            if usage.active(customer, *month_of(month)):
                found += 1
                break
            month = month_of(month)[1] + ONE_DAY
    return amount(found)


def _next_month(world: World, cohort: date) -> Fraction | None:
    """Retention in the first month after, of the customers won in a month; nothing while it is open for one of them."""
    answer = matured(*_won(world, *month_of(cohort), 1))
    return answer.value if answer.status == "final" else None


def _too_few(world: World, first: date, last: date) -> Result:
    """What too few cohorts come to: unknown for want of facts where the next month of some was not recorded yet."""
    return Result(None, status="unavailable" if _won(world, first, last, 1)[1] else "undefined")


def _months_in(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while add_months(months[-1], 1) <= last:
        months.append(add_months(months[-1], 1))
    return months


@metric("retention.early_volatility")
def early_volatility(world: World, ask: Ask) -> Result:
    wanted = world.policies.whole("retention_points")
    cohorts = [
        matured(*_won(world, max(first, ask.first), min(month_of(first)[1], ask.last), 1))
        for first in _months_in(ask.first, ask.last)
    ]
    shares = [cohort.value for cohort in cohorts if cohort.status == "final" and cohort.value is not None][:wanted]
    if len(shares) < wanted:
        return _too_few(world, ask.first, ask.last)
    mean = sum(shares, Fraction(0)) / wanted
    spread = sum(((share - mean) ** 2 for share in shares), Fraction(0)) / (wanted - 1)
    return amount(Fraction(sqrt(spread)))


@metric("retention.plateau")
def plateau(world: World, ask: Ask) -> Result:
    wanted = world.policies.whole("retention_points")
    points: list[Fraction] = []
    for age in range(1, 60):
        members, unseen = _won(world, ask.first, ask.last, age)
        if unseen:
            continue  # no point of the curve: of some nobody knows
        answer = matured(members)
        if answer.status != "final" or answer.value is None:
            break
        points.append(answer.value)
    if len(points) < wanted:
        return amount(None)
    last = points[-wanted:]
    places = [Fraction(place) - Fraction(wanted - 1, 2) for place in range(wanted)]
    slope = ratio(sum(x * y for x, y in zip(places, last, strict=True)), sum(x * x for x in places)) or Fraction(0)
    level = abs(slope) <= world.policies.number("plateau_tolerance")
    return amount(sum(last, Fraction(0)) / wanted if level else None)


@metric("retention.seasonality_index")
def seasonality_index(world: World, ask: Ask) -> Result:
    months = [add_months(ask.last.replace(day=1), -step) for step in range(24)]
    shares = {month: _next_month(world, month) for month in months}
    known = {month: value for month, value in shares.items() if value is not None}
    if len(known) < 24:
        return _too_few(world, months[-1], month_of(ask.last)[1])
    own = [value for month, value in known.items() if month.month == int(ask.dims["month"])]
    return amount(ratio(sum(own, Fraction(0)) / len(own), sum(known.values(), Fraction(0)) / 24))
