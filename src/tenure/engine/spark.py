"""Spark behind Ibis: any server that speaks Spark Connect; the client needs no Java.

What is kept lies as Parquet in a folder that client and cluster both see; only answers come to the client, and not too many.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.expr.types import Table

from tenure.engine.dialects import spark_compiler
from tenure.engine.types import LAKE

MOST = 500_000  # rows that may come to the client at one asking
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what cannot be told is an error, never an unasked-for null
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # products keep their digits
}


class Spark:
    """A session on a Spark server that reads the lake's Parquet files and keeps stages beside them."""

    def __init__(self, address: str, scratch: Callable[[], Path], most: int = MOST) -> None:
        self.address = address
        self.most = most
        self._scratch = scratch
        self._kept = 0
        self._told: set[str] = set()  # memtables that the server has
        self._folders: dict[str, Path] = {}

    @cached_property
    def session(self) -> Any:
        from pyspark.sql.connect.session import SparkSession

        session = SparkSession.builder.remote(self.address).create()
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
        return session

    @cached_property
    def scratch(self) -> Path:
        return self._scratch()

    def parquet(self, files: Sequence[Path], columns: Mapping[str, str]) -> Table:
        schema = ibis.schema({name: LAKE[kind] for name, kind in columns.items()})
        if not files:
            return ibis.memtable(schema.to_pyarrow().empty_table(), schema=schema)
        return self._named("facts", files, schema)

    def _label(self, name: str) -> str:
        self._kept += 1
        return f"{name}_{self._kept}"

    def _named(self, name: str, paths: Sequence[Path], schema: ibis.Schema) -> Table:
        label = self._label(name)
        frame = self.session.read.schema(_ddl(schema)).parquet(*[f"file://{path}" for path in paths])
        frame.createOrReplaceTempView(label)
        return ibis.table(schema, name=label)

    def keep(self, name: str, table: Table) -> Table:
        folder = self.scratch / self._label(name)
        self._frame(table).write.parquet(f"file://{folder}")
        kept = self._named(name, [folder], table.schema())
        self._folders[kept.get_name()] = folder
        return kept

    def drop(self, table: Table) -> None:
        folder = self._folders.pop(table.get_name(), None)
        if folder is not None:
            self.session.catalog.dropTempView(table.get_name())
            shutil.rmtree(folder, ignore_errors=True)

    def rows(self, table: Table) -> list[dict[str, object]]:
        out: list[dict[str, object]] = self.arrow(table).to_pylist()
        return out

    def arrow(self, table: Table) -> pa.Table:
        return self._frame(table).limit(self.most + 1).toArrow()

    def write(self, table: Table, path: Path) -> None:
        self._frame(table).write.parquet(f"file://{path}")

    def count(self, path: Path) -> int:
        import pyarrow.parquet as pq

        return sum(pq.read_metadata(part).num_rows for part in path.glob("*.parquet"))

    def shelved(self, paths: Sequence[Path]) -> Table:
        raise NotImplementedError

    def sql(self, table: Table) -> str:
        return spark_compiler.to_sqlglot(table).sql(dialect="spark", pretty=True)

    def _frame(self, table: Table) -> Any:
        for op in table.op().find(ops.InMemoryTable):
            if op.name not in self._told:
                self.session.createDataFrame(op.data.to_pyarrow(op.schema), _ddl(op.schema)).createOrReplaceTempView(op.name)
                self._told.add(op.name)
        import os
        if os.environ.get("SHOWSQL"): print(spark_compiler.to_sqlglot(table).sql(dialect="spark", pretty=True), flush=True)
        frame = self.session.sql(spark_compiler.to_sqlglot(table).sql(dialect="spark"))
        from pyspark.sql.connect.functions import col

        return frame.select(*[col(f"`{n}`").cast(_type(t)).alias(n) for n, t in table.schema().items()])


def _ddl(schema: ibis.Schema) -> str:
    return ", ".join(f"`{name}` {_type(kind)}" for name, kind in schema.items())


def _type(kind: Any) -> str:
    if kind.is_decimal():
        return f"decimal({kind.precision or 38},{kind.scale or 0})"
    return {"string": "string", "int64": "bigint", "int32": "int", "int16": "smallint", "int8": "tinyint", "float64": "double", "boolean": "boolean", "date": "date",
            "timestamp": "timestamp_ntz", "timestamp(6)": "timestamp_ntz"}[str(kind).lstrip("!")]
