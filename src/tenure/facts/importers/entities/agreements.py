"""Contracts out of rows: a subscription that renews is a chain of them, a list of contracts is one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tenure.facts.importers.entities.terms import Interval, Running, Term, interval, monthly, terms
from tenure.facts.importers.rows import Rows
from tenure.periods import ONE_DAY, add_months, parse_day
from tenure.units import exponent

_LONGEST_WINDOW = 3  # months after an end in which a later contract can still renew it
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Notice:
    """What was said of leaving, and when; saying is not ending."""

    kind: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class Agreement:
    """One contract to be stored."""

    row: int
    key: str
    customer: str
    product: str | None
    signed_at: datetime
    term: Term
    predecessor: str | None
    channel: str | None
    mrr: Decimal | None
    currency: str
    seats: int | None
    notice: Notice | None = None
    newest: bool = True  # else an earlier term, inferred from how the subscription stands today


def is_whole(row: Row, rows: Rows) -> bool:
    """Whether a row is one contract with its own end, and no subscription that goes on from term to term."""
    if rows.has("current_period_end") or not (rows.has("ended_at") or rows.has("renewal_date")):
        return False
    return bool(row["ended_at_day"] or row["renewal_date_day"] or not row["interval"])


def is_endless(row: Row) -> bool:
    """Whether nothing tells when a contract ends."""
    if row["started_at"] is None:
        return False  # said already
    ends = row["ended_at_day"] or row["current_period_end_day"] or row["renewal_date_day"]
    return ends is None and _interval(row) is None


def last_day(records: Sequence[Row], rows: Rows) -> date | None:
    """The last day that the file tells of, but none ahead: what still ran then runs on to the end of its term."""
    if rows.recipe.exported_on:
        return parse_day(rows.recipe.exported_on)
    told = (row[f"{name}_day"] for row in records for name in ("started_at", "cancelled_at", "ended_at"))
    latest = rows.settings.today or date.max
    return max((day for day in told if day and day <= latest), default=None)


def chain(row: Row, rows: Rows, seen: date | None) -> list[Agreement]:
    """The contracts of a subscription, one per term, each renewing the one before."""
    every = _interval(row) or Interval(1)
    trial, start = row["trial_end_day"], row["started_at_day"]
    if trial and row["trial_start"] and trial > start:
        start = trial  # what is free is not yet a contract
    paid_up_to = row["current_period_end_day"] or row["renewal_date_day"]
    course = Running(
        start, every, row["current_period_start_day"], paid_up_to, row["ended_at_day"], row["cancelled_at_day"], seen
    )
    found, out = terms(course), list[Agreement]()
    for place, term in enumerate(found):
        newest = place == len(found) - 1
        signed = (row["signed_at"] or row["started_at"]) if place == 0 else _before(term.start, rows.settings.zone)
        made = _agreement(row, rows, term, signed, _mrr(row, rows, every, (term.start, term.end)))
        before = out[-1].key if out else None
        out.append(replace(made, predecessor=before, newest=newest, notice=_notice(row, term) if newest else None))
    return out


def single(row: Row, rows: Rows) -> Agreement:
    """The contract that a row is."""
    start, end = row["started_at_day"], row["ended_at_day"] or row["renewal_date_day"]
    every = _interval(row)
    if end is None and every is not None:
        end = every.after(start, 1)
    elif rows.recipe.end_is_last_day:
        end += ONE_DAY
    term = Term(start, max(end, start + ONE_DAY))
    mrr = _mrr(row, rows, every, (start, term.end))
    made = _agreement(row, rows, term, row["signed_at"] or row["started_at"], mrr)
    prefix = rows.recipe.source or "contract"
    before = f"{prefix}:{row['predecessor_id']}" if row["predecessor_id"] else None
    return replace(made, key=f"{prefix}:{row['subscription_id']}", predecessor=before, notice=_notice(row, term))


def linked(found: Sequence[Agreement]) -> tuple[list[Agreement], int]:
    """Contracts with the one each renews: the last of the same customer and product, just over or still running."""
    by_subject: dict[tuple[str, str | None], list[Agreement]] = {}
    out, count = [], 0
    for agreement in sorted(found, key=lambda one: (one.term.start, one.row)):
        earlier = by_subject.setdefault((agreement.customer, agreement.product), [])
        fitting = [one for one in earlier if _renews(agreement, one)]
        if agreement.predecessor is None and fitting:
            agreement = replace(agreement, predecessor=fitting[-1].key)
            count += 1
        earlier.append(agreement)
        out.append(agreement)
    return sorted(out, key=lambda one: one.row), count


def _renews(later: Agreement, earlier: Agreement) -> bool:
    in_time = earlier.term.start < later.term.start <= add_months(earlier.term.end, _LONGEST_WINDOW)
    return in_time and earlier.signed_at < later.signed_at


def _interval(row: Row) -> Interval | None:
    return interval(row["interval"], row["interval_count"])


def _agreement(row: Row, rows: Rows, term: Term, signed: datetime, mrr: Decimal | None) -> Agreement:
    return Agreement(
        row=row["row"],
        key=f"{rows.recipe.source or 'contract'}:{row['subscription_id']}@{term.start.isoformat()}",
        customer=row["customer"],
        product=row["plan"] or row["plan_id"],
        signed_at=signed,
        term=term,
        predecessor=None,
        channel=row["acquisition_channel"],
        mrr=mrr,
        currency=row["of_currency"],
        seats=row["quantity"],
    )


def _before(day: date, zone: str) -> datetime:
    """The last second before a day: a term that renews itself is agreed to before it begins."""
    local = datetime.combine(day, time(), ZoneInfo(zone)) - timedelta(seconds=1)
    return local.astimezone(UTC).replace(tzinfo=None)


def _notice(row: Row, term: Term) -> Notice | None:
    at = row["cancelled_at"] or (row["ended_at"] if row["cancel_reason"] else None)
    return Notice("cancel" if term.stopped else "non_renewal", at, row["cancel_reason"]) if at else None


def _mrr(row: Row, rows: Rows, every: Interval | None, whole: tuple[date, date]) -> Decimal | None:
    """What a contract brings a month, exactly; unknown where the file tells no amount."""
    if row["mrr"] is not None:
        return Decimal(row["mrr"])
    if row["arr"] is not None:
        return Decimal(row["arr"]) / 12
    if row["amount"] is None:
        return None
    amount = Decimal(row["amount"])
    if rows.recipe.minor:
        amount = amount.scaleb(-exponent(row["of_currency"]))
    return monthly(amount, rows.recipe.amount_is, Decimal(row["quantity"] or 1), every, whole)
