"""Spark's SQL from expressions, where Ibis' own would give another number than DuckDB's.

Each method is one difference, with its reason; `tests/engine` asks both engines about each.
"""

from __future__ import annotations

from typing import Any

import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL, SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class SparkCompiler(PySparkCompiler):  # type: ignore[misc]  # Ibis has no types
    """Ibis' compiler for Spark, corrected. It needs no Spark, installed or running."""

    __slots__ = ()

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
        """Ibis asks an option of its Spark backend about floats, and writes a small decimal as 0E-10, which Sail cannot read."""
        if dtype.is_floating():
            return SQLGlotCompiler.visit_NonNullLiteral(self, op, value=value, dtype=dtype)
        if dtype.is_decimal() and value.is_finite():
            return self.cast(f"{value:f}", dtype)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Field(self, op: Any, *, rel: Any, name: str) -> Any:  # noqa: N802
        """A column, without asking that option."""
        return SQLGlotCompiler.visit_Field(self, op, rel=rel, name=name)

    def visit_DateTruncate(self, op: Any, *, arg: Any, unit: Any) -> Any:  # noqa: N802
        """Spark gives an instant for the first of a month, DuckDB a date."""
        return self.cast(self.f.anon.date_trunc(unit.singular, arg), op.dtype)

    def visit_ExtractEpochSeconds(self, op: Any, *, arg: Any) -> Any:  # noqa: N802
        """Spark drops the fraction of a second, and with it the whole minute that two fractions make up."""
        micros = self.f.anon.unix_micros(sge.cast(arg, "TIMESTAMP"))
        return sge.paren(sge.Div(this=sge.cast(micros, "DOUBLE"), expression=sge.convert(1_000_000)))

    def visit_CountStar(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: N802
        """Counted as a sum, no rows would be unknown instead of 0."""
        if where is None:
            return super().visit_CountStar(op, arg=arg, where=where)
        return self.f.count(self.if_(where, sge.convert(1), NULL))


compiler = SparkCompiler()
