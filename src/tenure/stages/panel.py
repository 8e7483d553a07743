"""The panel: one row per customer and period (catalogue 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period, period_of
from tenure.stages.accrual import accrued, pieces, recognised
from tenure.stages.goods import with_goods
from tenure.stages.money import DECIMAL, ZERO, at_rate, before_month, times
from tenure.stages.sold import PURCHASES, sold_kinds
from tenure.stages.workshop import period_table

if TYPE_CHECKING:
    from tenure.policies import Policies
    from tenure.stages.workshop import Workshop

_MAKE_CUSTOMERS = {"covers": "start", "agreements": "signed_on", "cash": "day", "spending": "start"}  # and its day
_BESIDE = {
    "agreements": "start_date",
    "customer_days": "day",
    "contacts": "day",
    "tickets": "day",
}  # what may come before
STATES = ("active", "grace", "churned", "prospect")
TIERS = ("A", "B", "C")
COUNTS = (
    "new_sign", "new_logo", "joined", "lost", "due", "due_open", "usage_days", "usage_events", "inbound", "outbound", "interactions",
    "tickets_opened", "tickets_answered", "purchases",
)  # fmt: skip
AMOUNTS = (
    "mrr_open", "mrr_close", "mrr_close_strict", "mv_new", "mv_reactivation", "mv_expansion", "mv_contraction", "mv_churn", "fx_impact",
    "closing_at_opening", "due_amount", "renewed_net", "renewed_gross", "pending_at_opening", "window_amount", "invoiced", "collected", "refunded",
    "bad_debt", "ordered", "billed", "sold", "goods", "recognised", "direct_cost",
)  # fmt: skip
FLAGS = (
    "renewed_any", "renewed_all", "pending", "pending_all", "paid_any", "paid_pending", "renewal_mature", "in_window_close",
    "exposed", "flag_low", "flag_drop", "upgraded", "downgraded", "in_force_open", "in_force_close", "used",
)  # fmt: skip


def begun(shop: Workshop) -> Table:
    """(customer_id, first_day): everybody who signed or bought, and the first day of whatever is known of them."""
    making = [shop.table(name).select("customer_id", day=day) for name, day in _MAKE_CUSTOMERS.items()]
    beside = [shop.table(name).select("customer_id", day=day) for name, day in _BESIDE.items()]
    customers = ibis.union(*making).filter(_.customer_id.notnull())
    known = ibis.union(*beside).semi_join(customers, "customer_id").union(customers)
    return known.group_by("customer_id").agg(first_day=_.day.min())


def panel(shop: Workshop, periods: Sequence[Period]) -> Table:
    """Every customer that signed or bought by the as-of day, in every period since anything is known of it; lost ones too.

    The table is computed, its parts one by one: each is small, and what joins them stays readable.
    """
    cut = period_table(periods)
    makers: dict[str, Callable[[], Table]] = {
        "spine": lambda: _spine(shop, cut),
        **{f"panel{made.__name__}": partial(made, shop, cut) for made in _BY_DAY},
        **{f"panel{made.__name__}": partial(made, shop, periods) for made in _BY_PERIOD},
    }
    keys = {name: (name, tuple(periods)) for name in makers}
    spine, *parts = [shop.part(keys[name], name, make, large=True) for name, make in makers.items()]
    made = shop.keep("panel", _states(shop, _filled(_beside(spine, parts))), large=True)
    shop.forget(keys.values())
    return made


def _spine(shop: Workshop, cut: Table) -> Table:
    """Who has a row in which period."""
    customers = shop.table("begun")
    return customers.join(cut, customers.first_day <= cut.p1).drop("first_day")


def prospects(shop: Workshop, periods: Sequence[Period]) -> Table:
    """The rows that the panel leaves out: of customers in periods before anything is known of them, all of one kind."""
    cut, known = period_table(periods), shop.panel(periods)
    customers = shop.table("begun")
    rows = customers.join(cut, customers.first_day > cut.p1).drop("first_day")
    nothing = {name: ibis.null(kind) for name, kind in known.schema().items() if name not in rows.columns}
    return _states(shop, _filled(rows.mutate(**nothing))).select(known.columns)


def _filled(rows: Table) -> Table:
    filled = {name: _[name].fill_null(0) for name in COUNTS}
    filled |= {name: _[name].fill_null(ZERO) for name in AMOUNTS}
    filled |= {name: _[name].fill_null(False) for name in FLAGS}
    return rows.mutate(**filled)


def _beside(rows: Table, parts: Sequence[Table]) -> Table:
    """The rows with the columns of every part for the same customer and period, in one chain of joins."""
    joined, keys = rows, []
    for place, part in enumerate(parts):
        customer, period = f"customer_{place}", f"period_{place}"
        part = part.rename({customer: "customer_id", period: "period"})
        joined = joined.left_join(part, [rows.customer_id == part[customer], rows.period == part[period]])
        keys += [customer, period]
    return joined.drop(*keys)


def _during(table: Table, cut: Table, day: str = "day") -> Table:
    """Rows of a dated table with the period their day falls into."""
    return table.join(cut, [table[day] >= cut.p0, table[day] <= cut.p1])


def _runs(shop: Workshop, cut: Table) -> Table:
    """What the customer's runs say of the period: held at both ends, signed, started, ended."""
    runs = shop.table("relationships").filter(_.signed_on <= shop.as_of)
    pairs = runs.join(cut, ibis.least(runs.signed_on, runs.started_on) <= cut.p1)
    at_open = (_.started_on <= _.opening) & (_.ended_on > _.opening)
    at_close = (_.started_on <= _.p1) & (_.ended_on > _.p1)
    signed = _.signed_on.between(_.p0, _.p1)
    return pairs.group_by("customer_id", "period").agg(
        run_open=_.relationship_id.max(where=at_open),
        run_close=_.relationship_id.max(where=at_close),
        run_close_started=_.started_on.max(where=at_close),
        held_any=((_.started_on <= _.p1) & (_.ended_on > _.p0) & (_.p0 <= _.p1)).any(),
        ended_by_open=(_.ended_on <= _.opening).any(),
        ended_by_close=(_.ended_on <= _.p1).any(),
        last_ended=_.seq.max(where=_.ended_on <= _.p1),
        last_signed=_.seq.max(where=_.signed_on <= _.p1),
        new_sign=signed.sum(),
        new_logo=(signed & (_.seq == 0)).sum(),
        joined=_.started_on.between(_.p0, _.p1).sum(),
        lost=(_.ended_on.between(_.p0, _.p1) & (_.ended_on <= shop.as_of)).sum(),
        cohort=_.started_on.min(where=_.started_on <= _.p1),
    )


