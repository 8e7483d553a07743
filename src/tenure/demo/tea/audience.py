"""Who looks at the tea shop: visits, inquiries, the mini-programme, social media."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, Ints, at, civil, later, moments, month_starts, stream
from tenure.demo.journeys import Discovery, tell_visits_before
from tenure.demo.ledger import Ledger, Value
from tenure.demo.tea.names import CHANNELS
from tenure.demo.tea.orders import BURST_CAMPAIGN, Orders
from tenure.demo.tea.people import SEED, People, customer, lead, person
from tenure.demo.tea.seasons import BURST, DAYS, FIRST, LAST, demand

_DISCOVERY = Discovery(CHANNELS, (0.22, 0.27, 0.29, 0.02, 0.06, 0.14), at(FIRST, 0))
_VISITS = (110, 74, 58, 0, 0, 44)  # on an ordinary day, by channel; none are counted at the counter or from friends
_POSTS = (("wechat", 5, 5200), ("douyin", 3, 14_000), ("xiaohongshu", 3, 6800))  # a month; impressions of a post
_LOOKS_IN = (0.97, 0.95, 0.85, 0.6, 0.4, 0.25)  # chance in each thirty days after a purchase
_FOLLOWERS = {"wechat": (3200, 130), "douyin": (900, 210), "xiaohongshu": (600, 150)}


def tell_visits(ledger: Ledger, people: People) -> None:
    """Visits by channel and day, sign-ups by channel and week; the live rooms by campaign."""
    random = stream(SEED, "visits")
    level = demand()
    signups = np.zeros((len(CHANNELS), DAYS // 7 + 1), dtype=np.int64)
    np.add.at(signups, (people.channel[people.member], (people.first_day[people.member] - FIRST) // 7), 1)
    for place, channel in enumerate(CHANNELS):
        visits = random.poisson(_VISITS[place] * level**0.8).tolist() if _VISITS[place] else []
        for number, quantity in enumerate(visits):
            _touch(
                ledger,
                f"V-{channel}-{number + 1:03d}",
                "visit",
                at(FIRST + number, 23, 50),
                channel=channel,
                quantity=quantity,
            )
        for week, quantity in enumerate(signups[place].tolist()):
            day = min(FIRST + 7 * week + 6, LAST)
            if quantity:
                _touch(
                    ledger, f"S-{channel}-{week + 1:03d}", "signup", at(day, 23, 55), channel=channel, quantity=quantity
                )
    for number in range(BURST[0], BURST[1] + 1):
        _touch(
            ledger, f"V-live-{number - BURST[0] + 1:03d}", "visit", at(number, 23, 52), channel="douyin",
            campaign_id=BURST_CAMPAIGN, quantity=int(random.integers(480, 900)),
        )  # fmt: skip


def tell_inquiries(ledger: Ledger, people: People) -> None:
    """Leads who asked before they bought, and at least as many who never did, with the visits before."""
    random, visits = stream(SEED, "inquiries"), stream(SEED, "visits before")
    asked = np.flatnonzero(people.asked >= 0)
    before = people.first[asked] - people.asked[asked] * SECONDS - random.integers(900, 7200, len(asked))
    for place, number in enumerate(asked.tolist()):
        referrer = int(people.referrer[number])
        told: dict[str, Value] = {
            "lead_id": lead(number),
            "channel": CHANNELS[people.channel[number]],
            "campaign_id": BURST_CAMPAIGN if people.burst[number] else None,
            "referrer_customer_id": customer(referrer) if referrer >= 0 else None,
        }
        moment = max(int(before[place]), at(FIRST, 0, 30))
        tell_visits_before(ledger, visits, _DISCOVERY, lead(number), moment)
        _inquire(ledger, random, told, moment)
    level = demand()
    days = np.sort(random.choice(DAYS, 1050, p=level / level.sum())) + FIRST
    when = moments(random, days, 15.5)
    for place in range(len(days)):
        live = BURST[0] <= int(days[place]) <= BURST[1]
        channel = "douyin" if live else CHANNELS[int(random.choice(6, p=(0.3, 0.2, 0.25, 0.05, 0.05, 0.15)))]
        told = {
            "lead_id": f"N{place + 1:05d}",
            "channel": channel,
            "campaign_id": BURST_CAMPAIGN if live else None,
        }
        tell_visits_before(ledger, visits, _DISCOVERY, f"N{place + 1:05d}", int(when[place]))
        _inquire(ledger, random, told, int(when[place]))


def _inquire(ledger: Ledger, random: np.random.Generator, told: dict[str, Value], moment: int) -> None:
    name = str(told["lead_id"])
    _touch(ledger, f"Q-{name}", "inquiry", moment, **told)
    waited = 240 + int(random.exponential(2600.0))
    if random.random() < 0.93 and moment + waited < at(LAST + 1, 0):
        ledger.add(
            "interactions", f"S-{name}", moment + waited + 1, subject_type="lead", lead_id=name, direction="out",
            channel="wechat", kind="sales", happened_at=moment + waited,
        )  # fmt: skip


def _touch(ledger: Ledger, name: str, kind: str, moment: int, **told: Value) -> None:
    ledger.add("touches", name, moment + 30, kind=kind, happened_at=moment, **told)


def tell_logins(ledger: Ledger, people: People, orders: Orders) -> None:
    """Days on which customers open the mini-programme, one row per person and day, less and less after a purchase."""
    random = stream(SEED, "logins")
    who, days = _opened(random, people, orders)
    keys = np.unique(who * DAYS + days - FIRST)
    keys = keys[np.argsort(keys % DAYS, kind="stable")]
    when = moments(random, keys % DAYS + FIRST, 20.0, 3.0)
    feature = random.choice(3, len(keys), p=(0.5, 0.36, 0.14))
    quantity = 1 + random.poisson(2.2, len(keys))
    for place, (key, moment) in enumerate(zip(keys.tolist(), when.tolist(), strict=True)):
        number = key // DAYS
        moment = max(moment, int(people.first[number]))
        ledger.add(
            "usage_events", f"E{place + 1:06d}", moment + 3600, customer_id=customer(number), user_id=person(number),
            feature=("signin", "browse", "points")[feature[place]], quantity=int(quantity[place]), happened_at=moment,
        )  # fmt: skip


def _opened(random: np.random.Generator, people: People, orders: Orders) -> tuple[Ints, Ints]:
    """Who looked in on which day: in each thirty days after a purchase, until the next one, at most once."""
    order = np.lexsort((orders.moment, orders.customer))
    buyer, bought = orders.customer[order], orders.day[order]
    last = np.append(buyer[1:] != buyer[:-1], True)
    until = np.where(last, LAST + 1, np.append(bought[1:], 0))
    keen = np.where(people.member, 1.0, 0.6)[buyer]
    who, days = [], []
    for block, chance in enumerate(_LOOKS_IN):
        day = bought + 30 * block + np.floor(random.random(len(buyer)) * 30).astype(np.int64)
        opens = (random.random(len(buyer)) < chance * keen) & (day < until) & (day <= LAST)
        who.append(buyer[opens])
        days.append(day[opens])
    return np.concatenate(who), np.concatenate(days)


@dataclass(frozen=True)
class _Profile:
    """An account of the shop, or one of its posts, on a platform."""

    ledger: Ledger
    name: str
    kind: str
    platform: str

    def snapshot(self, metric: str, value: int, moment: int, known: int | None = None) -> None:
        self.ledger.add(
            "social_snapshots", f"{self.name}-{metric}-{moment // SECONDS}", moment if known is None else known,
            object_kind=self.kind, object_id=self.name, platform=self.platform, metric=metric, value=value,
            happened_at=moment,
        )  # fmt: skip


def tell_social(ledger: Ledger) -> None:
    """Followers at month ends; posts with their counters a week and a month later, some restated."""
    random = stream(SEED, "social")
    for platform, posts, shown in _POSTS:
        followers, growth = _FOLLOWERS[platform]
        account = _Profile(ledger, f"A-{platform}", "account", platform)
        account.snapshot("followers", followers, at(FIRST, 0, 5))
        for start in month_starts(FIRST, LAST):
            live = platform == "douyin" and start <= BURST[0] < later(start, 1)
            followers += int(random.poisson(growth * (9 if live else 1)))
            account.snapshot("followers", followers, at(later(start, 1) - 1, 23, 40))
            for place, offset in enumerate(np.sort(random.integers(0, 28, posts)).tolist()):
                post = _Profile(ledger, f"{account.name}-{civil(start):%y%m}-{place + 1}", "post", platform)
                _follow(random, post, start + offset, shown)


def _follow(random: np.random.Generator, post: _Profile, day: int, shown: int) -> None:
    post.snapshot("posted", 1, at(day, 10))
    seen = int(shown * (0.5 + random.random()))
    counters = {"impressions": seen, "reach": seen * 3 // 4}
    for metric, share in (("likes", 0.03), ("comments", 0.004), ("shares", 0.006), ("saves", 0.008)):
        counters[metric] = int(random.poisson(seen * share))
    for age, part in ((7, 80), (28, 100)):
        for metric, value in counters.items():
            post.snapshot(metric, value * part // 100, at(day + age, 23))
    if random.random() < 0.04:  # the platform takes back counterfeit likes
        moment = at(day + 28, 23)
        post.snapshot("likes", counters["likes"] * 9 // 10, moment, known=moment + 16 * SECONDS)
