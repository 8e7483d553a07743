"""The headline: eight numbers, those that a reader wants beside them, and what stands out among all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Comparison, Figure, Figures, Note, Section
from tenure.pages.figures import figure, when
from tenure.pages.options import Option
from tenure.pages.trade import trade_figures
from tenure.pages.why import reason
from tenure.words import change_text, later, number_text, period_text

_CONTRACT = (
    "growth.customers_held", "revenue.mrr", "revenue.nrr", "retention.customer_rate", "renewal.rate_count", "acq.new_customers",
    "churn.customers", "activity.active_rate", "satisfaction.csat", "loyalty.nps", "service.first_response_within_target",
)  # fmt: skip
_SHOP = (
    "growth.customers_held", "acq.new_customers", "retention.customer_rate", "churn.customers", "value.aov", "satisfaction.csat",
    "loyalty.nps", "service.first_response_within_target", "activity.active_rate",
)  # fmt: skip
SHOWN = 8
ALSO = Option("also", later("ids of metrics beside the usual ones, parted by commas"))
_STANDING = 2  # changes for the better and for the worse that are said in words


def headline(asking: Asking, also: str = "") -> Section:
    """The section of headline numbers, with those whose ids are told.

    Raises: NotFound for an id that is none; UsageError for a metric that needs a further word.
    """
    shown = _figures(asking, [asking.plain(name.strip()).id for name in also.split(",") if name.strip()])
    blocks: list[Block] = [Figures("headline", tuple(shown))]
    standing = _standing_out(asking, shown)
    if standing:
        blocks.append(Note("standing_out", asking.say("What stands out"), "", tuple(standing)))
    lead = _lead(asking)
    return Section("headline", asking.say("At a glance"), lead, tuple(blocks))


def _lead(asking: Asking) -> str:
    period = period_text(asking.period, asking.lang)
    if not asking.compare:
        return asking.say("{period}, against the period before and the same period last year.", period=period)
    if not asking.against:
        return period
    return asking.say("{period}, against {other}.", period=period, other=period_text(asking.against[0][1], asking.lang))


def wanted(asking: Asking) -> Sequence[str]:
    """The metrics that are told first, by what the company sells."""
    return _CONTRACT if asking.contracts else _SHOP


def _figures(asking: Asking, also: Sequence[str]) -> list[Figure]:
    names = wanted(asking)
    asking.ask(names, when(asking))
    told = [name for name in names if asking.value(name).status not in ("unavailable", "undefined")]
    made = [] if asking.contracts else trade_figures(asking)
    usual = [*made, *(figure(asking, name) for name in told[: SHOWN - len(made)])]
    there = {one.key for one in usual}
    beside = [name for name in dict.fromkeys(also) if name not in there and asking.fits(name)]
    asking.ask(beside, when(asking))
    return [*usual, *(figure(asking, name) for name in beside)]


def _standing_out(asking: Asking, shown: list[Figure]) -> list[str]:
    """The two largest changes for the better and for the worse, against last year, else against the period before."""
    found: list[tuple[Figure, Comparison]] = []
    for one in shown:
        told = [c for c in reversed(one.comparisons) if c.difference and c.verdict in ("good", "bad")]
        found += [(one, told[0])] if told else []
    found.sort(key=lambda one: -_size(*one))
    best = [
        one for verdict in ("good", "bad") for one in [one for one in found if one[1].verdict == verdict][:_STANDING]
    ]
    return [_with_reason(asking, *one) for one in best]


def _with_reason(asking: Asking, one: Figure, comparison: Comparison) -> str:
    """What moved, and what tells most of it; a figure that is no metric, such as the trade of a shop, cannot be asked why."""
    told = _sentence(asking, one, comparison)
    why = reason(asking, one.key, comparison.then.period) if one.key in asking.known else ""
    return asking.say("{told} {why}", told=told, why=why) if why else told


def _size(one: Figure, comparison: Comparison) -> float:
    if comparison.relative is not None:
        return abs(float(comparison.relative))
    scale = 100 if one.unit == "score" else 1
    return abs(float(comparison.difference or 0)) / scale


def _sentence(asking: Asking, one: Figure, comparison: Comparison) -> str:
    values = {
        "name": one.title,
        "now": number_text(one.value.value, one.unit, asking.lang, asking.currency, True),
        "change": change_text(comparison.difference or Decimal(0), one.unit, asking.lang, asking.currency),
        "then": period_text(comparison.then.period, asking.lang),
    }
    if comparison.verdict == "good":
        return asking.say("Better: {name} is {now}, {change} against {then}.", **values)
    return asking.say("Worse: {name} is {now}, {change} against {then}.", **values)