def _mrr(shop: Workshop, cut: Table) -> Table:
    """MRR at both ends: opening at the opening rate, closing at the closing and at the opening rate."""
    parts = []
    for name, day in (("mrr_levels", "opening"), ("mrr_levels", "p1"), ("mrr_levels_strict", "p1")):
        paid = shop.table(name)
        at_day = paid.join(cut, [paid.start <= cut[day], paid.end > cut[day]])
        at_day = at_rate(at_day, shop, at_day.opening, "rate_open")
        at_day = at_rate(at_day, shop, at_day.p1, "rate_close")
        label = "open" if day == "opening" else "close_strict" if name.endswith("strict") else "close"
        parts.append(
            at_day.select("customer_id", "period", "mrr", "rate_open", "rate_close", which=ibis.literal(label))
        )
    at_open, at_close = times(_.mrr, _.rate_open), times(_.mrr, _.rate_close)
    return (
        ibis.union(*parts)
        .group_by("customer_id", "period")
        .agg(
            mrr_open=at_open.sum(where=_.which == "open"),
            mrr_close=at_close.sum(where=_.which == "close"),
            mrr_close_strict=at_close.sum(where=_.which == "close_strict"),
            closing_at_opening=at_open.sum(where=_.which == "close"),
        )
    )


def _fx(shop: Workshop, periods: Sequence[Period]) -> Table:
    """Revaluation, month by month: closing local MRR x (closing - opening rate) on the last day of each month's part."""
    cuts = pieces(periods).mutate(closing=(_.to_day - ibis.interval(days=1)).cast("date"))
    paid = shop.table("mrr_levels").filter(_.currency != shop.currency)
    rows = paid.join(cuts, [paid.start <= cuts.closing, paid.end > cuts.closing])
    rows = rows.mutate(month_before=before_month(rows.closing))
    rows = at_rate(rows, shop, rows.closing, "rate_close")
    rows = at_rate(rows, shop, rows.month_before, "rate_open")
    return rows.group_by("customer_id", "period").agg(fx_impact=times(_.mrr, _.rate_close - _.rate_open).sum())


