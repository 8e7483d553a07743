"""engagement, satisfaction, loyalty: what passed between company and customer, and what customers say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.days import instant
from tests.oracle.facts import Row
from tests.oracle.results import Member, Number, Result, amount, matured, share
from tests.oracle.value import PURCHASES
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


def contacts(world: World, first: date, last: date) -> list[Row]:
    """The interactions with customers in the span."""
    return [row for row in world.between("interactions", first, last) if row["subject_type"] == "customer"]


def _share_of_held(world: World, ask: Ask, customers: Collection[str]) -> Result:
    held = world.relations.held_between(ask.first, ask.last)
    return share(len(set(customers) & set(held)), len(held))


def _subjects(rows: Sequence[Row], direction: str) -> set[str]:
    return {row["subject_id"] for row in rows if row["direction"] == direction}


@metric("engagement.interactions_per_customer")
def interactions_per_customer(world: World, ask: Ask) -> Result:
    held = world.relations.held_between(ask.first, ask.last)
    own = [row for row in contacts(world, ask.first, ask.last) if row["subject_id"] in held]
    return share(len(own), len(held))


@metric("engagement.interactions_per_customer.inbound")
def inbound_per_customer(world: World, ask: Ask) -> Result:
    held = world.relations.held_between(ask.first, ask.last)
    rows = contacts(world, ask.first, ask.last)
    return share(sum(row["subject_id"] in held and row["direction"] == "in" for row in rows), len(held))


@metric("engagement.participation_rate")
def participation_rate(world: World, ask: Ask) -> Result:
    return _share_of_held(world, ask, _subjects(contacts(world, ask.first, ask.last), "in"))


@metric("engagement.depth")
def depth(world: World, ask: Ask) -> Result:
    weights = world.policies.weights("depth_weights")
    rows = [row for row in contacts(world, ask.first, ask.last) if row["channel"] in weights]
    return share(sum(weights[row["channel"]] for row in rows), len(rows))


@metric("engagement.reachable_rate")
def reachable_rate(world: World, ask: Ask) -> Result:
    told = [row for row in world.facts["customer_attrs"] if row["attr"] == "subscription"]
    held = world.relations.held(ask.last) if told else []
    live = {row["customer_id"] for row in told if date.fromisoformat(row["valid_from"]) <= ask.last}
    return share(len(live & set(held)), len(held))


@metric("engagement.two_way_rate")
def two_way_rate(world: World, ask: Ask) -> Result:
    rows = contacts(world, ask.first, ask.last)
    return _share_of_held(world, ask, _subjects(rows, "in") & _subjects(rows, "out"))


@metric("engagement.care_coverage")
def care_coverage(world: World, ask: Ask) -> Result:
    rows = [row for row in contacts(world, ask.first, ask.last) if row["kind"] in ("care", "revisit")]
    return _share_of_held(world, ask, _subjects(rows, "out"))


def answers(world: World, instrument: str, ask: Ask, dimension: str = "overall") -> list[Row]:
    """The answers given in the span."""
    rows = world.between("survey_responses", ask.first, ask.last)
    return [row for row in rows if (row["instrument"], row["dimension"]) == (instrument, dimension)]


def _top_share(world: World, rows: Sequence[Row]) -> Result:
    top = world.policies.whole("csat_top_min")
    return share(sum(1 for row in rows if int(row["score"]) >= top), len(rows))


@metric("satisfaction.csat")
def csat(world: World, ask: Ask) -> Result:
    return _top_share(world, answers(world, "csat", ask))


@metric("satisfaction.csat.mean")
def csat_mean(world: World, ask: Ask) -> Result:
    rows = answers(world, "csat", ask)
    return share(sum(int(row["score"]) for row in rows), len(rows))


@metric("satisfaction.csat.top1")
def csat_top(world: World, ask: Ask) -> Result:
    rows = answers(world, "csat", ask)
    return share(sum(int(row["score"]) >= int(row["scale_max"] or 5) for row in rows), len(rows))


@metric("satisfaction.survey_response_rate")
def survey_response_rate(world: World, ask: Ask) -> Result:
    rows = world.between("survey_responses", ask.first, ask.last, "sent_at")
    asked = [row for row in rows if row["instrument"] == ask.dims["instrument"]]
    return share(len({_person(row) for row in asked if row["happened_at"]}), len({_person(row) for row in asked}))


def _person(row: Row) -> tuple[str, str]:
    """Who is asked: the respondent, else the customer, else somebody of whom nothing else is known."""
    named = [(column, row[column]) for column in ("respondent_id", "customer_id", "response_id")]
    return next(pair for pair in named if pair[1])


@metric("satisfaction.service_csat")
def service_csat(world: World, ask: Ask) -> Result:
    return _top_share(world, answers(world, "service", ask, ask.dims["dimension"]))


@metric("satisfaction.feedback_closed_rate")
def feedback_closed_rate(world: World, ask: Ask) -> Result:
    window = timedelta(days=world.policies.whole("feedback_close_days"))
    members: list[Member] = []
    for ticket in world.tickets.opened(ask.first, ask.last, "feedback"):
        solved, end = ticket.standing_solve(), ticket.opened + window
        mature = world.cut >= end
        closed = solved is not None and solved < end
        members.append((mature, True if closed else (False if mature else None)))
    return matured(members)


@metric("satisfaction.feedback_closed_rate.count")
def feedback_count(world: World, ask: Ask) -> Result:
    return amount(len(world.tickets.opened(ask.first, ask.last, "feedback")))


def latest_scores(world: World, ask: Ask) -> dict[tuple[str, str], Row]:
    """The latest answer of each person in the span (R-DEDUP)."""
    rows = answers(world, "nps", ask)
    ordered = sorted(rows, key=lambda row: (instant(row["happened_at"]), row["response_id"]))
    return {_person(row): row for row in ordered}


def net_promoters(scores: Collection[Number]) -> Result:
    """Promoters less detractors, in points."""
    promoters = sum(1 for score in scores if score >= 9)
    detractors = sum(1 for score in scores if score <= 6)
    answer = share(promoters - detractors, len(scores))
    points = None if answer.value is None else 100 * answer.value
    return Result(points, answer.num, answer.den, answer.status)


@metric("loyalty.nps")
def nps(world: World, ask: Ask) -> Result:
    return net_promoters([int(row["score"]) for row in latest_scores(world, ask).values()])


@metric("loyalty.nps.account")
def nps_by_account(world: World, ask: Ask) -> Result:
    scores: dict[str, list[int]] = defaultdict(list)
    for row in latest_scores(world, ask).values():
        if row["customer_id"]:
            scores[row["customer_id"]].append(int(row["score"]))
    return net_promoters([Fraction(sum(own), len(own)) for own in scores.values()])


@metric("loyalty.nps.response")
def nps_by_response(world: World, ask: Ask) -> Result:
    return net_promoters([int(row["score"]) for row in answers(world, "nps", ask)])


@metric("loyalty.promoter_share", "loyalty.promoter_share.detractor")
def promoter_share(world: World, ask: Ask) -> Result:
    scores = [int(row["score"]) for row in latest_scores(world, ask).values()]
    detractors = ask.variant == "detractor"
    return share(sum(1 for score in scores if (score <= 6 if detractors else score >= 9)), len(scores))


@metric("loyalty.referral_rate")
def referral_rate(world: World, ask: Ask) -> Result:
    rows = world.between("touches", ask.first, ask.last)
    return _share_of_held(world, ask, {row["referrer_customer_id"] for row in rows})


@metric("loyalty.repeat_purchase_rate")
def repeat_purchase_rate(world: World, ask: Ask) -> Result:
    counts = Counter(row["customer_id"] for row in world.ledger.rows(PURCHASES, ask.first, ask.last))
    return share(sum(1 for count in counts.values() if count >= 2), len(counts))


@metric("loyalty.repeat_purchase_rate.new_90d")
def second_purchase_rate(world: World, ask: Ask) -> Result:
    days: dict[str, list[date]] = defaultdict(list)
    for row in world.ledger.rows(PURCHASES, date.min, world.as_of):
        days[row["customer_id"]].append(world.zone.day(row["happened_at"]))
    members: list[Member] = []
    for own in days.values():
        first, *later = sorted(own)
        if ask.first <= first <= ask.last:
            end = first + timedelta(days=90)
            mature = world.as_of >= end
            again = bool(later) and later[0] <= end
            members.append((mature, True if again else (False if mature else None)))
    return matured(members)
