"""Campaigns of Orrendale, three of them with accounts held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, Bools, at, day, stream
from tenure.demo.ledger import Ledger
from tenure.demo.saas.accounts import COUNT, Accounts, account
from tenure.demo.saas.funnel import PAID_SOCIAL
from tenure.demo.saas.terms import OFFER, PROGRAMME, Term
from tenure.demo.saas.times import SEED


@dataclass(frozen=True)
class Campaign:
    """A campaign to accounts that are there on its first day."""

    name: str
    title: str
    kind: str
    channel: str
    start: int
    end: int
    conversion_days: int
    goal: str


PROGRAMME_CAMPAIGN = Campaign("K01", "Named manager", "programme", "csm", *PROGRAMME, 365, "relationship_kept")
OFFER_CAMPAIGN = Campaign(
    "K03", "Spring seats offer", "retention", "email", OFFER[0], OFFER[0] + 28, 60, "contract_signed_or_upgraded"
)
WEBINAR = Campaign(
    "K04", "Webinar series", "retention", "email", day(2025, 9, 8), day(2025, 10, 8), 60, "contract_signed_or_upgraded"
)


def tell_campaigns(ledger: Ledger, accounts: Accounts, terms: Sequence[Term]) -> None:
    """Who was assigned to which arm, what was sent, who answered. The webinars change nothing."""
    random = stream(SEED, "campaigns")
    _paid_social(ledger, random)
    arms = (
        (PROGRAMME_CAMPAIGN, accounts.programme),
        (OFFER_CAMPAIGN, accounts.offer),
        (WEBINAR, random.random(COUNT) < 0.7),
    )
    for campaign, treated in arms:
        ledger.add(
            "campaigns", campaign.name, at(campaign.start - 14, 10), kind=campaign.kind, name=campaign.title,
            channel=campaign.channel, start_date=campaign.start, end_date=campaign.end,
            response_window_days=None if campaign.kind == "programme" else 14,
            conversion_window_days=campaign.conversion_days, goal=campaign.goal,
        )  # fmt: skip
        _assign(ledger, random, campaign, treated, terms)


def _paid_social(ledger: Ledger, random: np.random.Generator) -> None:
    name, start, end = PAID_SOCIAL
    ledger.add(
        "campaigns", name, at(start - 10, 10), kind="acquisition", name="Paid social spring 2025",
        channel="paid_social", start_date=start, end_date=end, conversion_window_days=90, goal="first_signature",
    )  # fmt: skip
    for place, number in enumerate(range(start, end, 7)):
        shown = int(random.integers(16_000, 24_000))
        for kind, quantity in (("impression", shown), ("click", shown * int(random.integers(20, 32)) // 1000)):
            ledger.add(
                "campaign_events", f"{name}-{kind}-{place + 1}", at(number + 7, 6), campaign_id=name, kind=kind,
                quantity=quantity, happened_at=at(number + 6, 22),
            )  # fmt: skip


def _assign(
    ledger: Ledger, random: np.random.Generator, campaign: Campaign, treated: Bools, terms: Sequence[Term]
) -> None:
    there = sorted({term.account for term in terms if term.start < campaign.start < term.cover_end})
    for number in there:
        name, draws = account(number), random.random(4).tolist()
        expected = 10 + int(draws[3] * 30)
        ledger.add(
            "campaign_members", f"{campaign.name}-{name}", at(campaign.start, 7), campaign_id=campaign.name,
            customer_id=name, arm="treatment" if treated[number] else "control", happened_at=at(campaign.start, 7),
            predicted_response=f"0.{expected}" if treated[number] and campaign.kind != "programme" else None,
        )  # fmt: skip
        if treated[number]:
            for place, (kind, moment) in enumerate(_messages(campaign, draws, expected)):
                ledger.add(
                    "campaign_events", f"{campaign.name}-{name}-{place + 1}", moment + 5, campaign_id=campaign.name,
                    customer_id=name, kind=kind, quantity=1, happened_at=moment,
                )  # fmt: skip


def _messages(campaign: Campaign, draws: list[float], expected: int) -> list[tuple[str, int]]:
    sent = at(campaign.start, 10) + int(draws[0] * 600)
    if draws[1] < 0.04:
        return [("sent", sent), ("bounced", sent + 30)]
    out = [("sent", sent), ("delivered", sent + 30)]
    if draws[2] < 0.5:
        out.append(("open", sent + 4000))
    if draws[2] < expected / 100:
        out.append(("response", sent + 7200 + int(draws[0] * 9 * SECONDS)))
    elif draws[2] > 0.985:
        out.append(("unsubscribe", sent + 9000))
    return out
