"""What a row of a file can be: its columns, what must hold of it, and the facts that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from tenure.facts.delivery import ROW, delivered_schema
from tenure.facts.importers.cells import constant
from tenure.facts.importers.rows import Field, Holds, Rows
from tenure.facts.importers.stragglers import Together
from tenure.facts.importers.troubles import Troubles
from tenure.facts.kinds import KINDS
from tenure.texts import Text

_PEOPLE = frozenset(("customer_id", "user_id", "open_id", "company_id", "anonymous_id"))


@dataclass(frozen=True)
class Facts:
    """The facts of checked rows, by kind; and the rows that tell none, by the reason."""

    tables: Mapping[str, pa.Table]
    left_out: Mapping[Text, int] = field(default_factory=dict)
    notes: Sequence[Text] = ()
    assumed: Mapping[str, pa.Array] = field(
        default_factory=dict
    )  # by kind, keys of facts that give way to what is stored
    merged: pa.Table | None = None  # row, into: rows that tell their fact together with another row
    withdrawn: Mapping[str, pa.Table] = field(
        default_factory=dict
    )  # by kind, facts that hold no longer if they ever did
    wholes: Mapping[str, str] = field(default_factory=dict)  # by kind, the column of what a file tells all parts of
    tagged: pa.Table | None = (
        None  # row, customer_id, begins: rows that tell all tags of somebody, and how their keys begin
    )


def no_longer(facts: pa.Table) -> pa.Table:
    """The facts as taken back."""
    return facts.set_column(facts.schema.get_field_index("op"), "op", constant("retract", pa.string(), facts.num_rows))


def nothing_more(rows: Rows, troubles: Troubles) -> None:
    """A row that reads well is well."""


def each_alone(rows: Rows) -> Together:
    """Rows that are facts of their own."""
    return ()


@dataclass(frozen=True)
class Entity:
    """What a row is."""

    name: str
    key: str  # canonical column that names the row's subject
    fields: tuple[Field, ...]
    build: Callable[[Rows], Facts]
    examine: Callable[[Rows, Troubles], None] = nothing_more  # what must hold across columns and rows
    keeps_unmapped: bool = False
    parts: Literal["whole", "by key", "with key", "rows"] = "whole"  # how few rows can be understood without the others
    wholes: Mapping[str, str] = field(default_factory=dict)  # by kind, the column of what a file tells all parts of
    adds_up: bool = False  # rows of one key are parts of one sum
    together: Callable[[Rows], Together] = each_alone  # what rows of one group make
    called: tuple[str, str, str] = ("customer_email", "customer_phone", "customer_name")  # how its rows name people

    @property
    def names(self) -> frozenset[str]:
        """The canonical columns that it knows."""
        return frozenset(column.name for column in self.fields)

    @property
    def people(self) -> frozenset[str]:
        """The canonical columns in which its rows name somebody."""
        named = frozenset(column.name for column in self.fields if column.holds is Holds.NAME)
        return named | self.names & _PEOPLE | frozenset(self.called)


def fact_table(
    kind: str, numbers: pa.ChunkedArray, /, **columns: pa.ChunkedArray | pa.Array | str | int | None
) -> pa.Table:
    """Facts of a kind; a plain value stands in every row, a column that is not given is unknown."""
    schema = delivered_schema(KINDS[kind])
    given: dict[str, pa.ChunkedArray | pa.Array] = {ROW: numbers}
    for name, value in columns.items():
        given[name] = (
            constant(value, schema.field(name).type, len(numbers))
            if value is None or isinstance(value, str | int)
            else value
        )
    defaults = {column.name: column.default for column in KINDS[kind].columns if column.default is not None}
    for item in schema:
        if item.name not in given:
            value = defaults.get(item.name, "assert" if item.name == "op" else None)
            given[item.name] = constant(
                int(value) if value and pa.types.is_integer(item.type) else value, item.type, len(numbers)
            )
    return pa.table({item.name: given[item.name].cast(item.type) for item in schema}, schema=schema)
