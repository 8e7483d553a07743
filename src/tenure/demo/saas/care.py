"""Looking after the accounts: calls, tickets, surveys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tenure.demo.clock import SECONDS, OpenHours, at, civil, later, moments, month_starts, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.saas.accounts import Accounts, account, released_badly
from tenure.demo.saas.names import DETRACTOR_WORDS, PASSIVE_WORDS, PROMOTER_WORDS
from tenure.demo.saas.terms import PROGRAMME, Term
from tenure.demo.saas.times import BAD_RELEASE, FIRST, LAST, SEED, holidays
from tenure.demo.saas.usage import Users, user
from tenure.demo.service import Desk, Ticket, open_tickets
from tenure.demo.voices import Voice, ask

Present = Mapping[int, Sequence[int]]  # by the first day of each month, the accounts with a contract in force


def present(terms: Sequence[Term]) -> dict[int, list[int]]:
    """Which accounts have a contract in force on the first day of each month."""
    out = {}
    for start in month_starts(FIRST, LAST):
        out[start] = sorted({term.account for term in terms if term.start <= start < term.cover_end})
    return out


def tell_calls(ledger: Ledger, accounts: Accounts, there: Present) -> None:
    """Care, reviews and notices by the account managers, and what comes back."""
    random = stream(SEED, "calls")
    count = 0
    for start, numbers in there.items():
        for number in numbers:
            often = 0.34 + 0.1 * int(accounts.segment[number])
            if PROGRAMME[0] <= start < PROGRAMME[1] and accounts.programme[number]:
                often += 0.3
            for _ in range(int(random.poisson(often))):
                count += 1
                _contact(ledger, random, account(number), start + int(random.integers(0, 28)), count)


def _contact(ledger: Ledger, random: np.random.Generator, name: str, number: int, count: int) -> None:
    moment, draw = (
        at(_weekday(number, True), 9 + int(random.integers(0, 8)), int(random.integers(0, 60))),
        random.random(4),
    )
    channel = str(random.choice(("email", "phone", "meeting", "inapp", "event"), p=(0.46, 0.24, 0.12, 0.14, 0.04)))
    kind = str(random.choice(("care", "revisit", "review", "notice"), p=(0.38, 0.27, 0.15, 0.2)))
    told: dict[str, Value] = {"subject_type": "customer", "customer_id": name, "channel": channel}
    sent: dict[str, Value] = {**told, "direction": "out", "kind": kind, "happened_at": moment}
    known = moment + (int(4 + draw[0] * 60) * SECONDS if draw[0] < 0.08 else 900)
    ledger.add("interactions", f"I{count:05d}", known, **sent)
    if draw[1] < 0.36:
        back = moment + 4000 + int(draw[2] * 3 * SECONDS)
        ledger.add("interactions", f"I{count:05d}-R", back + 60, **told, direction="in", kind="reply", happened_at=back)
    if count % 250 == 60:  # entered twice
        ledger.add("interactions", f"I{count:05d}-2", known + 60, **sent)
        ledger.retract("interactions", f"I{count:05d}-2", known + 9 * SECONDS, **sent)


def _weekday(number: int, strict: bool) -> int:
    """The day itself, or the Friday before when it falls on a weekend."""
    return number - max(0, (number + 3) % 7 - 4) if strict else number


def tell_tickets(ledger: Ledger, accounts: Accounts, users: Users, there: Present) -> None:
    """More questions from accounts that do badly, three times as many while version 6 was slow."""
    random = stream(SEED, "tickets")
    tickets: list[Ticket] = []
    for start, numbers in there.items():
        bad = bool(released_badly(np.array([start + 10]))[0])
        for number in numbers:
            often = (0.16 + 0.05 * int(accounts.segment[number])) * (
                1.2 - 0.3 * np.tanh(accounts.health_on(number, start))
            )
            for _ in range(int(random.poisson(often * (3.4 if bad else 1.0)))):
                asked = _weekday(start + int(random.integers(0, 28)), random.random() < 0.8)
                opened = int(moments(random, np.array([asked]), 13.0, 2.8)[0])
                people = users.of(number, opened // SECONDS)
                if people and opened // SECONDS <= LAST:
                    tickets.append(_ticket(random, number, people, opened))
    hours = OpenHours(FIRST - 2, LAST + 150, (9, 18), 5, set(holidays()))
    open_tickets(ledger, random, Desk(hours, 38.0, 420.0, frozenset({"chat", "email"})), tickets, "W")


def _ticket(random: np.random.Generator, number: int, people: Sequence[int], opened: int) -> Ticket:
    channel = str(random.choice(("email", "chat", "phone", "social"), p=(0.5, 0.33, 0.13, 0.04)))
    topic = "feedback" if random.random() < 0.16 else "support"
    slow = BAD_RELEASE[0] <= opened // SECONDS <= BAD_RELEASE[1] + 14
    person = user(people[int(random.integers(len(people)))])
    return Ticket(account(number), person, channel, topic, opened, 2.6 if slow else 1.0)


def tell_surveys(ledger: Ledger, accounts: Accounts, users: Users, there: Present) -> None:
    """NPS four times a year with up to two voices per account, CSAT every second month."""
    random = stream(SEED, "surveys")
    for start, numbers in there.items():
        today = civil(start)
        if today.month % 3 == 1:
            sent = at(start + 8, 10)
            voices = [voice for number in numbers for voice in _nps(random, accounts, users, number, sent)]
            ask(ledger, f"NPS-{today:%Y-%m}", "nps", voices)
        if today.month % 2 == 0:
            sent = at(start + 14, 11)
            chosen = sorted(random.permutation(numbers)[:70].tolist())
            voices = [voice for number in chosen for voice in _csat(random, accounts, users, number, sent)]
            ask(ledger, f"CSAT-{today:%Y-%m}", "csat", voices)


def _nps(random: np.random.Generator, accounts: Accounts, users: Users, number: int, sent: int) -> list[Voice]:
    out = []
    health = accounts.health_on(number, sent // SECONDS)
    dent = 0.8 if BAD_RELEASE[1] < sent // SECONDS < later(BAD_RELEASE[1], 2) else 0.0
    for person in users.of(number, sent // SECONDS)[:2]:
        score = int(np.clip(np.rint(random.normal(8.3 + 0.7 * health - dent, 1.35)), 0, 10))
        draw = random.random(3)
        replied = at(sent // SECONDS + 1 + int(draw[1] * 12), 15) if draw[0] < 0.36 + 0.06 * health else None
        words = PROMOTER_WORDS if score >= 9 else PASSIVE_WORDS if score >= 7 else DETRACTOR_WORDS
        comment = words[int(draw[2] * 30) % len(words)] if draw[2] < 0.3 else None
        name = f"NP-{sent // SECONDS}-{user(person)}"
        out.append(Voice(name, account(number), user(person), sent, replied, score, comment=comment))
    return out


def _csat(random: np.random.Generator, accounts: Accounts, users: Users, number: int, sent: int) -> list[Voice]:
    people = users.of(number, sent // SECONDS)[:1]
    health = accounts.health_on(number, sent // SECONDS)
    draw = random.random(2)
    score = int(np.clip(np.rint(random.normal(4.15 + 0.35 * health, 0.75)), 1, 5))
    replied = at(sent // SECONDS + 1 + int(draw[1] * 9), 16) if draw[0] < 0.4 else None
    delay = 30 * SECONDS if draw[1] < 0.03 else 0  # typed in from paper
    return [
        Voice(
            f"CS-{sent // SECONDS}-{user(person)}", account(number), user(person), sent, replied, score, 5, delay=delay
        )
        for person in people
    ]
