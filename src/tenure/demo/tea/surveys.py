"""What the tea shop's customers answer when asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS, Bools, Floats, Ints, at, civil, later, moments, month_starts, stream
from tenure.demo.ledger import Ledger
from tenure.demo.tea.names import DAMP_WORDS, DETRACTOR_WORDS, PASSIVE_WORDS, PROMOTER_WORDS
from tenure.demo.tea.orders import Orders
from tenure.demo.tea.people import SEED, customer, person
from tenure.demo.tea.questions import load
from tenure.demo.tea.seasons import FIRST, LAST
from tenure.demo.voices import Voice, ask


@dataclass(frozen=True)
class _Round:
    """One survey: who was asked, what each would answer."""

    name: str
    instrument: str
    scale: int
    sent: int
    share: float  # of the asked who answer
    asked: Ints
    score: Floats
    hurt: Bools


def tell_surveys(ledger: Ledger, orders: Orders) -> None:
    """NPS four times a year among recent buyers, CSAT every month some days after a purchase."""
    random = stream(SEED, "surveys")
    for start in month_starts(FIRST, LAST):
        rounds = [_csat(random, orders, start)]
        if civil(start).month in (1, 4, 7, 10):
            rounds.append(_nps(random, orders, start))
        for survey in rounds:
            ask(ledger, survey.name, survey.instrument, _voices(random, survey))


def _csat(random: np.random.Generator, orders: Orders, start: int) -> _Round:
    recent = np.flatnonzero((orders.day >= start - 35) & (orders.day < start - 4))
    chosen = np.sort(random.permutation(recent)[:75])
    hurt = orders.damp[chosen]
    score = np.clip(np.rint(random.normal(np.where(hurt, 2.6, 4.35), 0.8)), 1, 5)
    name = f"CSAT-{civil(start):%Y-%m}"
    return _Round(name, "csat", 5, at(start + 1, 10), 0.44, orders.customer[chosen], score, hurt)


def _nps(random: np.random.Generator, orders: Orders, start: int) -> _Round:
    recent = (orders.day >= later(start, -3)) & (orders.day < start)
    chosen = np.sort(random.permutation(np.unique(orders.customer[recent]))[:350])
    hurt = np.isin(chosen, orders.customer[recent & orders.damp])
    loyal = np.isin(chosen, orders.customer[recent & (orders.nth >= 3)])
    centre = np.where(hurt, 5.0, np.where(loyal, 9.1, 8.25)) - (0.4 if load(start) > 3 else 0.0)
    score = np.clip(np.rint(random.normal(centre, 1.55)), 0, 10)
    return _Round(f"NPS-{civil(start):%Y-%m}", "nps", 10, at(start + 7, 10), 0.4, chosen, score, hurt)


def _voices(random: np.random.Generator, survey: _Round) -> list[Voice]:
    count = len(survey.asked)
    replied = random.random(count) < survey.share
    days = survey.sent // SECONDS + np.minimum(random.geometric(0.35, count), 20)
    answered = np.maximum(moments(random, days, 19.5, 2.0), survey.sent + 3600)
    late, word = random.random((2, count))
    out = []
    for place, buyer in enumerate(survey.asked.tolist()):
        score = int(survey.score[place])
        speaks = survey.instrument == "nps" and word[place] < 0.3
        out.append(
            Voice(
                f"{survey.name}-{place + 1:03d}",
                customer(buyer),
                person(buyer),
                survey.sent,
                int(answered[place]) if replied[place] else None,
                score,
                survey.scale,
                comment=_comment(score, bool(survey.hurt[place]), float(word[place])) if speaks else None,
                delay=9 * SECONDS if late[place] < 0.05 else 0,  # answers on paper are typed in later
            )  # fmt: skip
        )
    return out


def _comment(score: int, hurt: bool, draw: float) -> str:
    words = PROMOTER_WORDS if score >= 9 else PASSIVE_WORDS if score >= 7 else DAMP_WORDS if hurt else DETRACTOR_WORDS
    return words[int(draw * 1000) % len(words)]
