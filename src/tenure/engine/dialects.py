"""Statements as text, for reading or for running elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from ibis.backends.sql import compilers
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.common.exceptions import IbisError
from ibis.expr.types import Table
from sqlglot.expressions import Table as Named

from tenure.engine.clickhousesql import compiler as clickhouse
from tenure.engine.sparksql import compiler as spark
from tenure.engine.trinosql import compiler as trino
from tenure.errors import TenureError, unknown
from tenure.texts import Text

DIALECTS = ("duckdb", "spark", "postgres", "clickhouse", "trino")
_OURS: Mapping[str, SQLGlotCompiler] = {
    "spark": spark,
    "clickhouse": clickhouse,
    "trino": trino,
}  # Ibis' own, corrected


def dialect_called(name: str) -> str:
    """The dialect of that name.

    Raises: NotFound with its neighbours.
    """
    if name not in DIALECTS:
        raise unknown(Text("engine"), name, DIALECTS)
    return name


def statement(table: Table, dialect: str) -> str:
    """The statement that gives the table, laid out for reading. It needs no driver of that engine.

    Raises: NotFound for a dialect that is none, TenureError for an expression that an engine cannot say.
    """
    dialect_called(dialect)
    try:
        said = (_OURS.get(dialect) or getattr(compilers, dialect).compiler).to_sqlglot(table)
    except IbisError as error:
        raise TenureError(
            "This number cannot be written for {dialect}: {reason}.",
            "Ask for one of the other engines: {names}.",
            dialect=dialect,
            reason=str(error).rstrip("."),
            names=[name for name in DIALECTS if name != dialect],
        ) from error
    for named in said.find_all(Named):  # our own database and schema are nobody else's
        named.set("db", None)
        named.set("catalog", None)
    return str(said.sql(dialect=dialect, pretty=True))
