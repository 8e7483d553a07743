"""The people behind a number (R-DRILL)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
from ibis import _

from tenure.catalogue.algebra import Term, as_number
from tenure.catalogue.answer import answer
from tenure.catalogue.gather import rows_of
from tenure.catalogue.measure import Formula, Measure, Ratio
from tenure.catalogue.question import Leaf, Question
from tenure.catalogue.readings import read_under
from tenure.errors import UsageError, unknown
from tenure.stages.views import VIEWS
from tenure.stages.workshop import Workshop
from tenure.texts import Text


@dataclass(frozen=True)
class Members:
    """Who or what one side of a number is made of; `total` is the sum of their parts.

    `customers` has the number of each row's customer, None where it is nobody's.
    """

    metric: str
    side: str
    subject: str  # what a row is: customer_id, ticket_id …
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: Decimal
    customers: tuple[int | None, ...] = ()


def members(shop: Workshop, measure: Measure, question: Question, side: str) -> Members:
    """The rows behind one side of a number, each with its part: the customer as the sources name it, the subject, the part.

    Raises: UsageError for a side it does not have, or a number made of other numbers.
    """
    measure = read_under(measure, shop.policies)
    if isinstance(measure, Formula):
        parts = [part.measure for part in measure.parts.values() if isinstance(part.measure, str)]
        raise UsageError(
            "{metric} is made of other numbers.",
            "Ask for the people behind one of them: {parts}.",
            metric=measure.id,
            parts=parts,
        )
    sides = listed(measure)
    if side not in sides:
        raise unknown(Text("side of {metric}", metric=measure.id), side, sides)
    term = counted_side(shop, measure, question, side) if side in measure.sides() else sides[side]
    view = term.view
    subject = VIEWS[view].subject
    table = rows_of(shop, view, Leaf(measure, question).seen(shop.as_of), measure)
    table = table.mutate(part=as_number(term.build(table, shop.policies))).filter(_.part != 0)
    if "customer_id" in table.columns:
        names = shop.table("customer_slices").select(named="customer_id", customer="customer")
        table = table.left_join(names, table.customer_id == names.named).drop("named")
    columns = tuple(
        dict.fromkeys(
            [name for name in ("customer", subject, *_beside(view)) if name in table.columns and name != "customer_id"]
        )
    )
    columns = columns or (subject,)
    number = table.customer_id if "customer_id" in table.columns else ibis.null("int64")
    found = shop.engine.rows(table.select(*columns, "part", number=number).order_by([*columns]))
    rows = tuple(tuple(row[name] for name in (*columns, "part")) for row in found)
    total = sum((Decimal(str(row[-1])) for row in rows), Decimal(0))
    return Members(measure.id, side, subject, (*columns, "part"), rows, total, tuple(row["number"] for row in found))


def listed(measure: Measure) -> Mapping[str, Term]:
    """The terms whose members can be listed: its sides; `open`, what is not decided; `missed`, what a share of members lacks to 1."""
    terms, made = measure.terms(), dict(measure.sides())
    undecided = terms.get("open_members", terms.get("undecided"))
    if undecided is not None:
        made["open"] = undecided
    if (
        isinstance(measure, Ratio)
        and measure.is_share_of_members
        and measure.numerator.view == measure.denominator.view
    ):
        gone = measure.denominator - measure.numerator
        made["missed"] = gone if undecided is None else gone - undecided
    return made


def counted_side(shop: Workshop, measure: Measure, question: Question, side: str) -> Term:
    """The term as the shown number counts it: only mature members where it is provisional."""
    term = measure.sides()[side]
    if isinstance(measure, Ratio) and measure.mature is not None:
        shown = answer(shop, [measure], question)[0]
        if shown and shown[0].status == "provisional":
            return term.where(measure.mature)
    return term


def _beside(view: str) -> Sequence[str]:
    """Columns that tell a reader what a row is."""
    return {
        "terms": ("product", "due_on", "window_ends_on", "next_id", "next_signed_on"),
        "panel": ("state_open", "state_close"),
        "tickets": ("channel", "opened_at", "reply_minutes", "solved_minutes"),
        "leads": ("day", "signed_on"),
        "warnings": ("month", "low", "drop", "rescued"),
        "movements_strict": ("day", "kind"),
        "csat": ("day", "score"),
        "votes": ("day", "score"),
        "nps_answers": ("day", "score"),
        "costs": ("purpose", "start", "end"),
        "cash": ("kind", "day"),
        "purchases": ("kind", "day"),
    }.get(view, ())
