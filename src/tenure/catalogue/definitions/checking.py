"""Whether the columns that own definitions name exist, and can be summed or asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ibis.common.exceptions import IbisError
from ibis.expr.types import Table

from tenure.catalogue.algebra import Term, as_number
from tenure.catalogue.definitions.expressions import term
from tenure.errors import RejectedData, TenureError, unknown
from tenure.periods import period_of
from tenure.policies import Policies
from tenure.stages.views import VIEWS, view
from tenure.stages.workshop import Workshop
from tenure.texts import Text


@dataclass(frozen=True)
class Ground:
    """What definitions stand on: the views by name, the rows of each, and the policies."""

    views: tuple[str, ...]
    rows: Callable[[str], Table]
    policies: Policies

    def is_amount(self, one: Term) -> bool:
        """Whether a term adds up money, or another number with digits after the point, and so counts nobody."""
        return bool(as_number(one.build(self.rows(one.view), self.policies)).type().is_decimal())

    def term(self, text: str, asked: bool = False, views: tuple[str, ...] = ()) -> Term:
        """The term an expression says, its columns checked; `asked` wants a yes or no.

        Raises: NotFound for a view or column that does not exist, RejectedData where something does not fit.
        """
        made = term(text, views or self.views)
        check(made, self.rows(made.view), self.policies, asked)
        return made


def ground_of(shop: Workshop) -> Ground:
    """Every view that asks for no word of its own, as the workshop makes it."""
    month = period_of(shop.as_of, "month")
    plain = tuple(sorted(name for name, one in VIEWS.items() if set(one.params) <= set(one.defaults)))
    return Ground(plain, lambda name: view(shop, name, (month,), {}), shop.policies)


class _Watched:
    """A view that knows which of its columns were asked for."""

    def __init__(self, name: str, table: Table) -> None:
        self._name, self._table = name, table

    def __getitem__(self, column: str) -> Any:
        if column not in self._table.columns:
            raise unknown(Text("column of {view}", view=self._name), column, self._table.columns)
        return self._table[column]


def check(one: Term, rows: Table, policies: Policies, asked: bool = False) -> None:
    """Build a term over its view; a condition must be a yes or no, anything else a number or a yes or no.

    Raises: NotFound for a column that does not exist, RejectedData where its kind does not fit.
    """
    table: Any = _Watched(one.view, rows)
    try:
        made = one.build(table, policies)
    except TenureError:
        raise
    except (IbisError, TypeError, AttributeError, ValueError) as error:
        raise RejectedData(
            "{text} joins what does not fit together.",
            "Compare words with words and numbers with numbers.",
            text=one.text,
        ) from error
    kind = made.type()
    if kind.is_boolean() or (not asked and kind.is_numeric()):
        return
    raise RejectedData(
        "{text} is of the kind {kind}.",
        "A condition is a yes or no; what is summed is a number or a yes or no: compare words with ==.",
        text=one.text,
        kind=str(kind),
    )
