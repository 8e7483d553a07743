"""What a company has defined itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
from ibis.expr.types import Table
from ibis.expr.types import Value as Column

from tenure.catalogue.algebra import Term
from tenure.catalogue.measure import Measure
from tenure.policies import Policies


@dataclass(frozen=True)
class Dimension:
    """A slice made of panel columns: the word of the first condition that holds, else the last word. A segment is yes or no."""

    name: str
    en: str
    zh: str
    cases: tuple[tuple[Term, str], ...]
    otherwise: str

    def word(self, table: Table, policies: Policies) -> Column:
        """Under which word each row of the panel falls."""
        cases = [(term.build(table, policies).fill_null(False), ibis.literal(word)) for term, word in self.cases]
        return ibis.cases(*cases, else_=ibis.literal(self.otherwise))


@dataclass(frozen=True)
class Own:
    """Metrics and slices of one workspace; `version` changes with every word of them."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    version: str = ""


NOTHING = Own()
