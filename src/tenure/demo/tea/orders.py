"""When the customers of the tea shop buy again: season, loyalty, campaigns, and a batch that drove people away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, Bools, Floats, Ints, day, moments, stream
from tenure.demo.tea.names import CHANNELS
from tenure.demo.tea.people import COUNT, SEED, People
from tenure.demo.tea.seasons import DAMP, DAYS, FIRST, LAST, demand


@dataclass(frozen=True)
class Campaign:
    """A message to some of the customers, and what it does to them."""

    name: str
    title: str
    kind: str
    channel: str
    start: int
    end: int
    conversion_days: int
    goal: str
    treated: float  # share of the chosen ones who get it; the others are held out
    effect: float  # chance of one further purchase because of it
    quiet: tuple[int, int]  # chosen are those whose last purchase lies so many days back
    limit: int


BURST_CAMPAIGN = "K01"
CAMPAIGNS = (
    Campaign(
        "K02", "双11老客召回", "retention", "wechat", day(2025, 11, 1), day(2025, 11, 15), 21, "purchase",
        treated=0.7, effect=0.055, quiet=(45, 180), limit=800,
    ),
    Campaign(
        "K03", "青禾老友计划", "programme", "wechat", day(2026, 3, 1), day(2026, 9, 1), 184, "relationship_kept",
        treated=0.6, effect=0.22, quiet=(5, 120), limit=700,
    ),
    Campaign(
        "K04", "春茶唤醒", "retention", "wechat", day(2026, 4, 1), day(2026, 4, 20), 30, "purchase",
        treated=0.5, effect=0.07, quiet=(60, 240), limit=900,
    ),
    Campaign(
        "K05", "618会员券", "retention", "sms", day(2026, 6, 10), day(2026, 6, 18), 14, "purchase",
        treated=0.8, effect=0.0, quiet=(10, 90), limit=600,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Members:
    """Who was chosen for a campaign, in ascending order, and who of them got it."""

    chosen: Ints
    treated: Bools


@dataclass(frozen=True)
class Orders:
    """The purchases in the order of their moments, one array entry each."""

    customer: Ints
    moment: Ints
    nth: Ints  # 1 for the first purchase of the customer
    damp: Bools  # holds the damp jasmine tea
    at_store: Bools

    @property
    def day(self) -> Ints:
        """The day of each purchase."""
        return self.moment // SECONDS


def buy(people: People) -> tuple[Orders, dict[str, Members]]:
    """Draw all purchases, and the campaigns that moved some of them."""
    random = stream(SEED, "orders")
    visits = _again(random, people)
    members = {}
    for campaign in CAMPAIGNS:
        members[campaign.name], visits = _run(random, people, campaign, visits)
    first_days = people.first_day
    visits = visits[visits % DAYS + FIRST > first_days[visits // DAYS]]
    visits = np.sort(np.concatenate((np.unique(visits), np.arange(COUNT) * DAYS + first_days - FIRST)))
    customers, days = visits // DAYS, visits % DAYS + FIRST
    damp = (days >= DAMP[0]) & (days <= DAMP[1]) & (random.random(len(days)) < 0.36)
    keep = _disappointed(random, customers, damp)
    customers, days, damp = customers[keep], days[keep], damp[keep]
    nth = np.arange(len(customers)) - np.searchsorted(customers, customers) + 1
    moment = np.where(nth == 1, people.first[customers], moments(random, days))
    at_store = (people.channel[customers] == CHANNELS.index("store")) & (random.random(len(days)) < 0.75)
    order = np.argsort(moment, kind="stable")
    return Orders(customers[order], moment[order], nth[order], damp[order], at_store[order]), members


def _again(random: np.random.Generator, people: People) -> Ints:
    """Further purchases as customer x DAYS + day: a Poisson process with the season as its clock."""
    clock = np.concatenate(([0.0], np.cumsum(demand())))
    begin = clock[np.minimum(people.first_day - FIRST + 4, DAYS)]
    end = clock[np.clip(people.until - FIRST, 0, DAYS)]
    width = np.maximum(end - begin, 0.0)
    count = random.poisson(people.rate * width)
    customers = np.repeat(np.arange(COUNT), count)
    points = begin[customers] + random.random(len(customers)) * width[customers]
    return customers * DAYS + _day_at(clock, points)


def _day_at(clock: Floats, points: Floats) -> Ints:
    return np.clip(np.searchsorted(clock, points, side="right") - 1, 0, DAYS - 1)


def _run(random: np.random.Generator, people: People, campaign: Campaign, visits: Ints) -> tuple[Members, Ints]:
    """Choose, hold out, and add the purchases that the campaign brings."""
    start = campaign.start - FIRST
    last = np.where(people.first_day < campaign.start, people.first_day - FIRST, -DAYS)
    before = visits[visits % DAYS < start]
    np.maximum.at(last, before // DAYS, before % DAYS)
    quiet = start - last
    chosen = np.flatnonzero((quiet >= campaign.quiet[0]) & (quiet <= campaign.quiet[1]) & people.member)
    chosen = np.sort(random.permutation(chosen)[: campaign.limit])
    treated = random.random(len(chosen)) < campaign.treated
    won = chosen[treated & (random.random(len(chosen)) < campaign.effect)]
    reach = min(campaign.conversion_days, LAST - campaign.start)
    extra = won * DAYS + start + 1 + np.floor(random.random(len(won)) * (reach - 1)).astype(np.int64)
    if campaign.kind == "programme":  # whoever is won over keeps buying
        extra = np.concatenate((extra, won * DAYS + np.minimum(extra % DAYS + 70, DAYS - 1)))
    return Members(chosen, treated), np.concatenate((visits, extra))


def _disappointed(random: np.random.Generator, customers: Ints, damp: Bools) -> Bools:
    """Which purchases remain: who got damp tea makes only half of the later ones."""
    first_bad = np.full(COUNT, len(customers))
    bad = np.flatnonzero(damp)
    np.minimum.at(first_bad, customers[bad], bad)
    later = np.arange(len(customers)) > first_bad[customers]
    return ~later | (random.random(len(customers)) < 0.5)
