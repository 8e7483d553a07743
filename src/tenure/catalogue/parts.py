"""What each customer brings to a number: exact parts of its numerator and denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ibis import _

from tenure.catalogue.algebra import Term, as_number
from tenure.catalogue.gather import rows_of
from tenure.catalogue.measure import Formula, Measure, Median, Ratio, Total
from tenure.catalogue.members import counted_side
from tenure.catalogue.question import Leaf, Question
from tenure.catalogue.readings import read_under
from tenure.stages.views import VIEWS
from tenure.stages.workshop import Workshop

Sides = tuple[Fraction, Fraction]
NOBODY = ""  # rows of no customer


@dataclass(frozen=True)
class Parts:
    """The parts by customer, as the sources name it, or by subject where rows are of no customer.

    A sum has no denominators. `scale` is what the number is told in.
    """

    of: Mapping[str, Sides]
    is_ratio: bool
    scale: Fraction

    @property
    def numerator(self) -> Fraction:
        """The sum of all numerators."""
        return sum((top for top, _bottom in self.of.values()), Fraction(0))

    @property
    def denominator(self) -> Fraction:
        """The sum of all denominators."""
        return sum((bottom for _top, bottom in self.of.values()), Fraction(0))


def parts_of(shop: Workshop, measure: Measure, question: Question) -> Parts | None:
    """The parts of a number over one period; None for a median or a number made of other numbers."""
    measure = read_under(measure, shop.policies)
    if isinstance(measure, Formula | Median) or not isinstance(measure, Ratio | Total):
        return None
    sides = [_side(shop, measure, question, name) for name in measure.sides()]
    names = dict.fromkeys(name for side in sides for name in side)
    bottoms = sides[1] if len(sides) > 1 else {}
    of = {name: (sides[0].get(name, Fraction(0)), bottoms.get(name, Fraction(0))) for name in names}
    return Parts(of, isinstance(measure, Ratio), Fraction(measure.scale))


def groups_of(shop: Workshop, measure: Measure, question: Question, name: str) -> dict[str | None, Sides]:
    """Numerator and denominator of a ratio by the values of a dimension, of the members that the whole number counts."""
    measure = read_under(measure, shop.policies)
    sides = [_sums(shop, measure, question, side, name) for side in measure.sides()]
    names = dict.fromkeys(value for side in sides for value in side)
    return {value: (sides[0].get(value, Fraction(0)), sides[1].get(value, Fraction(0))) for value in names}


def _side(shop: Workshop, measure: Measure, question: Question, side: str) -> dict[str, Fraction]:
    return {who or NOBODY: part for who, part in _sums(shop, measure, question, side).items()}


def _sums(shop: Workshop, measure: Measure, question: Question, side: str, by: str = "") -> dict[str | None, Fraction]:
    """One side of a number by customer, or by a dimension."""
    term: Term = counted_side(shop, measure, question, side)
    seen = Leaf(measure, question).seen(shop.as_of)
    table = rows_of(shop, term.view, seen, measure, (by,) if by else (), [term])
    table = table.mutate(part=as_number(term.build(table, shop.policies))).filter(_.part != 0)
    if by:
        table = table.mutate(who=table[f"dim_{by}"])
    elif "customer_id" in table.columns:
        names = shop.table("customer_slices").select(named="customer_id", who="customer")
        table = table.left_join(names, table.customer_id == names.named)
    else:
        table = table.mutate(who=table[VIEWS[term.view].subject].cast("string"))
    sums = table.group_by("who").agg(part=_.part.sum())
    return {
        None if row["who"] is None else str(row["who"]): Fraction(Decimal(str(row["part"])))
        for row in shop.engine.rows(sums)
    }
