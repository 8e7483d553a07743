"""How the tea shop reaches out: campaigns with held-out customers, calls, consent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenure.demo.clock import SECONDS, at, moments, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.tea.orders import BURST_CAMPAIGN, CAMPAIGNS, Campaign, Members, Orders
from tenure.demo.tea.people import SEED, People, customer
from tenure.demo.tea.seasons import BURST


def tell_campaigns(ledger: Ledger, members: Mapping[str, Members]) -> None:
    """The campaigns, who was assigned to which arm, and what became of each message."""
    random = stream(SEED, "campaigns")
    _burst(ledger, random)
    for campaign in CAMPAIGNS:
        ledger.add(
            "campaigns", campaign.name, at(campaign.start - 12, 11), kind=campaign.kind, name=campaign.title,
            channel=campaign.channel, start_date=campaign.start, end_date=campaign.end,
            response_window_days=None if campaign.kind == "programme" else 10,
            conversion_window_days=campaign.conversion_days, goal=campaign.goal,
        )  # fmt: skip
        _assign(ledger, random, campaign, members[campaign.name])


def _burst(ledger: Ledger, random: np.random.Generator) -> None:
    ledger.add(
        "campaigns", BURST_CAMPAIGN, at(BURST[0] - 9, 11), kind="acquisition", name="抖音尝鲜直播", channel="douyin",
        start_date=BURST[0], end_date=BURST[1] + 1, conversion_window_days=90, goal="first_signature",
    )  # fmt: skip
    for number in range(BURST[0], BURST[1] + 1):
        shown = int(random.integers(21_000, 34_000))
        for kind, quantity in (("impression", shown), ("click", shown * int(random.integers(24, 38)) // 1000)):
            ledger.add(
                "campaign_events", f"{BURST_CAMPAIGN}-{kind}-{number - BURST[0] + 1}", at(number + 1, 6),
                campaign_id=BURST_CAMPAIGN, kind=kind, quantity=quantity, happened_at=at(number, 23, 30),
            )  # fmt: skip


def _assign(ledger: Ledger, random: np.random.Generator, campaign: Campaign, members: Members) -> None:
    assigned = at(campaign.start, 8)
    draws = random.random((len(members.chosen), 5))
    for place, buyer in enumerate(members.chosen.tolist()):
        name, treated = customer(buyer), bool(members.treated[place])
        expected = 6 + int(draws[place][4] * 22)
        ledger.add(
            "campaign_members", f"{campaign.name}-{name}", assigned, campaign_id=campaign.name, customer_id=name,
            arm="treatment" if treated else "control", happened_at=assigned,
            predicted_response=f"0.{expected:02d}" if treated else None,
        )  # fmt: skip
        if treated:
            _message(ledger, campaign, name, draws[place].tolist(), expected)


def _message(ledger: Ledger, campaign: Campaign, name: str, draws: list[float], expected: int) -> None:
    sent = at(campaign.start, 10) + int(draws[0] * 3000)
    reached = draws[1] > 0.035
    events = [("sent", sent), ("delivered" if reached else "bounced", sent + 20)]
    if reached and draws[2] < expected / 100:
        answered = sent + 1800 + int(draws[3] * 7 * SECONDS)
        events.append(("response", answered))
        if draws[3] < 0.04:
            events.append(("response", answered + 2 * SECONDS))
    elif draws[2] > 0.985:
        events.append(("unsubscribe", sent + 5400))
    for place, (kind, moment) in enumerate(events):
        ledger.add(
            "campaign_events", f"{campaign.name}-{name}-{place + 1}", moment + 2, campaign_id=campaign.name,
            customer_id=name, kind=kind, quantity=1, happened_at=moment,
        )  # fmt: skip


def tell_calls(ledger: Ledger, people: People, orders: Orders) -> None:
    """Care calls to members, messages from them, and a call entered twice and withdrawn now and then."""
    random = stream(SEED, "calls")
    later_orders = np.flatnonzero((orders.nth >= 2) & people.member[orders.customer])
    called = later_orders[random.random(len(later_orders)) < 0.12]
    when = moments(random, orders.day[called] + random.integers(4, 30, len(called)))
    draws = random.random((len(called), 3))
    for place, number in enumerate(called.tolist()):
        moment, buyer = int(when[place]), customer(int(orders.customer[number]))
        channel = ("wechat", "wechat", "phone", "store")[int(draws[place][0] * 4)]
        told: dict[str, Value] = {"subject_type": "customer", "customer_id": buyer, "channel": channel}
        kind, known = ("care", "revisit")[int(draws[place][1] * 2)], moment + 60
        if place % 17 == 0:
            known += 6 * SECONDS  # typed in from the notebook
        ledger.add("interactions", f"I{place + 1:05d}", known, **told, direction="out", kind=kind, happened_at=moment)
        if draws[place][2] < 0.42:
            back = moment + 5400
            ledger.add(
                "interactions", f"I{place + 1:05d}-R", back + 60, **told, direction="in", kind="reply", happened_at=back
            )
        if place % 170 == 9:
            twin: dict[str, Value] = {**told, "direction": "out", "kind": kind, "happened_at": moment}
            ledger.add("interactions", f"I{place + 1:05d}-2", known + 90, **twin)
            ledger.retract("interactions", f"I{place + 1:05d}-2", known + 3 * SECONDS, **twin)


def tell_consents(ledger: Ledger, people: People) -> None:
    """A third of the members allow marketing by WeChat; some take it back."""
    random = stream(SEED, "consents")
    draws = random.random((len(people.first), 2))
    for number in np.flatnonzero(people.member & (draws[:, 0] < 0.35)).tolist():
        moment, name = int(people.first[number]) + 40, customer(number)
        told = {"customer_id": name, "purpose": "marketing", "channel": "wechat"}
        ledger.add("consents", f"{name}-1", moment, **told, state="granted", happened_at=moment)
        if draws[number][1] < 0.06:
            back = moment + (20 + int(draws[number][1] * 5000)) * SECONDS
            ledger.add("consents", f"{name}-2", back, **told, state="withdrawn", happened_at=back)
