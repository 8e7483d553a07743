"""Spark behind Ibis: any server that speaks Spark Connect. The client needs no Java, and Ibis no Spark backend.

What is kept lies as Parquet in a folder that client and cluster both see. Only answers come to the client, and not too many.
"""

from __future__ import annotations

import atexit
import re
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from tenure.engine.sparksql import compiler
from tenure.engine.surface import TYPES, Scratch, parts, room
from tenure.errors import RemoteFailure, UsageError

MOST = 500_000  # rows that may come to the client at one asking
SMALL = 500  # tables of the client that the server holds at a time
_PORT = 15002
_RETRIES = 5  # times to ask again when a server is gone, in some 17 seconds; Spark's own client takes ten minutes
_PATIENCE = 10.0  # seconds until a server must have taken the call
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what overflows is an error, not a null
    "spark.sql.variable.substitute": "false",  # else ${x} inside a text is taken for a setting
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # else a product of rates is cut to six digits
}
_PLAIN = {"string": "string", "int64": "bigint", "int32": "int", "int16": "smallint", "int8": "tinyint",
          "float64": "double", "boolean": "boolean", "date": "date"}  # fmt: skip


class Spark:
    """A session on a Spark server that reads the lake's Parquet files and keeps stages beside them.

    `scratch` gives the folder for what is kept; it is asked at the first need, and so is the server.
    """

    def __init__(self, address: str, scratch: Scratch, most: int = MOST) -> None:
        self.address = address
        self.most = most
        self._scratch = scratch
        self._names = 0
        self._small: dict[str, None] = {}  # in-memory tables that the server has, the longest unused first
        self._read: dict[tuple[Path, ...], Table] = {}
        self._folders: dict[str, Path] = {}

    @cached_property
    def session(self) -> Any:
        """The session, opened at first need.

        Raises: RemoteFailure when there is no server, UsageError when the client's package is not installed.
        """
        with self._asking():
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession

            self._call()
            session = SparkSession.builder.remote(self.address).create()
            session.client.set_retry_policies([DefaultPolicy(max_retries=_RETRIES)])
            atexit.unregister(session.client._on_exit)  # it asks once more, and would wait for a server that is gone
            for name, value in _SETTINGS.items():
                session.conf.set(name, value)
        return session

    @cached_property
    def _room(self) -> Path:
        return room(self, self._scratch)

    @property
    def place(self) -> str:
        """Host and port of the server: the address without what may be secret in it."""
        found = urlsplit(self.address)
        return f"{found.hostname}:{found.port or _PORT}"

    def parquet(self, files: Sequence[Path], columns: Mapping[str, str]) -> Table:
        """The rows of Parquet files with the given columns and SQL types; no rows when there are no files."""
        schema = ibis.schema({name: TYPES[kind] for name, kind in columns.items()})
        if not files:
            return ibis.memtable(schema.to_pyarrow().empty_table(), schema=schema)
        if tuple(files) not in self._read:
            self._read[tuple(files)] = self._view("facts", files, schema)
        return self._read[tuple(files)]

    def keep(self, name: str, table: Table, large: bool = False) -> Table:
        """Compute a table once and keep it under a name for later expressions: always in files."""
        folder = self._room / self._fresh(name)
        self.write(table, folder)
        kept = self._view(name, [folder], table.schema())
        self._folders[kept.get_name()] = folder
        return kept

    def drop(self, table: Table) -> None:
        """Forget a kept table."""
        folder = self._folders.pop(table.get_name(), None)
        if folder is not None:
            with self._asking():
                self.session.catalog.dropTempView(table.get_name())
            shutil.rmtree(folder, ignore_errors=True)

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows, each as a dict."""
        out: list[dict[str, Any]] = self.arrow(table).to_pylist()
        return out

    def arrow(self, table: Table) -> pa.Table:
        """All rows as an Arrow table.

        Raises: UsageError when there are more than a client should hold.
        """
        with self._asking():
            found = self._frame(table).limit(self.most + 1).toArrow()
        if found.num_rows > self.most:
            raise UsageError(
                "That is more than {most} rows, and they would all come to this machine.",
                'Ask for fewer periods or slices; or build on Spark (tenure build) and ask with engine = "duckdb".',
                most=self.most,
            )
        return found

    def write(self, table: Table, path: Path) -> None:
        """Write all rows into a folder of Parquet files, in the table's order."""
        with self._asking():
            self._frame(table).write.parquet(_address(path), compression="zstd")
        if not path.is_dir():  # Sail makes no folder for no rows
            path.mkdir()
            pq.write_table(table.schema().to_pyarrow().empty_table(), path / "part-0.parquet")

    def shelved(self, paths: Sequence[Path]) -> Table:
        """Parquet that an engine wrote, as one table with the types it has."""
        schema = ibis.Schema.from_pyarrow(pq.read_schema(parts(paths[0])[0]))
        return self._view("shelved", paths, schema)

    def _fresh(self, name: str) -> str:
        self._names += 1
        return f"{name}_{self._names}"

    def _view(self, name: str, paths: Sequence[Path], schema: ibis.Schema) -> Table:
        """The rows of files or folders under a fresh name. Told the types, Spark need not open them to learn."""
        name = self._fresh(name)
        told = ", ".join(f"`{column}` {_type(kind)}" for column, kind in schema.items())
        with self._asking():
            frame = self.session.read.schema(told).parquet(*[_pattern(path) for path in paths])
            frame.createOrReplaceTempView(name)
        return ibis.table(schema, name=name)

    def _frame(self, table: Table) -> Any:
        """The table on the server, each column with the type that Ibis takes it for: sums and products come out wider."""
        from pyspark.sql.connect.functions import col

        for op in table.op().find(ops.InMemoryTable):
            self._send(op)
        frame = self.session.sql(compiler.to_sqlglot(table).sql(dialect="spark"))
        return frame.select(*[col(f"`{name}`").cast(_type(kind)).alias(name) for name, kind in table.schema().items()])

    def _send(self, op: ops.InMemoryTable) -> None:
        """Give the server a small table of ours, and take back the one that was not used for longest."""
        if op.name not in self._small:
            told = ", ".join(f"`{column}` {_type(kind)}" for column, kind in op.schema.items())
            frame = self.session.createDataFrame(op.data.to_pyarrow(op.schema), told)
            frame.createOrReplaceTempView(op.name)
        self._small.pop(op.name, None)
        self._small[op.name] = None
        if len(self._small) > SMALL:
            oldest = next(iter(self._small))
            del self._small[oldest]
            self.session.catalog.dropTempView(oldest)

    def _call(self) -> None:
        """Whether anybody answers: Spark's own client would try for ten minutes.

        Raises: RemoteFailure when nobody does.
        """
        host, port = self.place.rsplit(":", 1)
        try:
            socket.create_connection((host, int(port)), _PATIENCE).close()
        except OSError as error:
            raise RemoteFailure(
                "No Spark server answers at {place}: {reason}.",
                "Start one, or correct spark in tenure.toml or TENURE_SPARK.",
                place=self.place,
                reason=error.strerror or str(error),
            ) from error

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Raises: RemoteFailure for what the server did not do, UsageError where the client's package is missing."""
        try:
            from grpc import RpcError
            from pyspark.errors import PySparkException

            with _file_of_program():
                import pyspark.sql.connect  # noqa: F401
        except ImportError as error:
            raise UsageError(
                "The engine spark needs the package pyspark-client.",
                "Install it: pip install 'tenure[spark]', or python3 bootstrap.py spark in a clone.",
            ) from error
        try:
            yield
        except (PySparkException, RpcError) as error:
            said = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
            raise RemoteFailure(
                "The Spark server at {place} could not do it: {reason}",
                "Its own log says more. It must see the lake's folder under the same path, and may write there.",
                place=self.place,
                reason=said[:500],
            ) from error


@contextmanager
def _file_of_program() -> Iterator[None]:
    """The program with a file. One without (python -c, a worker of pytest-xdist) Spark takes for its own tests, and ends it."""
    program = sys.modules["__main__"]
    nameless = not hasattr(program, "__file__")
    if nameless:
        program.__file__ = "-c"
    try:
        yield
    finally:
        if nameless:
            del program.__file__


def _address(path: Path) -> str:
    """A path on the local disk or a mount, whatever the cluster's default is."""
    return f"file://{path.absolute()}"


def _pattern(path: Path) -> str:
    """The address of a path to read, where Spark takes patterns: signs such as [ and * stand for themselves."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", _address(path))


def _type(kind: Any) -> str:
    """A type as Spark calls it. An instant carries no zone."""
    if kind.is_decimal():
        return f"decimal({kind.precision or 38},{kind.scale or 0})"
    return "timestamp_ntz" if kind.is_timestamp() else _PLAIN[type(kind).__name__.lower()]
