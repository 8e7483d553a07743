"""The contract terms of each account, one after the other, with every way in which a contract can go on or end."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tenure.demo.clock import SECONDS, at, day, later, stream
from tenure.demo.saas.accounts import COUNT, Accounts, signed_day
from tenure.demo.saas.names import CHANNELS, CURRENCIES, REASONS
from tenure.demo.saas.prices import Price, seats_price
from tenure.demo.saas.times import GRACE_MONTHS, LAST, PRICE_RISE, SEED

MAIN = "audit"
PROGRAMME = (day(2025, 1, 15), day(2026, 1, 15))  # half of the accounts get a named manager
OFFER = (day(2026, 2, 10), day(2026, 4, 11))  # half of them are offered seats at a discount
_LENGTHS = ((3, 6, 12, 24), (6, 12, 24, 36), (12, 12, 24, 36))  # months, by segment
_LENGTH_SHARES = ((0.07, 0.12, 0.72, 0.09), (0.06, 0.74, 0.14, 0.06), (0.3, 0.3, 0.24, 0.16))


@dataclass(frozen=True)
class Notice:
    """What the customer said about leaving."""

    kind: str
    reason: str
    moment: int


@dataclass(frozen=True)
class Term:
    """One signed term. `edge` tells how it came about."""

    name: str
    account: int
    product: str
    signed: int
    start: int
    end: int
    months: int
    prices: tuple[Price, ...]
    edge: str
    channel: str | None = None
    predecessor: str | None = None
    ended: int | None = None
    ending: str | None = None
    told: int = 0  # moment at which the early end was agreed
    notice: Notice | None = None
    lost: bool = False

    @property
    def cover_end(self) -> int:
        """The first day that the term does not cover."""
        return self.end if self.ended is None else min(self.end, self.ended)

    def price_on(self, number: int) -> Price:
        """The price in force on a day."""
        return [price for price in self.prices if price.from_day <= number or price is self.prices[0]][-1]


def evening(random: np.random.Generator, number: int) -> int:
    """A moment of a day: office hours, now and then close to midnight."""
    draw = random.random()
    if draw < 0.04:
        return at(number, 23, 20 + int(draw * 900))
    return at(number, 9 + int(random.integers(0, 9)), int(random.integers(0, 60)))


def draw_terms(accounts: Accounts) -> list[Term]:
    """Every term of the main product, account by account."""
    return [term for number in range(COUNT) for term in _Life(accounts, number).terms()]


class _Life:
    """One account, from its first signature to its last."""

    def __init__(self, accounts: Accounts, number: int) -> None:
        self.accounts, self.number = accounts, number
        self.random = stream(SEED, f"terms of {number}")
        self.currency = CURRENCIES[accounts.region[number]]
        self.discount = int(accounts.discount[number])
        self.segment = int(accounts.segment[number])
        self.count = 0

    def terms(self) -> list[Term]:
        signed = signed_day(self.accounts, self.number)
        start = signed + int(self.random.integers(0, 21))
        seats, tier = int(self.accounts.seats[self.number]), int(self.accounts.tier[self.number])
        following: Term | None = self._term(
            int(self.accounts.signed[self.number]), start, seats, tier, edge="new",
            channel=CHANNELS[self.accounts.channel[self.number]],
        )  # fmt: skip
        out = []
        while following is not None:
            closed, following = self._close(following)
            out.append(closed)
        return out

    def _term(
        self,
        signed: int,
        start: int,
        seats: int,
        tier: int,
        *,
        edge: str,
        channel: str | None = None,
        predecessor: str | None = None,
    ) -> Term:
        self.count += 1
        months = int(self.random.choice(_LENGTHS[self.segment], p=_LENGTH_SHARES[self.segment]))
        first = seats_price(start, self.currency, seats, tier, self.discount)
        end = later(start, months)
        prices = (first, *self._changes(first, end))
        return Term(
            f"K{self.number + 1:04d}-{self.count}",
            self.number,
            MAIN,
            signed,
            start,
            end,
            months,
            prices,
            edge,
            channel,
            predecessor,
        )

    def _changes(self, first: Price, end: int) -> list[Price]:
        """Seats added or given back, and plans changed, while a term runs."""
        out, price = [], first
        for year in range(first.from_day, end - 90, 365):
            draw, length = self.random.random(), min(365, end - year)
            number = year + 45 + int(self.random.random() * (length - 90))
            offered = OFFER[0] <= number < OFFER[1] and self.accounts.offer[self.number]
            if (
                self.accounts.offer[self.number]
                and year + 45 < OFFER[0] < year + length - 60
                and self.random.random() < 0.13
            ):
                number, offered = OFFER[0] + 3 + int(self.random.random() * 50), True
            seats, tier = price.seats or 1, price.tier or 1
            if draw < 0.27 or offered:
                seats += 1 + int(seats * (0.1 + 0.35 * self.random.random()))
            elif draw < 0.3 and seats > 3:
                seats -= 1 + int(seats * 0.25)
            elif draw < 0.34 and tier < 3:
                tier += 1
            elif draw < 0.35 and tier > 1:
                tier -= 1
            else:
                continue
            price = seats_price(number, self.currency, seats, tier, self.discount, first.from_day)
            out.append(price)
        return out

    def _close(self, term: Term) -> tuple[Term, Term | None]:
        """How the term ends, and what is signed after it."""
        random = self.random
        if term.edge == "abandoned" or (term.edge == "new" and random.random() < 0.02):
            ended = max(term.start - int(random.integers(0, 6)), term.signed // SECONDS + 1)
            return self._cancel(replace(term, edge="never_started"), min(ended, term.start)), None
        health = self.accounts.health_on(self.number, min(term.end, LAST))
        if random.random() < 0.03 * np.exp(-0.8 * health) * term.months / 12:
            ended = term.start + int((0.25 + 0.55 * random.random()) * (term.end - term.start))
            return self._cancel(term, ended), self._comeback(term, ended) if random.random() < 0.15 else None
        if term.end > LAST + 130:
            return term, None
        if random.random() < self._loss(term, health):
            window_end = later(term.end, GRACE_MONTHS)
            back = self._comeback(term, window_end, linked=random.random() < 0.5) if random.random() < 0.16 else None
            return replace(term, lost=True, notice=self._notice(term)), back
        return self._renew(term, health)

    def _loss(self, term: Term, health: float) -> float:
        """The chance that the account does not sign again."""
        score = -2.3 - 1.1 * health - 0.12 * self.segment
        score -= 0.7 if term.months < 12 else 0.0
        score += 0.3 if PRICE_RISE <= term.end < PRICE_RISE + 270 else 0.0
        kept = PROGRAMME[0] - 90 <= term.end < PROGRAMME[1] and term.start < PROGRAMME[0]
        score -= 1.7 if kept and self.accounts.programme[self.number] else 0.0
        return float(1.0 / (1.0 + np.exp(-score)))

    def _cancel(self, term: Term, ended: int) -> Term:
        told = max(evening(self.random, ended - int(self.random.integers(1, 12))), term.signed + 3600)
        reason = REASONS[int(self.random.integers(len(REASONS)))]
        cut = tuple(price for price in term.prices if price.from_day < ended) or term.prices[:1]
        return replace(
            term, ended=ended, ending="cancelled", told=told, prices=cut, notice=Notice("cancel", reason, told - 1800)
        )

    def _notice(self, term: Term) -> Notice | None:
        draw = self.random.random()
        reason = REASONS[int(self.random.choice(6, p=(0.24, 0.16, 0.26, 0.18, 0.1, 0.06)))]
        if draw < 0.55:
            return Notice("non_renewal", reason, evening(self.random, term.end - 15 - int(draw * 90)))
        return Notice("lost", reason, evening(self.random, term.end + 20 + int(draw * 40))) if draw < 0.85 else None

    def _comeback(self, term: Term, free_from: int, linked: bool = False) -> Term:
        """A new sign after the window, or after a cancellation."""
        signed = free_from + (0 if self.random.random() < 0.12 else 1 + int(self.random.random() * 150))
        last = term.price_on(term.cover_end - 1)
        seats = max(2, (last.seats or 2) * 4 // 5)
        start = signed + int(self.random.integers(0, 15))
        return self._term(
            evening(self.random, signed), start, seats, last.tier or 1, edge="after_window",
            channel="public_sea", predecessor=term.name if linked else None,
        )  # fmt: skip

    def _renew(self, term: Term, health: float) -> tuple[Term, Term]:
        """The next term: early, early and replacing, on time, late, unlinked at first, or given up before it starts."""
        random = self.random
        edge = str(random.choice(
            ("replaced", "early", "late", "unlinked", "abandoned", "on_time"),
            p=(0.1, 0.11, 0.12, 0.035, 0.01, 0.625) if term.months >= 12 else (0.0, 0.0, 0.13, 0.03, 0.01, 0.83),
        ))  # fmt: skip
        ahead = {"replaced": (75, 125), "early": (61, 110), "late": (-80, -1)}.get(edge, (3, 45))
        signed = evening(random, term.end - int(random.integers(ahead[0], ahead[1] + 1)))
        start = term.end
        if edge == "late" and random.random() < 0.1:  # the last evening of the window
            signed = at(later(term.end, GRACE_MONTHS) - 1, 23, 25)
        if edge == "late" and random.random() < 0.5:
            start = signed // SECONDS + int(random.integers(0, 6))
        if edge == "replaced":
            start = signed // SECONDS + 10 + int(random.integers(0, 40))
            cut = tuple(price for price in term.prices if price.from_day < start)
            term = replace(term, ended=start, ending="replaced", told=signed, prices=cut)
        seats, tier = self._renewed_seats(term, health)
        following = self._term(signed, start, seats, tier, edge=edge, predecessor=term.name)
        return term, following

    def _renewed_seats(self, term: Term, health: float) -> tuple[int, int]:
        """Some take less, more take more; those in Europe change to dollars now and then."""
        random, last = self.random, term.price_on(term.cover_end - 1)
        seats, tier = last.seats or 1, last.tier or 1
        draw = random.random() + 0.06 * max(min(health, 1.5), -1.5)
        if draw < 0.12:
            seats = max(1, seats - 1 - int(seats * (0.1 + 0.35 * random.random())))
        elif draw > 0.66:
            seats += 1 + int(seats * (0.05 + 0.3 * random.random()))
        elif draw > 0.61 and tier < 3:
            tier += 1
        if self.currency != "USD" and random.random() < 0.05:
            self.currency = "USD"
        if term.start < PRICE_RISE <= term.end:
            self.discount = min(self.discount + 3, 25)  # softens the rise for those who stay
        return seats, tier
