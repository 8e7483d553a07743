"""Making stages ready: from nothing, or only what new facts and passing days touch."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import Table

from tenure.engine.surface import count
from tenure.periods import Period, add_months, period_of, span
from tenure.stages.shelf import Footing, Manifest, Shelf

if TYPE_CHECKING:
    from tenure.facts.asof import Facts
    from tenure.stages.workshop import Workshop

READY = (
    "agreements", "terms", "relationships", "mrr_levels", "mrr_levels_strict", "movements", "customer_days", "user_days", "month_flags",
    "warnings", "begun", "cash", "spending", "contacts", "tickets", "answers", "leads", "attributes", "customer_slices",
    "standings",
)  # fmt: skip
_EVENTS = {
    "usage_events": 3,
    "transactions": 0,
    "order_items": 0,
    "interactions": 0,
    "ticket_events": 0,
}  # months after its own that an event reaches
_OF = {"ticket_events": ("tickets", "ticket_id"), "order_items": ("cash", "txn_id")}  # whose month is theirs
_FROM_THEN_ON: dict[str, tuple[str, ...]] = {
    "contracts": ("signed_on", "start_date"),
    "contract_prices": ("from_date",),
    "fx_rates": ("rate_date",),
    "costs": ("period_start",),
}
_NO_PANEL = {"customers", "customer_attrs", "identities", "users", "touches", "consents", "survey_responses", "campaigns", "campaign_members",
             "campaign_events", "social_snapshots", "deals", "predictions", "contract_notices"}  # fmt: skip


@dataclass(frozen=True)
class Built:
    """What a build did."""

    as_of: str
    made: int  # stages and months of the panel made
    kept: int  # months of the panel that stood as they were
    rows: int  # of the panel
    seconds: float
    moves: Moves | None = None  # against the build before; None when it was made from nothing
    numbers: int = 0  # computed values kept in the cube
    merged: int = 0  # small files of facts that became few


@dataclass(frozen=True)
class Moves:
    """What may be other than in the build before."""

    before: Footing
    now: Footing
    months: frozenset[Period]  # whose panel was made again
    sliced_from: date  # from then on customers may have gone to other slices


def build(shop: Workshop, shelf: Shelf, full: bool) -> Built:
    """Make every stage and every month of the panel ready; months that nothing touches are kept."""
    began = time.monotonic()
    before = None if full else _usable(shop, shelf.manifest())
    months = panel_months(shop)
    dirty = set(months) if before is None else touched(shop, shelf, before, months)
    sliced = date.min if before is None else _slices_moved(shop, shelf, before)
    kept = {
        str(month): before.months[str(month)]
        for month in months
        if before and month not in dirty and str(month) in before.months
    }
    make = [month for month in months if str(month) not in kept]
    stages = {name: shelf.put(shop.engine, _ordered(shop.table(name)), name) for name in READY}
    made = {}
    shop.prepare(make)
    rows = 0
    for month in make:
        table = shop.panel([month]).drop("period")
        made[str(month)] = shelf.put(shop.engine, table.order_by("customer_id"), f"panel-{month}")
    asked = {name: shop.asked(name) for name in READY}
    asked["panel"] = shop.asked_of_panel() if make else before.asked["panel"] if before else []
    shelf.publish(Manifest(shop.footing, shop.facts.file_names(), stages, kept | made, asked))
    for name in (*kept.values(), *made.values()):
        rows += count(shelf.path(name))
    seconds = round(time.monotonic() - began, 2)
    moves = Moves(before.footing, shop.footing, frozenset(make), sliced) if before else None
    return Built(shop.as_of.isoformat(), len(stages) + len(made), len(kept), rows, seconds, moves)


def stand_on(shelf: Shelf, made: Built, facts: Facts) -> Built:
    """Say of what was built that it stands on other files, which hold the same facts."""
    manifest = shelf.manifest()
    if manifest is None:
        return made
    footing = replace(manifest.footing, version=facts.version)
    shelf.say(replace(manifest, footing=footing, facts=facts.file_names()))
    return replace(made, moves=replace(made.moves, now=footing) if made.moves else None)


def panel_months(shop: Workshop) -> list[Period]:
    """The months from the first relationship, purchase or use to the as-of day."""
    firsts = [
        shop.engine.rows(shop.table("covers").agg(first=_.start.min()))[0]["first"],
        shop.engine.rows(shop.table("cash").agg(first=_.day.min()))[0]["first"],
    ]
    known = [day for day in firsts if isinstance(day, date) and day <= shop.as_of]
    return list(span(period_of(min(known), "month"), period_of(shop.as_of, "month"))) if known else []


def _usable(shop: Workshop, manifest: Manifest | None) -> Manifest | None:
    """The last build, where it can be gone on from: same code and policies, no earlier day, no fact taken away."""
    if manifest is None:
        return None
    old, new = manifest.footing, shop.footing
    same = (old.code, old.policies, old.currency, old.zone) == (new.code, new.policies, new.currency, new.zone)
    return manifest if same and old.as_of <= new.as_of and set(manifest.facts) <= set(shop.facts.file_names()) else None


def touched(shop: Workshop, shelf: Shelf, before: Manifest, months: list[Period]) -> set[Period]:
    """The months that new facts, facts that became known since, or days that passed since can have changed.

    A customer seen for the first time, or earlier than was known, has rows from its first day on.
    """
    if not before.months or not {"begun", "customer_days"} <= set(before.stages):
        return set(months)
    then = date.fromisoformat(before.footing.as_of)
    # a renewal, its price and its payment count where its contract was due
    back = shop.policies.whole("grace_months") + 1
    passed = before.footing.as_of != shop.footing.as_of
    first = min(
        [
            _month_back(then, back) if passed else date.max,
            *first_days_moved(shop, shelf, before),
            *_first_use_moved(shop, shelf, before),
        ]
    )
    single: set[date] = set()
    # a notice ends a contract where the policy says so
    idle = _NO_PANEL - {"contract_notices"} if shop.policies.text("churn_date") == "notice" else _NO_PANEL
    for kind in sorted(set(shop.facts.kinds()) - idle):
        news = shop.facts.since(kind, before.facts, then)
        if kind in _FROM_THEN_ON:
            days = _earliest(shop, news, _FROM_THEN_ON[kind])
            if kind == "contract_prices" and shop.policies.text("limited_discount") == "ignored":
                # a discount that ends is one that never was, since the contract began
                prices = shop.facts.table(kind).semi_join(news, "contract_id")
                days += _earliest(shop, prices, _FROM_THEN_ON[kind])
            first = min([first, *(_month_back(day, back) for day in days)])
        elif kind in _EVENTS:
            reached = _event_months(shop, kind, news)
            single |= {add_months(month, n) for month in reached for n in range(_EVENTS[kind] + 1)}
            if kind == "transactions":
                paid = _earliest(shop, news.filter(news.contract_id.notnull()), ("happened_on",))
                first = min([first, *(_month_back(day, back) for day in paid)])
        elif _earliest(shop, news, ("known_on",)):
            return set(months)
    if shop.policies.words("relationship") != ("contract",):
        first = min([first, *single])  # a purchase moves its relationship, and so everything after it
    return {month for month in months if month.start >= first or month.start in single}


def _month_back(day: date, months: int) -> date:
    return period_of(add_months(day, -months), "month").start


def first_days_moved(shop: Workshop, shelf: Shelf, before: Manifest) -> list[date]:
    """The month in which the earliest of the customers begins who are new, gone, or not known to have begun then."""
    known, now = shop.engine.shelved([shelf.path(before.stages["begun"])]), shop.table("begun")
    return [_month_back(day, 0) for day in _earliest(shop, _other(known, now), ("first_day",))]


def _first_use_moved(shop: Workshop, shelf: Shelf, before: Manifest) -> list[date]:
    """The earlier of the first months of use known then and now, where they differ or one is none: use is judged from there on."""
    known, now = shop.engine.shelved([shelf.path(before.stages["customer_days"])]), shop.table("customer_days")
    then, since = ([_month_back(day, 0) for day in _earliest(shop, days, ("day",))] for days in (known, now))
    return sorted(then + since)[:1] if then != since else []


def _slices_moved(shop: Workshop, shelf: Shelf, before: Manifest) -> date:
    """The first day of the earliest of the customers of whom a slice or an attribute was told otherwise before."""
    if not {"customer_slices", "attributes", "begun"} <= set(before.stages):
        return date.min
    moved = [
        _other(shop.engine.shelved([shelf.path(before.stages[name])]), shop.table(name)).select("customer_id")
        for name in ("customer_slices", "attributes")
    ]
    begun = shop.table("begun").semi_join(moved[0].union(moved[1]), "customer_id")
    return min(_earliest(shop, begun, ("first_day",)), default=date.max)


def _other(before: Table, now: Table) -> Table:
    """The rows of two tables that are not in both."""
    before = before.select(now.columns)
    return now.difference(before).union(before.difference(now))


def _earliest(shop: Workshop, news: Table, columns: tuple[str, ...]) -> list[date]:
    """The first day that any of the columns tells; none without rows."""
    told = shop.engine.rows(news.agg(**{f"first_{n}": news[column].min() for n, column in enumerate(columns)}))[0]
    return [day for day in told.values() if isinstance(day, date)]


def _event_months(shop: Workshop, kind: str, news: Table) -> list[date]:
    """The months in which events count: a ticket's in the month it was opened, an item's in that of its order, others in their own."""
    if kind in _OF:
        stage, key = _OF[kind]
        whole = shop.table(stage).semi_join(news, key)
        rows = shop.engine.rows(whole.select(month=_.day.truncate("M")).distinct())
    else:
        rows = shop.engine.rows(news.select(month=news.happened_on.truncate("M")).distinct())
    return [row["month"] for row in rows if isinstance(row["month"], date)]


def _ordered(table: Table) -> Table:
    return table.order_by(
        [name for name in table.columns if table[name].type().is_integer() or table[name].type().is_string()]
        or [table.columns[0]]
    )
