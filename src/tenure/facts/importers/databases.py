"""A table or query of a database as a sheet of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tenure.errors import RemoteFailure, UsageError
from tenure.facts.importers.parquet import figure
from tenure.facts.importers.sheets import Sheet, no_cells, unique_headers
from tenure.facts.importers.spool import Spool

_BATCH = 50_000


@dataclass(frozen=True)
class Database:
    """What to read from a database: a table, or a query."""

    address: str  # postgresql://user@host/name, sqlite:///file
    table: str = ""
    query: str = ""

    def __post_init__(self) -> None:
        if bool(self.table) == bool(self.query):
            raise UsageError(
                "A database needs a table or a query, and not both.", "Say --table orders or --query 'select …'."
            )

    @property
    def name(self) -> str:
        """The table, or that it was a query; never the address, which may hold a password."""
        return self.table or "query"


def read_database(source: Database) -> Sheet:
    """Every row of the table or query.

    Raises: RemoteFailure when the database does not answer as it should.
    """
    import sqlalchemy as sa

    try:
        engine = sa.create_engine(source.address)
        shown = engine.url.render_as_string(hide_password=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(
            "The address of the database cannot be used.", "Write it as postgresql://user@host/name or sqlite:///file."
        ) from error
    try:
        with engine.connect().execution_options(stream_results=True, max_row_buffer=_BATCH) as connection:
            result = connection.execute(_statement(source))
            columns = unique_headers(list(result.keys()))
            spool, count = Spool(no_cells(columns).schema), 0
            for batch in result.partitions(_BATCH):
                cells = list(zip(*batch, strict=True))
                spool.add(
                    pa.table(
                        {
                            name: pa.array([_text(cell) for cell in column], pa.string())
                            for name, column in zip(columns, cells, strict=True)
                        }
                    )
                )
                count += len(batch)
    except sa.exc.SQLAlchemyError as error:
        raise RemoteFailure(
            "{address} did not give {name}: {cause}",
            "Check the address, the rights and the name.",
            address=shown,
            name=source.name,
            cause=_cause(error),
        ) from error
    finally:
        engine.dispose()
    return Sheet(
        source.name, columns, spool.table(), pa.chunked_array([pa.array(range(1, count + 1), pa.int64())]), (), "sql", 0
    )


def _statement(source: Database) -> Any:
    import sqlalchemy as sa

    if source.query:
        return sa.text(source.query)
    schema, _, table = source.table.rpartition(".")
    return sa.select(sa.text("*")).select_from(sa.table(table, schema=schema or None))


def _cause(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _text(cell: object) -> str | None:
    match cell:
        case None:
            return None
        case bool():
            return str(cell).lower()
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f")
        case float():
            return figure(cell)
        case bytes() | memoryview():
            return bytes(cell).decode("utf-8", "replace")
        case _:
            return str(cell)