def _moves(shop: Workshop, cut: Table) -> Table:
    rows = _during(shop.table("movements").filter(_.day <= shop.as_of), cut)
    kinds = ("new", "reactivation", "expansion", "contraction", "churn")
    return rows.group_by("customer_id", "period").agg(
        **{f"mv_{kind}": _.amount.sum(where=_.kind == kind) for kind in kinds}
    )


def _dues(shop: Workshop, cut: Table) -> Table:
    """Contracts due in the period; a customer with several is renewed by the any rule, and by the all rule."""
    rows = _during(shop.table("terms"), cut, "due_on")
    return rows.group_by("customer_id", "period").agg(
        due=_.count(),
        renewed_any=_.renewed.fill_null(False).any(),
        renewed_all=_.renewed.fill_null(False).all(),
        due_open=_.renewed.isnull().sum(),
        pending=_.renewed.isnull().any() & ~_.renewed.fill_null(False).any(),
        pending_all=_.renewed.isnull().any() & _.renewed.fill_null(True).all(),
        paid_any=_.paid_renewal.fill_null(False).any(),
        paid_pending=_.paid_renewal.isnull().any() & ~_.paid_renewal.fill_null(False).any(),
        renewal_mature=_.mature.all(),
        due_amount=_.due_amount.sum(),
        renewed_net=_.renewed_amount.sum(),
        renewed_gross=_.renewed_gross.sum(),
    )


def _windows(shop: Workshop, cut: Table) -> Table:
    """Contracts inside their window on the last day, not signed again by then."""
    rows = shop.table("terms").filter(_.termination_kind.isnull())
    rows = rows.join(cut, [rows.due_on <= cut.p1, rows.window_ends_on > cut.p1])
    waiting = rows.filter(_.next_signed_on.isnull() | (_.next_signed_on > _.p1))
    return waiting.group_by("customer_id", "period").agg(
        in_window_close=_.count() > 0, window_amount=_.due_amount.sum()
    )


def _open_windows(shop: Workshop, cut: Table) -> Table:
    """MRR carried at the end of the period by contracts whose window is still open, at the opening rate."""
    rows = shop.table("mrr_spans").filter(~_.in_force)
    undecided = shop.table("agreements").filter(_.renewed.isnull()).select(open_contract="contract_id")
    rows = rows.semi_join(undecided, rows.contract_id == undecided.open_contract)
    rows = rows.join(cut, [rows.start <= cut.p1, rows.end > cut.p1])
    rows = at_rate(rows, shop, rows.opening)
    return rows.group_by("customer_id", "period").agg(pending_at_opening=times(_.mrr, _.rate).sum())


def _force(shop: Workshop, cut: Table) -> Table:
    """Whether a contract, purchase or card itself covers the ends of the period, not just a window."""
    paid_for = shop.policies.text("churn_date") == "period_end"  # what is paid for is in force, cancelled or not
    contracts = shop.table("agreements").select(
        "customer_id", start="start_date", end="cover_ends_on" if paid_for else "ends_on"
    )
    other = shop.table("covers").anti_join(
        shop.table("agreements"), [_.cover_id == shop.table("agreements").contract_id]
    )
    covering = contracts.union(other.select("customer_id", "start", "end"))
    rows = covering.join(cut, [covering.start <= cut.p1, covering.end > cut.opening])
    return rows.group_by("customer_id", "period").agg(
        in_force_open=((_.start <= _.opening) & (_.end > _.opening)).any(),
        in_force_close=((_.start <= _.p1) & (_.end > _.p1)).any(),
    )


