"""What an analysis in Python gives back: its tables as frames, the page to read, and the files it can be written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from tenure.pages.blocks import Cell, Column, Note, Page, Table, bare, blocks_of
from tenure.periods import Period
from tenure.render import write_report
from tenure.render.flat import flat_tables, table_of
from tenure.render.json import plain
from tenure.render.markup import Markup, join, tag
from tenure.render.plain import page_text
from tenure.render.tables import note_html, table_html
from tenure.words import html_language

_TEXTS = ("text", "period")


@dataclass(frozen=True)
class Analysed:
    """The tables of one analysis by their keys, tables of charts and heat maps included. `page` holds all of it."""

    page: Page

    def __repr__(self) -> str:
        return f"<{self.page.title}, {self.page.subtitle}: {', '.join(self.tables)}>"

    def __str__(self) -> str:
        return page_text(self.page)

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every table by its key."""
        return flat_tables(self.page)

    def table(self, key: str = "") -> Table:
        """One table; the first when none is named.

        Raises: NotFound with the tables there are, or where there are none.
        """
        return table_of(self.page, key)

    def to_dicts(self, key: str = "") -> list[dict[str, Any]]:
        """The rows of a table, the total left out; numbers exact, unknown None."""
        table = self.table(key)
        names = [column.key for column in table.columns]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in table.rows]

    def to_arrow(self, key: str = "") -> pa.Table:
        """A table as Arrow, numbers as float64."""
        table = self.table(key)
        schema = pa.schema([(column.key, _type(column)) for column in table.columns])
        rows = [{name: _float(cell) for name, cell in row.items()} for row in self.to_dicts(key)]
        return pa.Table.from_pylist(rows, schema=schema)

    def to_pandas(self, key: str = "") -> Any:
        """A table as a pandas frame."""
        return self.to_arrow(key).to_pandas(date_as_object=False)

    def to_json(self) -> dict[str, Any]:
        """The whole page as plain values, as the command gives it with --json."""
        made: dict[str, Any] = plain(self.page)
        return made

    def save(self, path: Path | str) -> None:
        """Write the page as .html, .xlsx or .json.

        Raises: UsageError for another ending.
        """
        write_report(self.page, Path(path))

    def _repr_html_(self) -> str:
        parts: list[Markup] = []
        for block in blocks_of(self.page.sections):
            if isinstance(block, Table):
                parts.append(table_html(block, self.page))
            elif isinstance(block, Note):
                parts.append(note_html(block))
        return tag("div", join(*parts), lang=html_language(self.page.lang))


def _plain(cell: Cell) -> object:
    told = bare(cell)
    return str(told) if isinstance(told, Period) else told


def _type(column: Column) -> pa.DataType:
    if column.kind in _TEXTS:
        return pa.string()
    return pa.date32() if column.kind == "day" else pa.float64()


def _float(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal | int) else cell
