"""Journeys: the channels a lead came by, one after the other, and which of them won it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.leads import signatures
from tenure.stats.attribution import Journeys, by_first, by_last, by_linear, by_removal

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


@dataclass(frozen=True)
class Path:
    """A sequence of channels, repeats in a row told once: how many leads took it, and how many of them signed.

    `open` are those that did not sign yet, and whose window to do so is not over.
    """

    channels: tuple[str, ...]
    leads: int
    signed: int
    open: int = 0


@dataclass(frozen=True)
class Credit:
    """How many signatures a channel is given by each of four rules; `apart` is how far the rules lie from each other."""

    channel: str
    first: float
    last: float
    linear: float
    removal: float

    @property
    def apart(self) -> float:
        """The most that any rule gives it less the least."""
        given = (self.first, self.last, self.linear, self.removal)
        return max(given) - min(given)


@dataclass(frozen=True)
class Attribution:
    """The credits of all channels; `disagreement` is the share of signatures that two rules give to different channels,
    of the two rules that differ most; None without a signature.
    """

    signed: int
    credits: tuple[Credit, ...]
    disagreement: float | None


def paths(shop: Workshop, period: Period, window_days: int) -> list[Path]:
    """The paths of the leads whose last touch (before they signed, if they did) falls into the period; most taken first.

    A path holds the touches of the window up to the last; touches without a channel are left out.
    """
    rows = shop.engine.rows(_journeys(shop, period, window_days))
    found: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        channels = _without_repeats([str(one) for one in row["channels"]])
        counts = found.setdefault(channels, [0, 0, 0])
        counts[0] += int(str(row["n"]))
        counts[1] += int(str(row["n"])) if row["won"] else 0
        counts[2] += int(str(row["n"])) if row["open"] else 0
    taken = [Path(channels, *counts) for channels, counts in found.items()]
    return sorted(taken, key=lambda path: (-path.leads, path.channels))


def steps_between(taken: Sequence[Path]) -> dict[tuple[str, str], int]:
    """How many leads went from one channel straight to another, `start`, `signed`, `lost` and `open` at the ends."""
    out: dict[tuple[str, str], int] = {}
    for path in taken:
        ways = (("signed", path.signed), ("lost", path.leads - path.signed - path.open), ("open", path.open))
        for end, leads in ways:
            stops = ("start", *path.channels, end)
            for pair in zip(stops, stops[1:], strict=False):
                if leads:
                    out[pair] = out.get(pair, 0) + leads
    return out


def attribution(shop: Workshop, period: Period, window_days: int) -> Attribution:
    """The signatures of the leads of a period, given to channels by four rules.

    First and last touch; linear, in equal parts over the touches; and by removal: in proportion to how many signatures would
    be missing without the channel, by a Markov chain over the journeys (Anderl, Becker, von Wangenheim, Schumann 2016).
    Leads that may still sign are left out: they have neither succeeded nor failed.
    """
    journeys: Journeys = {}
    for row in shop.engine.rows(_journeys(shop, period, window_days)):
        if row["open"]:
            continue
        key = (tuple(str(one) for one in row["channels"]), bool(row["won"]))
        journeys[key] = journeys.get(key, 0) + int(str(row["n"]))
    rules: list[Mapping[str, float]] = [
        by_first(journeys),
        by_last(journeys),
        by_linear(journeys),
        by_removal(journeys),
    ]
    channels = sorted({channel for touched, _won in journeys for channel in touched})
    given = tuple(Credit(channel, *(rule.get(channel, 0.0) for rule in rules)) for channel in channels)
    signed = sum(n for (_touched, won), n in journeys.items() if won)
    return Attribution(signed, given, _disagreement(rules, channels, signed) if signed else None)


def _disagreement(rules: Sequence[Mapping[str, float]], channels: Sequence[str], signed: int) -> float:
    return max(
        sum(abs(one.get(channel, 0.0) - other.get(channel, 0.0)) for channel in channels) / 2 / signed
        for one in rules
        for other in rules
    )


def _journeys(shop: Workshop, period: Period, window_days: int) -> Table:
    """(channels, won, open, n): how many leads came by these channels in this order, and whether they signed or may still."""
    touches = shop.facts.table("touches").filter(_.lead_id.notnull(), _.channel.notnull(), _.happened_on <= shop.as_of)
    touches = touches.select("lead_id", "touch_id", "channel", at="happened_at", on="happened_on")
    signed = signatures(shop).select(signer="lead_id", signed_on="signed_on").filter(_.signed_on <= shop.as_of)
    rows = touches.left_join(signed, touches.lead_id == signed.signer).drop("signer")
    rows = rows.filter(_.signed_on.isnull() | (_.on <= _.signed_on))
    last = rows.group_by(of_lead="lead_id").agg(last_on=_.on.max())
    last = last.filter(_.last_on >= period.start, _.last_on < period.end)
    rows = rows.join(last, rows.lead_id == last.of_lead)
    rows = rows.filter(_.on > (_.last_on - ibis.interval(days=window_days)).cast("date"))
    order = [rows.at, rows.touch_id]
    until = (rows.last_on + ibis.interval(days=shop.policies.whole("inquiry_window_days"))).cast("date")
    one = rows.group_by("lead_id").agg(
        channels=rows.channel.collect(order_by=order),
        won=rows.signed_on.notnull().any(),
        open=(rows.signed_on.isnull() & (until > shop.as_of)).any(),
    )
    return one.group_by("channels", "won", "open").agg(n=_.count())


def _without_repeats(channels: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for place, one in enumerate(channels) if place == 0 or channels[place - 1] != one)