def _steps(shop: Workshop, cut: Table) -> Table:
    rows = _during(shop.table("tier_steps"), cut)
    return rows.group_by("customer_id", "period").agg(upgraded=(_.step > 0).any(), downgraded=(_.step < 0).any())


def _usage(shop: Workshop, cut: Table) -> Table:
    rows = _during(shop.table("customer_days"), cut)
    least = shop.policies.whole("active_min_days")
    return rows.group_by("customer_id", "period").agg(
        usage_days=_.count(), usage_events=_.quantity.sum(), used=_.count() >= least
    )


def _flags(shop: Workshop, periods: Sequence[Period]) -> Table:
    """Flags of the period where it is a month; and whether the last flag known by its last day is up, and on which run."""
    months = [period_of(period.end, "month").shifted(-1).start for period in periods]  # the last month over by then
    whole = [period.grain == "month" for period in periods]
    told = {"period": list(range(len(months))), "flag_month": months, "whole": whole}
    cut = ibis.memtable(told, schema={"period": "int64", "flag_month": "date", "whole": "boolean"})
    flags = shop.table("month_flags")
    rows = flags.join(cut, flags.month == cut.flag_month)
    return rows.select(
        "customer_id", "period", exposed=_.whole, flag_low=_.low & _.whole, flag_drop=_["drop"] & _.whole,
        flagged=_.flagged, flagged_run=_.relationship_id,
    )  # fmt: skip


def _contacts(shop: Workshop, cut: Table) -> Table:
    rows = _during(shop.table("contacts"), cut)
    return rows.group_by("customer_id", "period").agg(
        interactions=_.count(), inbound=(_.direction == "in").sum(), outbound=(_.direction == "out").sum()
    )


def _tickets(shop: Workshop, cut: Table) -> Table:
    rows = _during(shop.table("tickets").filter(_.topic == "support"), cut)
    return rows.group_by("customer_id", "period").agg(tickets_opened=_.count(), tickets_answered=_.answered.sum())


def _cash(shop: Workshop, cut: Table) -> Table:
    rows = with_goods(shop, _during(shop.table("cash"), cut))
    kinds = {
        "invoiced": "invoice",
        "collected": "payment",
        "refunded": "refund",
        "bad_debt": "bad_debt",
        "ordered": "order",
    }
    sums = {name: _.amount.sum(where=_.kind == kind) for name, kind in kinds.items()}
    sold = sold_kinds(shop.policies)
    sums["sold"] = _.amount.sum(where=_.kind.isin(sold) if sold else ibis.literal(False))
    return rows.group_by("customer_id", "period").agg(
        goods=_.goods.sum(),
        purchases=_.kind.isin(PURCHASES).sum(),
        billed=_.amount.sum(where=_.kind.isin(PURCHASES)),
        **sums,
    )


def _earned(shop: Workshop, periods: Sequence[Period]) -> Table:
    return recognised(shop, periods).rename(recognised="amount")


def _direct(shop: Workshop, periods: Sequence[Period]) -> Table:
    rows = accrued(shop, periods).filter(_.purpose == "direct", _.customer_id.notnull())
    return rows.group_by("customer_id", "period").agg(direct_cost=_.amount.sum())


_BY_DAY = (
    _runs, _mrr, _moves, _dues, _windows, _open_windows, _force, _steps, _usage, _contacts, _tickets, _cash,
)  # fmt: skip
_BY_PERIOD = (_fx, _flags, _earned, _direct)


