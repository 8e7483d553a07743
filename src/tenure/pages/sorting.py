"""Tables in another order: by any column, over all their rows, as the word `sort` says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tenure.errors import unknown
from tenure.pages.blocks import Block, Section, Table, bare, blocks_of
from tenure.periods import Period
from tenure.texts import Text

DOWN = "-"  # before the word: the largest first


def sortable(table: Table) -> bool:
    """Whether another order says something: not for the few words about one thing."""
    return len(table.rows) > 1 and (bool(table.sheet) or any(column.kind != "text" for column in table.columns))


def in_order(sections: Sequence[Section], sort: str) -> tuple[Section, ...]:
    """The sections with one table sorted: `revenue.mrr` of the table `tiers` is `tiers.revenue.mrr`, with a minus the largest first.

    Raises: NotFound for a table or column that is not there.
    """
    name, _dot, column = sort.removeprefix(DOWN).partition(".")
    tables = {one.key: one for one in blocks_of(sections) if isinstance(one, Table) and sortable(one)}
    if name not in tables:
        raise unknown(Text("table of this page called"), name, tables)
    made = ordered(tables[name], DOWN + column if sort.startswith(DOWN) else column)

    def with_it(block: Block) -> Block:
        return made if block is tables[name] else block

    return tuple(replace(one, blocks=tuple(with_it(block) for block in one.blocks)) for one in sections)


def ordered(table: Table, sort: str) -> Table:
    """The table by a column; rows with nothing there come last, and those alike stay as they were.

    Raises: NotFound for a column that is not there.
    """
    keys = [column.key for column in table.columns]
    key = sort.removeprefix(DOWN)
    if key not in keys:
        raise unknown(Text("column of this table called"), key, keys)
    cells = [bare(row[keys.index(key)]) for row in table.rows]
    having = [number for number, cell in enumerate(cells) if cell is not None]
    having.sort(key=lambda number: place(cells[number]), reverse=sort.startswith(DOWN))
    order = [*having, *(number for number, cell in enumerate(cells) if cell is None)]
    subjects = tuple(table.subjects[number] for number in order) if table.subjects else ()
    return replace(table, rows=tuple(table.rows[number] for number in order), subjects=subjects, sorted=sort)


def place(told: Any) -> tuple[int, Any]:
    """Where something stands among its like: days by time, words by letter; GB 18030 has Chinese words in the order of pinyin."""
    if isinstance(told, str):
        return 2, told.casefold().encode("gb18030", "replace")
    if isinstance(told, Period):
        return 1, (told.start.toordinal(), told.days)
    return (1, (told.toordinal(), 0)) if isinstance(told, date) else (0, told)
