"""The panel: one row per customer and period (catalogue 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from tests.oracle.acquisition import quantity
from tests.oracle.contracts import Contract
from tests.oracle.days import ONE_DAY, month_of, period_days
from tests.oracle.growth import stage
from tests.oracle.money import GAINS, LOSSES
from tests.oracle.renewal import all_renewed, any_renewed, due, due_amount, renewed_amount
from tests.oracle.value import value_tier
from tests.oracle.voice import contacts
from tests.oracle.world import Ask, World

Cell = str | int | Fraction
PanelRow = dict[str, Cell]

COLUMNS = (
    *("period", "customer_id", "state_open", "state_close", "held_open", "held_close", "held_any", "survived"),
    *("new_sign", "new_logo", "joined", "lost", "in_grace_close", "in_sea_close"),
    *("mrr_open", "mrr_close", "mrr_close_strict"),
    *("mv_new", "mv_reactivation", "mv_expansion", "mv_contraction", "mv_churn", "fx_impact", "kept_net", "kept_gross"),
    *("due", "renewed_any", "renewed_all", "pending", "due_amount", "renewed_net", "renewed_gross"),
    *("usage_days", "usage_events", "active", "exposed", "flag_low", "flag_drop"),
    *("inbound", "outbound", "tickets_opened", "tickets_answered"),
    *("invoiced", "collected", "refunded", "recognised", "direct_cost", "value_tier_close", "stage_close"),
)
BESIDE = ("renewal_mature",)  # in the product's panel, not in the golden one


def panel(world: World, periods: Iterable[str]) -> list[PanelRow]:
    """A row for each customer that ever signed, in each of the periods that are over on the as-of day."""
    rows: list[PanelRow] = []
    for period in periods:
        first, last = period_days(period)
        if last <= world.as_of:
            rows += [_row(world, period, first, last, customer) for customer in world.relations.customers]
    return rows


def _row(world: World, period: str, first: date, last: date, customer: str) -> PanelRow:
    return {
        "period": period,
        "customer_id": customer,
        **_relation_cells(world, first, last, customer),
        **_revenue_cells(world, first, last, customer),
        **_renewal_cells(world, Ask("panel", period, first, last), customer),
        **_usage_cells(world, first, last, customer),
        **_contact_cells(world, first, last, customer),
        **_money_cells(world, first, last, customer),
        "value_tier_close": value_tier(world, customer, last) if world.relations.run_on(customer, last) else "",
        "stage_close": stage(world, customer, last) or "",
    }


def _relation_cells(world: World, first: date, last: date, customer: str) -> PanelRow:
    relations, opening = world.relations, first - ONE_DAY
    runs = relations.runs[customer]
    signed = [run for run in runs if first <= run.signed <= last]
    state_close = relations.state(customer, last)
    return {
        "state_open": relations.state(customer, opening),
        "state_close": state_close,
        "held_open": int(relations.run_on(customer, opening) is not None),
        "held_close": int(relations.run_on(customer, last) is not None),
        "held_any": int(customer in relations.held_between(first, last)),
        "survived": int(relations.same_run(customer, opening, last)),
        "new_sign": len(signed),
        "new_logo": sum(1 for run in signed if run.number == 0),
        "joined": sum(1 for run in runs if first <= run.start <= last),
        "lost": sum(1 for run in runs if first <= run.end <= last),
        "in_grace_close": int(state_close == "grace"),
        "in_sea_close": int(relations.in_pool(customer, last)),
    }


def _revenue_cells(world: World, first: date, last: date, customer: str) -> PanelRow:
    revenue, opening = world.revenue, first - ONE_DAY
    same = world.relations.same_run(customer, opening, last)
    old = revenue.of(customer, opening)
    new = world.rates.value(revenue.local(customer, last), opening)
    steps = [step for step in revenue.movements(first, last) if step.customer == customer]
    cells: PanelRow = {
        f"mv_{kind}": sum((step.amount for step in steps if step.kind == kind), Fraction(0))
        for kind in (*GAINS, *LOSSES)
    }
    return {
        "mrr_open": old,
        "mrr_close": revenue.of(customer, last),
        "mrr_close_strict": revenue.of(customer, last, "strict"),
        **cells,
        "fx_impact": revenue.revaluation(first, last, [customer]),
        "kept_net": new if same else Fraction(0),
        "kept_gross": min(old, new) if same else Fraction(0),
    }


def _renewal_cells(world: World, ask: Ask, customer: str) -> PanelRow:
    own: list[Contract] = [contract for contract in due(world, ask) if contract.customer == customer]
    return {
        "due": len(own),
        "renewed_any": int(any_renewed(own) is True),
        "renewed_all": int(bool(own) and all_renewed(own) is True),
        "pending": int(any_renewed(own) is None),
        "due_amount": sum((due_amount(world, contract) for contract in own), Fraction(0)),
        "renewed_net": sum((renewed_amount(world, contract) for contract in own), Fraction(0)),
        "renewed_gross": sum((renewed_amount(world, contract, capped=True) for contract in own), Fraction(0)),
        "renewal_mature": int(all(contract.mature for contract in own)),
    }


def _usage_cells(world: World, first: date, last: date, customer: str) -> PanelRow:
    usage = world.usage
    flags = usage.flags(first) if (first, last) == month_of(first) else {}
    low, drop = flags.get(customer, (False, False))
    events = [row for _, row in usage.between(first, last) if row["customer_id"] == customer]
    held = customer in world.relations.held_between(first, last)
    return {
        "usage_days": usage.days(customer, first, last),
        "usage_events": quantity(events),
        "active": int(held and usage.active(customer, first, last)),
        "exposed": int(world.relations.same_run(customer, first - ONE_DAY, last)),
        "flag_low": int(low),
        "flag_drop": int(drop),
    }


def _contact_cells(world: World, first: date, last: date, customer: str) -> PanelRow:
    rows = [row for row in contacts(world, first, last) if row["subject_id"] == customer]
    tickets = [ticket for ticket in world.tickets.opened(first, last) if ticket.customer == customer]
    return {
        "inbound": sum(1 for row in rows if row["direction"] == "in"),
        "outbound": sum(1 for row in rows if row["direction"] == "out"),
        "tickets_opened": len(tickets),
        "tickets_answered": sum(1 for ticket in tickets if ticket.first_reply),
    }


def _money_cells(world: World, first: date, last: date, customer: str) -> PanelRow:
    ledger = world.ledger
    return {
        "invoiced": ledger.total(["invoice"], first, last, customer),
        "collected": ledger.total(["payment"], first, last, customer),
        "refunded": ledger.total(["refund"], first, last, customer),
        "recognised": world.revenue.recognised(first, last, [customer]),
        "direct_cost": ledger.pooled(["direct"], first, last, customer),
    }
