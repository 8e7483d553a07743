"""Who comes to the tea shop, when, from where, and how loyal they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import Bools, Floats, Ints, at, day, later, moments, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.tea.names import CHANNELS, REASONS, REGIONS, nickname
from tenure.demo.tea.seasons import BURST, DAYS, FIRST, LAST, demand

SEED = 20_241_101
COUNT = 6_000
_BURST_COUNT = 690
_CHANNEL_SHARES = (0.34, 0.13, 0.12, 0.20, 0.12, 0.09)
_ONCE = (0.44, 0.66, 0.58, 0.40, 0.32, 0.52)  # chance never to come back, by channel
_REGION_SHARES = (0.36, 0.21, 0.15, 0.12, 0.09, 0.03, 0.04)


@dataclass(frozen=True)
class People:
    """The customers in the order of their first purchase, one array entry each."""

    first: Ints  # moment of the first purchase
    channel: Ints
    burst: Bools  # came through the live rooms of August 2025
    rate: Floats  # further purchases per ordinary day; 0 for those who come once
    until: Ints  # day on which the interest ends
    member: Bools
    region: Ints
    reason: Ints
    birth_month: Ints  # 0 where not told
    referrer: Ints  # -1 for nobody
    asked: Ints  # days between an inquiry and the first purchase; -1 without inquiry

    @property
    def first_day(self) -> Ints:
        """The day of the first purchase."""
        return self.first // 86_400


def customer(number: int) -> str:
    """The identifier of a customer."""
    return f"Q{number + 1:05d}"


def person(number: int) -> str:
    """The identifier of the customer's login to the mini-programme."""
    return f"U{number + 1:05d}"


def lead(number: int) -> str:
    """The identifier under which the customer asked before buying."""
    return f"L{number + 1:05d}"


def arrive() -> People:
    """Draw the 6,000 customers."""
    random = stream(SEED, "people")
    weights = demand() * np.linspace(0.95, 1.15, DAYS)
    organic = random.choice(DAYS, COUNT - _BURST_COUNT, p=weights / weights.sum()) + FIRST
    rush = random.integers(BURST[0], BURST[1] + 1, _BURST_COUNT)
    days = np.concatenate((organic, rush)).astype(np.int64)
    first = moments(random, days)
    order = np.argsort(first, kind="stable")
    first, burst = first[order], (np.arange(COUNT) >= len(organic))[order]
    channel = random.choice(len(CHANNELS), COUNT, p=_CHANNEL_SHARES)
    channel[burst] = CHANNELS.index("douyin")
    once = random.random(COUNT) < np.where(burst, 0.87, np.array(_ONCE)[channel])
    rate = np.where(once, 0.0, random.gamma(2.0, 0.0075, COUNT))
    until = first // 86_400 + 25 + random.exponential(370.0, COUNT).astype(np.int64)
    member = random.random(COUNT) < np.where(once, 0.36, 0.86)
    reason = random.choice(len(REASONS), COUNT, p=(0.62, 0.24, 0.09, 0.05))
    reason[burst] = REASONS.index("尝鲜")
    told = member & (random.random(COUNT) < 0.62)
    return People(
        first, channel, burst, rate, until, member,
        region=random.choice(len(REGIONS), COUNT, p=_REGION_SHARES),
        reason=reason,
        birth_month=np.where(told, random.integers(1, 13, COUNT), 0),
        referrer=_referrers(random, channel, once),
        asked=_inquiries(random, channel, burst, reason, first // 86_400),
    )  # fmt: skip


def _referrers(random: np.random.Generator, channel: Ints, once: Bools) -> Ints:
    """An earlier customer who came back, for those who came by word of mouth."""
    loyal = np.flatnonzero(~once)
    out = np.full(COUNT, -1)
    for number in np.flatnonzero(channel == CHANNELS.index("referral")).tolist():
        earlier = int(np.searchsorted(loyal, number))
        if earlier > 5:
            out[number] = loyal[int(random.integers(earlier))]
    return out


def _inquiries(random: np.random.Generator, channel: Ints, burst: Bools, reason: Ints, day: Ints) -> Ints:
    likely = np.array([0.12, 0.10, 0.16, 0.04, 0.10, 0.10])[channel]
    likely = np.where(burst, 0.42, np.where(reason == REASONS.index("企业"), 0.7, likely))
    days = np.minimum(random.geometric(0.3, len(channel)) - 1, 80)
    days = np.where(burst, np.minimum(days, 3), days)
    asked = (random.random(len(channel)) < likely) & (day - days >= FIRST)  # nobody wrote it down before the first day
    return np.where(asked, days, -1)


def tell_people(ledger: Ledger, people: People) -> None:
    """Customers, their logins and identities, what is known of them."""
    random = stream(SEED, "profiles")
    with_mail = random.random(COUNT) < 0.06
    late = random.integers(0, 40, COUNT)
    for number in range(COUNT):
        name, first = customer(number), int(people.first[number])
        ledger.add("customers", name, first, **_account(people, number))
        ledger.add("users", person(number), first + 1, customer_id=name, first_seen_at=first - 60)
        identities = [("open_id", f"demo_openid_{number + 1:05d}")]
        if with_mail[number]:
            identities.append(("email", f"tea{number + 1:05d}@example.com"))
        for kind, value in identities:
            told: dict[str, Value] = {"subject": "customer", "customer_id": name, "kind": kind, "value": value}
            ledger.add("identities", f"{name}-{kind}", first + 2, **told)
        _profile(ledger, people, number, int(late[number]))
    _merge(ledger, people)


def _account(people: People, number: int) -> dict[str, Value]:
    referrer = int(people.referrer[number])
    return {
        "name": nickname(number),
        "first_channel": CHANNELS[people.channel[number]],
        "home_currency": "CNY",
        "lead_id": lead(number) if people.asked[number] >= 0 else None,
        "referrer_customer_id": customer(referrer) if referrer >= 0 else None,
    }


def _profile(ledger: Ledger, people: People, number: int, late: int) -> None:
    name, start = customer(number), int(people.first_day[number])
    told = int(people.first[number]) + 3
    known = {
        "region": told,
        "birthday_month": max(told, at(start + late, 21)),
        "segment": max(told, at(start + late // 8, 20)),
    }
    facts = {"region": REGIONS[people.region[number]]} if number % 5 else {}  # one in five never told an address
    if people.birth_month[number]:
        facts["birthday_month"] = str(people.birth_month[number])
    if people.member[number]:  # the desk asks its members what the tea is for, some days later
        facts["segment"] = REASONS[people.reason[number]]
    for attribute, value in facts.items():
        ledger.add(
            "customer_attrs", f"{name}-{attribute}", known[attribute],
            customer_id=name, attr=attribute, value=value, valid_from=start,
        )  # fmt: skip


def _merge(ledger: Ledger, people: People) -> None:
    """Fourteen people turn out to have two accounts; the younger one is merged into the older."""
    newest = np.flatnonzero(people.first_day > later(FIRST, 6))[40 :: COUNT // 14][:14]
    for count, number in enumerate(newest.tolist()):
        ledger.add(
            "customers", customer(number), at(min(day(2026, 2, 1) + 15 * count, LAST - 3), 16),
            **_account(people, number), merged_into=customer(number - 37),
        )  # fmt: skip
