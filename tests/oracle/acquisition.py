"""acq: who came, who asked, who signed."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.days import instant, minutes_between
from tests.oracle.facts import Row
from tests.oracle.relations import Run
from tests.oracle.results import Member, Result, amount, matured, median, share, with_status
from tests.oracle.world import Ask, Metric, World, registrar

METRICS: dict[str, Metric] = {}
metric = registrar(METRICS)


def touches(world: World, kind: str, ask: Ask) -> list[Row]:
    """The touches of a kind in the span, of one channel where one is asked for."""
    channel = ask.dims.get("channel")
    rows = world.between("touches", ask.first, ask.last)
    return [row for row in rows if row["kind"] == kind and channel in (None, row["channel"])]


def quantity(rows: list[Row]) -> int:
    """The sum of a column that counts."""
    return sum(int(row["quantity"]) for row in rows)


def first_inquiries(world: World) -> list[Row]:
    """One inquiry a lead, the first (R-DEDUP); those without a lead stand for themselves."""
    firsts: dict[str, Row] = {}
    rows = [row for row in world.facts["touches"] if row["kind"] == "inquiry"]
    for row in sorted(rows, key=lambda row: (instant(row["happened_at"]), row["touch_id"])):
        firsts.setdefault(row["lead_id"] or f"touch {row['touch_id']}", row)
    return list(firsts.values())


def inquiries(world: World, ask: Ask) -> list[Row]:
    """The first inquiries of the span."""
    return [row for row in first_inquiries(world) if ask.first <= world.zone.day(row["happened_at"]) <= ask.last]


def signs_within(world: World, row: Row, window: int) -> Member:
    """Whether the lead of a touch signs first inside the window that opens on its day."""
    day = world.zone.day(row["happened_at"])
    end = day + timedelta(days=window)
    signed = world.first_signature(row["lead_id"])
    hit = signed is not None and day <= signed < end
    mature = world.as_of >= end
    return mature, True if hit else (False if mature else None)


@metric("acq.visits")
def visits(world: World, ask: Ask) -> Result:
    return amount(quantity(touches(world, "visit", ask)))


@metric("acq.leads")
def leads(world: World, ask: Ask) -> Result:
    return amount(sum(1 for row in inquiries(world, ask) if row["lead_id"]))


@metric("acq.visit_signup_rate")
def visit_signup_rate(world: World, ask: Ask) -> Result:
    return share(quantity(touches(world, "signup", ask)), quantity(touches(world, "visit", ask)))


@metric("acq.visit_purchase_rate")
def visit_purchase_rate(world: World, ask: Ask) -> Result:
    return share(len(world.relations.new_logos(ask.first, ask.last)), quantity(touches(world, "visit", ask)))


def channel_of(world: World, run: Run) -> str:
    """The channel of a relationship: of its contract, else, for the first, where the customer first came from."""
    if run.channel or run.number:
        return run.channel
    return next((row["first_channel"] for row in world.facts["customers"] if row["customer_id"] == run.customer), "")


@metric("acq.channel_conversion_rate")
def channel_conversion_rate(world: World, ask: Ask) -> Result:
    logos = world.relations.new_logos(ask.first, ask.last)
    own = [run for run in logos if channel_of(world, run) == ask.dims["channel"]]
    return share(len(own), quantity(touches(world, "visit", ask)))


@metric("acq.inquiry_deal_rate")
def inquiry_deal_rate(world: World, ask: Ask) -> Result:
    window = world.policies.whole("inquiry_window_days")
    return matured([signs_within(world, row, window) for row in inquiries(world, ask)])


@metric("acq.inquiry_deal_rate.period")
def inquiry_deal_rate_of_the_period(world: World, ask: Ask) -> Result:
    return share(len(world.relations.new_logos(ask.first, ask.last)), len(inquiries(world, ask)))


@metric("acq.trial_paid_rate")
def trial_paid_rate(world: World, ask: Ask) -> Result:
    window = world.policies.whole("trial_window_days")
    return matured([signs_within(world, row, window) for row in touches(world, "trial_start", ask)])


@metric("acq.new_customers")
def new_customers(world: World, ask: Ask) -> Result:
    return amount(len(world.relations.signed(ask.first, ask.last)))


@metric("acq.new_customers.new_logo")
def new_logos(world: World, ask: Ask) -> Result:
    return amount(len(world.relations.new_logos(ask.first, ask.last)))


@metric("acq.channel_share")
def channel_share(world: World, ask: Ask) -> Result:
    signed = world.relations.signed(ask.first, ask.last)
    return share(sum(1 for run in signed if channel_of(world, run) == ask.dims["channel"]), len(signed))


@metric("acq.referral_share")
def referral_share(world: World, ask: Ask) -> Result:
    signed = world.relations.signed(ask.first, ask.last)
    referred = {row["customer_id"] for row in world.facts["customers"] if row["referrer_customer_id"]}
    return share(sum(1 for run in signed if run.number == 0 and run.customer in referred), len(signed))


@metric("acq.lead_conversion_days")
def lead_conversion_days(world: World, ask: Ask) -> Result:
    window = world.policies.whole("inquiry_window_days")
    rows = inquiries(world, ask)
    members = [signs_within(world, row, window) for row in rows]
    days = [_days_to_sign(world, row) for row, (_, hit) in zip(rows, members, strict=True) if hit]
    answer = amount(median(days))
    return with_status(answer, "provisional") if any(hit is None for _, hit in members) else answer


def _days_to_sign(world: World, row: Row) -> Fraction:
    signed = world.first_signature(row["lead_id"]) or date.max
    return Fraction((signed - world.zone.day(row["happened_at"])).days)


@metric("acq.lead_response_time")
def lead_response_time(world: World, ask: Ask) -> Result:
    waits = []
    for row in inquiries(world, ask):
        asked = instant(row["happened_at"])
        contacts = [
            instant(contact["happened_at"])
            for contact in world.facts["interactions"]
            if (contact["subject_type"], contact["subject_id"], contact["direction"]) == ("lead", row["lead_id"], "out")
        ]
        later = [moment for moment in contacts if moment >= asked]
        if later:
            waits.append(minutes_between(asked, min(later)))
    return amount(median(waits))
