"""Trino's SQL from expressions, where Ibis' own cannot say what is asked."""

from __future__ import annotations

from typing import Any

import sqlglot.expressions as sge
from ibis.backends.sql.compilers.trino import TrinoCompiler as IbisTrinoCompiler


class TrinoCompiler(IbisTrinoCompiler):  # type: ignore[misc]  # Ibis has no types
    """Ibis' compiler for Trino with exact quantiles; Trino itself knows approximate ones only. It needs no driver."""

    __slots__ = ()

    def visit_Quantile(self, op: Any, *, arg: Any, quantile: Any, where: Any) -> Any:  # noqa: N802
        """Between the two nearest of the values in their order, as other engines do; null without any value."""
        known = sge.Is(this=arg, expression=sge.Null()).not_()
        values = self.agg.array_agg(arg, where=known if where is None else sge.and_(where, known))
        ordered = self.f.array_sort(values)
        place = sge.paren(quantile * (self.f.cardinality(values) - 1) + 1)
        below = self.f.element_at(ordered, sge.cast(self.f.floor(place), "BIGINT"))
        above = self.f.element_at(ordered, sge.cast(self.f.ceil(place), "BIGINT"))
        return below + sge.paren(above - below) * sge.paren(place - self.f.floor(place))


compiler = TrinoCompiler()