def _states(shop: Workshop, rows: Table) -> Table:
    """States, tiers and stages, and what follows from them."""
    policies = shop.policies
    rows = rows.mutate(
        held_open=_.run_open.notnull(), held_close=_.run_close.notnull(), survived=(_.run_open == _.run_close).fill_null(False),
        held_any=_.held_any.fill_null(False), active=_.used & _.held_any.fill_null(False),
        in_sea_close=(_.last_ended.notnull() & ~(_.last_signed > _.last_ended) & _.run_close.isnull()).fill_null(False),
    )  # fmt: skip
    return rows.mutate(
        state_open=_state(_.held_open, _.in_force_open, _.ended_by_open),
        state_close=_state(_.held_close, _.in_force_close, _.ended_by_close),
        kept_net=ibis.ifelse(_.survived, _.closing_at_opening, ZERO),
        kept_gross=ibis.ifelse(_.survived, ibis.least(_.closing_at_opening, _.mrr_open), ZERO),
        p2p_net=ibis.ifelse(_.held_open, _.closing_at_opening, ZERO),
        p2p_gross=ibis.ifelse(_.held_open, ibis.least(_.closing_at_opening, _.mrr_open), ZERO),
        without_open=_.closing_at_opening - _.pending_at_opening,
        value_tier_open=_tier(policies, _.held_open, _.mrr_open),
        value_tier_close=_tier(policies, _.held_close, _.mrr_close),
        cohort=_.cohort.truncate("M"),
    ).mutate(
        exposed_net=ibis.ifelse(_.survived, _.pending_at_opening, ZERO),
        p2p_exposed_net=ibis.ifelse(_.held_open, _.pending_at_opening, ZERO),
        exposed_gross=ibis.ifelse(_.survived, _.kept_gross - ibis.least(_.without_open, _.mrr_open), ZERO),
        p2p_exposed_gross=ibis.ifelse(_.held_open, _.p2p_gross - ibis.least(_.without_open, _.mrr_open), ZERO),
        in_grace_close=_.state_close == "grace",
        stage_close=_stage(policies),
        tenure_days=ibis.ifelse(_.held_close, _.p1.delta(_.run_close_started, unit="day"), 0),
    )


def closing(shop: Workshop, period: Period) -> Table:
    """(customer_id, held, state, stage, tier, mrr): what the panel says of everybody on the last day of a period, alone."""
    cut = period_table([period])
    parts = [_runs(shop, cut), _mrr(shop, cut), _force(shop, cut), _flags(shop, [period])]
    rows = _beside(_spine(shop, cut), parts)
    rows = rows.mutate(held_close=_.run_close.notnull(), mrr_close=_.mrr_close.fill_null(ZERO))
    in_force = _.in_force_close.fill_null(False)
    rows = rows.mutate(state_close=_state(_.held_close, in_force, _.ended_by_close))
    tier = _tier(shop.policies, _.held_close, _.mrr_close)
    return rows.select(
        "customer_id", held="held_close", state="state_close", stage=_stage(shop.policies), tier=tier, mrr="mrr_close"
    )


def _stage(policies: Policies) -> ibis.Deferred:
    """The lifecycle stage on the last day: lost, at risk, new, else mature; null before the first relationship."""
    at_risk = (_.state_close == "grace") | (_.flagged & (_.flagged_run == _.run_close)).fill_null(False)
    return ibis.cases(
        (_.state_close == "churned", "churned"),
        (~_.held_close, ibis.null("string")),
        (at_risk, "at_risk"),
        (_.p1.delta(_.run_close_started, unit="day") < policies.whole("stage_new_days"), "new"),
        else_="mature",
    )


def _state(held: ibis.Deferred, in_force: ibis.Deferred, ended: ibis.Deferred) -> ibis.Deferred:
    return ibis.cases(
        (held & in_force, "active"), (held, "grace"), (ended.fill_null(False), "churned"), else_="prospect"
    )


def _tier(policies: Policies, held: ibis.Deferred, mrr: ibis.Deferred) -> ibis.Deferred:
    a, b = (ibis.literal(Decimal(policies.number(f"value_tier_{x}_min")), DECIMAL) for x in "ab")
    return ibis.cases((~held, ibis.null("string")), (mrr >= a, "A"), (mrr >= b, "B"), else_="C")
