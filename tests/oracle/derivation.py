"""The plain derivation: every metric worked out from fact rows by loops and fractions, the law in property tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.oracle import (
    acquisition,
    activity,
    campaign,
    churn,
    cost,
    effects,
    growth,
    renewal,
    retention,
    revenue,
    service,
    social,
    value,
    voice,
)
from tests.oracle.days import period_days
from tests.oracle.panel import COLUMNS, panel
from tests.oracle.results import Result
from tests.oracle.timing import (
    COMPARES_USE,
    FIRST_PRIORITY,
    NEEDS_PAYMENTS,
    NEEDS_TOUCHES,
    NEEDS_USE,
    Timing,
    is_per_campaign,
    needs_contracts,
    plain_id,
    timing_of,
)
from tests.oracle.world import Ask, Metric, World

__all__ = ["COLUMNS", "METRICS", "OTHERS", "P1", "Result", "World", "evaluate", "panel"]

FAMILIES = (
    acquisition,
    activity,
    retention,
    renewal,
    churn,
    revenue,
    value,
    voice,
    service,
    social,
    campaign,
    effects,
    growth,
    cost,
)
METRICS: dict[str, Metric] = {name: metric for family in FAMILIES for name, metric in family.METRICS.items()}
P1: tuple[str, ...] = tuple(name for name in METRICS if plain_id(name) in FIRST_PRIORITY)
OTHERS: tuple[str, ...] = tuple(name for name in METRICS if plain_id(name) not in FIRST_PRIORITY)


def evaluate(world: World, metric_id: str, period: str, dims: str = "") -> Result:
    """The answer to a metric for a period (or campaign), sliced as in `channel=search;n=7`.

    Raises: KeyError for an id, or a parameter the id needs, that is not there.
    """
    metric = METRICS[metric_id]
    slices = dict(pair.split("=") for pair in dims.split(";")) if dims else {}
    if needs_contracts(metric_id) and not world.has_contracts:
        return Result(None, status="unavailable")
    if metric_id.startswith("profit.") and not metric_id.endswith(".billed") and not world.tells_revenue:
        return Result(None, status="unavailable")
    if metric_id in NEEDS_PAYMENTS and not world.ledger.rows(["payment"], date.min, date.max):
        return Result(None, status="unavailable")
    touched = {row["kind"] for row in world.facts["touches"]}
    if not touched.issuperset(NEEDS_TOUCHES.get(metric_id, ())):
        return Result(None, status="unavailable")
    if metric_id in COMPARES_USE and _is_before_use(world, *(slices[w] for w in ("before", "after") if w in slices)):
        return Result(None, status="unavailable")
    if is_per_campaign(metric_id):
        return _of_campaign(world, metric, Ask(metric_id, period, date.min, date.max, slices))
    first, last = period_days(period)
    timing = timing_of(metric_id)
    if metric_id in NEEDS_USE and _is_before_use(world, period):
        return Result(None, status="unavailable")
    if last <= world.as_of or timing in (Timing.MEMBERS, Timing.AS_SAID):
        return metric(world, Ask(metric_id, period, first, last, slices))
    if timing is Timing.FLOW:
        # over a period that still runs it is partial, whether or not members are open too
        answer = metric(world, Ask(metric_id, period, first, world.as_of, slices))
        return replace(answer, status="partial") if answer.status in ("final", "provisional") else answer
    return Result(None, status="immature")


def _is_before_use(world: World, *periods: str) -> bool:
    """Whether one of the periods was over before any use was told."""
    return bool(world.usage.rows) and not all(world.usage.told_by(period_days(period)[1]) for period in periods)


def _of_campaign(world: World, metric: Metric, ask: Ask) -> Result:
    known = any(row["campaign_id"] == ask.period for row in world.facts["campaigns"])
    return metric(world, ask) if known else Result(None, status="undefined")
