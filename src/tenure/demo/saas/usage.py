"""People at the accounts and what they do in the product, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import Bools, Floats, Ints, moments, stream
from tenure.demo.ledger import Ledger
from tenure.demo.saas.accounts import COUNT, MONTHS, Accounts, account, released_badly
from tenure.demo.saas.names import FEATURES
from tenure.demo.saas.terms import Term
from tenure.demo.saas.times import FIRST, LAST, SEED, season

MOST_USERS = 9


@dataclass(frozen=True)
class Users:
    """People who log in: their account, first and last day, how often they come on an ordinary weekday."""

    account: Ints
    joined: Ints
    left: Ints
    rate: Floats

    def of(self, number: int, on: int) -> list[int]:
        """The people of an account who are there on a day."""
        there = (self.account == number) & (self.joined <= on) & (self.left > on)
        return [int(place) for place in np.flatnonzero(there)]


def user(number: int) -> str:
    """The identifier of a person."""
    return f"U{number + 1:05d}"


@dataclass(frozen=True)
class Stay:
    """A stretch of days in which an account uses the product, and from when it fades before leaving."""

    account: int
    start: int
    end: int
    fades_from: int
    seats: int


def stays(terms: Sequence[Term]) -> list[Stay]:
    """The stretches of the main product; most that end in a loss fade some months before."""
    random = stream(SEED, "fading")
    out: list[Stay] = []
    for term in terms:
        if term.edge == "never_started":
            continue
        leaves = term.lost or term.ending == "cancelled"
        end = term.cover_end if leaves else term.cover_end + 120  # those in talks keep using it
        fades = end - 60 - int(random.random() * 90) if leaves and random.random() < 0.8 else LAST + 999
        seats = term.prices[-1].seats or 1
        if out and out[-1].account == term.account and out[-1].end >= term.start:
            out[-1] = Stay(term.account, out[-1].start, end, fades, max(out[-1].seats, seats))
        else:
            out.append(Stay(term.account, term.start, end, fades, seats))
    return out


def draw_users(stretches: Sequence[Stay]) -> Users:
    """Some log in at once, some later; a few leave while the account stays."""
    random = stream(SEED, "users")
    rows: list[tuple[int, int, int, float]] = []
    for stay in stretches:
        count = int(np.clip(round(stay.seats * 0.5), 1, MOST_USERS))
        length = max(stay.end - stay.start, 1)
        for place in range(count):
            draw = random.random(4)
            wait = int(draw[0] * min(30, length)) if place == 0 or draw[1] < 0.7 else int(draw[0] * length * 0.8)
            left = stay.end
            if place and draw[2] < 0.2:
                left = min(stay.end, stay.start + wait + 90 + int(draw[3] * 600))
            rate = random.beta(4.0, 13.0) if place == 0 else random.beta(1.6, 18.0)  # the first one runs the audits
            rows.append((stay.account, stay.start + wait, left, float(rate)))
    rows = [row for row in rows if row[1] <= LAST]
    table = list(zip(*rows, strict=True))
    return Users(
        np.array(table[0], dtype=np.int64),
        np.array(table[1], dtype=np.int64),
        np.array(table[2], dtype=np.int64),
        np.array(table[3]),
    )


def tell_users(ledger: Ledger, users: Users) -> None:
    """The people, with the true day of their first login."""
    random = stream(SEED, "first logins")
    first = moments(random, users.joined, 12.5, 2.5)
    for number, moment in enumerate(first.tolist()):
        ledger.add(
            "users", user(number), moment + 30, customer_id=account(int(users.account[number])), first_seen_at=moment
        )


def tell_usage(ledger: Ledger, accounts: Accounts, users: Users, stretches: Sequence[Stay]) -> None:
    """One row per person, feature and day on which the person was there, in the order of days."""
    random = stream(SEED, "usage")
    who, days = _calendar(users)
    chance = users.rate[who] * _level(accounts, users, stretches, who, days)
    there = random.random(len(who)) < chance
    who, days = who[there], days[there]
    second = random.random(len(who)) < 0.06
    liked = random.integers(0, len(FEATURES), len(users.account))[who]
    feature = np.where(random.random(len(who)) < 0.55, liked, random.integers(0, len(FEATURES), len(who)))
    other = (feature[second] + random.integers(1, len(FEATURES), int(second.sum()))) % len(FEATURES)
    who, days = np.concatenate((who, who[second])), np.concatenate((days, days[second]))
    feature = np.concatenate((feature, other))
    quantity = 1 + random.poisson(6.0, len(who))
    when = moments(random, days, 14.0, 3.0)
    late = random.random(len(who)) < 0.004  # a phone that was offline for a week
    order = np.lexsort((feature, who, days))
    for place, row in enumerate(order.tolist()):
        person, moment = int(who[row]), int(when[row])
        ledger.add(
            "usage_events", f"E{place + 1:06d}", moment + (8 * 86_400 if late[row] else 1800),
            customer_id=account(int(users.account[person])), user_id=user(person), feature=FEATURES[feature[row]],
            quantity=int(quantity[row]), happened_at=moment,
        )  # fmt: skip


def _calendar(users: Users) -> tuple[Ints, Ints]:
    """Every weekday of every person inside the recorded months."""
    begin = np.maximum(users.joined + 1, FIRST)
    length = np.maximum(np.minimum(users.left, LAST + 1) - begin, 0)
    who = np.repeat(np.arange(len(begin)), length)
    before = np.concatenate(([0], np.cumsum(length)))[:-1]
    days = begin[who] + np.arange(len(who)) - before[who]
    weekday = (days + 3) % 7 < 5
    return who[weekday], days[weekday]


def _level(accounts: Accounts, users: Users, stretches: Sequence[Stay], who: Ints, days: Ints) -> Floats:
    """How much more or less than usual a person comes on a day."""
    number = users.account[who]
    month = np.searchsorted(MONTHS, days, side="right") - 1
    level: Floats = np.exp(0.42 * accounts.health[number, month]) * season(days)
    level = level * np.where(released_badly(days), 0.5, 1.0) * np.where(days - users.joined[who] < 30, 1.35, 1.0)
    return level * (1.0 - 0.85 * _fading(stretches, number, days))


def _fading(stretches: Sequence[Stay], number: Ints, days: Ints) -> Floats:
    """From 0 to 1 within 45 days once an account begins to fade."""
    out = np.zeros(len(days))
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(COUNT + 1))
    for stay in stretches:
        rows = order[bounds[stay.account] : bounds[stay.account + 1]]
        inside: Bools = (days[rows] >= stay.fades_from) & (days[rows] < stay.end)
        out[rows[inside]] = np.minimum((days[rows[inside]] - stay.fades_from) / 45.0, 1.0)
    return out
