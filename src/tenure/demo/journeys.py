"""How leads came: the visits that some of them made by other channels before they asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenure.demo.clock import SECONDS
from tenure.demo.ledger import Ledger

_VISITS = (0.52, 0.26, 0.15, 0.07)  # chance of none, one, two, three
_MOST = 40.0  # days before the question


@dataclass(frozen=True)
class Discovery:
    """By which channels people hear of a company, and how likely by each; nothing is known before the moment `since`."""

    channels: tuple[str, ...]
    likely: tuple[float, ...]
    since: int


def tell_visits_before(ledger: Ledger, random: np.random.Generator, found: Discovery, name: str, asked: int) -> None:
    """The visits of one lead, the earliest first."""
    days = np.sort(np.minimum(0.02 + random.gamma(1.5, 8.0, random.choice(4, p=_VISITS)), _MOST))[::-1]
    channels = random.choice(len(found.channels), len(days), p=found.likely)
    for place, (back, channel) in enumerate(zip(days.tolist(), channels.tolist(), strict=True)):
        moment = asked - int(back * SECONDS)
        if moment >= found.since:
            ledger.add(
                "touches", f"B-{name}-{place + 1}", moment + 30, kind="visit", channel=found.channels[channel],
                lead_id=name, quantity=1, happened_at=moment,
            )  # fmt: skip
