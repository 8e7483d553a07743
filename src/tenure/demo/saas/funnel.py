"""Before the first signature: visits, inquiries, trials, calls, deals, and the many who never sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, at, civil, day, moments, stream
from tenure.demo.journeys import Discovery, tell_visits_before
from tenure.demo.ledger import Ledger, Value
from tenure.demo.saas.accounts import COUNT, Accounts, account, lead
from tenure.demo.saas.names import CHANNELS, CURRENCIES, OWNERS
from tenure.demo.saas.prices import seats_price
from tenure.demo.saas.times import FIRST, LAST, SEED

PAID_SOCIAL = ("K02", day(2025, 2, 1), day(2025, 5, 1))  # the acquisition campaign
_VISITS = (620, 380, 90, 60, 70, 20)  # a week, by channel
_DISCOVERY = Discovery(CHANNELS, (0.34, 0.27, 0.13, 0.14, 0.10, 0.02), at(FIRST, 0))
_LOST_LEADS = 860
_CAMPAIGN_LEADS = 70  # of those, drawn by the campaign


def first_heard(accounts: Accounts) -> dict[int, int]:
    """The moment at which each account was first heard of: its inquiry, up to half a year before it signed."""
    random = stream(SEED, "inquiries of accounts")
    days = np.minimum(4 + random.gamma(1.7, 17.0, COUNT), 190).astype(np.int64)
    back = accounts.signed - days * SECONDS - random.integers(0, 3 * 3600, COUNT)
    return {number: int(moment) for number, moment in enumerate(back.tolist())}


@dataclass(frozen=True)
class _Lead:
    """Somebody who asked."""

    name: str
    channel: str
    asked: int
    campaign: str | None
    referrer: str | None
    account: int | None  # the account it became
    size: int  # seats talked about


def tell_funnel(ledger: Ledger, accounts: Accounts, heard: dict[int, int]) -> None:
    """Visits by week and channel, then lead by lead."""
    random = stream(SEED, "funnel")
    for place, channel in enumerate(CHANNELS):
        for week, start in enumerate(range(FIRST, LAST - 6, 7)):
            growth = (0.8 + 0.5 * week / 157) * (0.6 if civil(start).month in (8, 12) else 1.0)
            campaign = _campaign(channel, start)
            quantity = int(random.poisson(_VISITS[place] * growth * (1.8 if campaign else 1.0)))
            told: dict[str, Value] = {"channel": channel, "campaign_id": campaign, "happened_at": at(start + 6, 23)}
            ledger.add(
                "touches", f"V-{channel}-{week + 1}", at(start + 6, 23, 1), kind="visit", quantity=quantity, **told
            )
            ledger.add(
                "touches",
                f"S-{channel}-{week + 1}",
                at(start + 6, 23, 1),
                kind="signup",
                quantity=quantity // 24 + 1,
                **told,
            )
    before = stream(SEED, "visits before")
    for person in _leads(accounts, heard):
        tell_visits_before(ledger, before, _DISCOVERY, person.name, person.asked)
        _tell(ledger, random, accounts, person)


def _campaign(channel: str, number: int) -> str | None:
    inside = channel == "paid_social" and PAID_SOCIAL[1] <= number < PAID_SOCIAL[2]
    return PAID_SOCIAL[0] if inside else None


def _leads(accounts: Accounts, heard: dict[int, int]) -> list[_Lead]:
    out = []
    for number in range(COUNT):
        if heard[number] < at(FIRST, 0):
            continue
        channel, referrer = CHANNELS[accounts.channel[number]], int(accounts.referrer[number])
        out.append(
            _Lead(
                lead(number),
                channel,
                heard[number],
                _campaign(channel, heard[number] // SECONDS),
                account(referrer) if referrer >= 0 else None,
                number,
                int(accounts.seats[number]),
            )  # fmt: skip
        )
    random = stream(SEED, "lost leads")
    steady = random.integers(FIRST, LAST, _LOST_LEADS - _CAMPAIGN_LEADS)
    days = np.sort(np.concatenate((steady, random.integers(PAID_SOCIAL[1], PAID_SOCIAL[2], _CAMPAIGN_LEADS))))
    when = moments(random, days, 13.0, 2.5)
    channels = random.choice(6, _LOST_LEADS, p=(0.32, 0.28, 0.12, 0.09, 0.04, 0.15))
    running = (days >= PAID_SOCIAL[1]) & (days < PAID_SOCIAL[2])
    channels = np.where(running & (random.random(_LOST_LEADS) < 0.5), CHANNELS.index("paid_social"), channels)
    seats = 2 + random.geometric(0.12, _LOST_LEADS)
    for place in range(_LOST_LEADS):
        channel = CHANNELS[channels[place]]
        out.append(
            _Lead(
                f"N{place + 1:04d}",
                channel,
                int(when[place]),
                _campaign(channel, int(days[place])),
                None,
                None,
                int(seats[place]),
            )
        )
    return out


def _tell(ledger: Ledger, random: np.random.Generator, accounts: Accounts, person: _Lead) -> None:
    told: dict[str, Value] = {
        "channel": person.channel, "campaign_id": person.campaign, "lead_id": person.name,
        "referrer_customer_id": person.referrer, "quantity": 1,
    }  # fmt: skip
    ledger.add("touches", f"Q-{person.name}", person.asked + 30, kind="inquiry", happened_at=person.asked, **told)
    draw = random.random(6).tolist()
    if draw[0] < 0.94:
        called = person.asked + 1200 + int(random.exponential(26_000.0))
        _call(ledger, person.name, "out", called)
        if draw[1] < 0.5:
            _call(ledger, person.name, "in", called + 90_000)
    won = person.account is not None
    signed = int(accounts.signed[person.account]) if person.account is not None else 0
    if won or draw[2] < 0.5:
        moment = person.asked + int((0.15 + 0.2 * draw[3]) * (signed - person.asked if won else 20 * SECONDS))
        ledger.add("touches", f"G-{person.name}", moment + 30, kind="qualified", happened_at=moment, **told)
        if draw[4] < (0.72 if won else 0.5):
            start = moment + (3600 if won else SECONDS)
            ledger.add("touches", f"T-{person.name}", start + 30, kind="trial_start", happened_at=start, **told)
        _deal(ledger, random, accounts, person, moment + 1800)


def _call(ledger: Ledger, name: str, direction: str, moment: int) -> None:
    channel, kind = ("phone", "sales") if direction == "out" else ("email", "reply")
    ledger.add(
        "interactions", f"S-{name}-{direction}", moment + 60, subject_type="lead", lead_id=name, direction=direction,
        channel=channel, kind=kind, happened_at=moment,
    )  # fmt: skip


def _deal(ledger: Ledger, random: np.random.Generator, accounts: Accounts, person: _Lead, opened: int) -> None:
    number = person.account
    currency = CURRENCIES[accounts.region[number]] if number is not None else CURRENCIES[int(random.integers(3))]
    amount = seats_price(opened // SECONDS, currency, person.size, 1, 0).listed * 12
    told: dict[str, Value] = {
        "lead_id": person.name, "name": f"{person.size} seats", "amount": amount, "currency": currency,
        "owner": OWNERS[int(random.integers(5))].replace("csm", "sales"), "opened": opened // SECONDS,
    }  # fmt: skip
    stays_open = number is None and random.random() < 0.05
    closed = int(accounts.signed[number]) if number is not None else opened + (15 + int(random.integers(90))) * SECONDS
    ledger.add("deals", f"D-{person.name}", opened, stage="discovery", outcome="open", **told)
    ledger.add("deals", f"D-{person.name}", (opened + closed) // 2, stage="proposal", outcome="open", **told)
    if not stays_open:
        won = number is not None
        told["customer_id"] = account(number) if number is not None else None
        told["closed"] = closed // SECONDS
        ledger.add("deals", f"D-{person.name}", closed + 60, stage="closed", outcome="won" if won else "lost", **told)
