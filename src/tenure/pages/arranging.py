"""Which columns of a page's tables are shown, and in which order, as the word `columns` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from tenure.pages.blocks import Block, Page, Table

COLUMNS = "columns"


def arranged(page: Page, told: str) -> Page:
    """The page with those columns alone that are named after a table, such as `tiers.tier,revenue.mrr;pool_months.month,lost`.

    The first column says what a row is: it stays, and stays first. What is not there is passed over, for an address that was
    kept has to open when a company tells other things of its customers.
    """
    wanted = _wanted(told)
    if not wanted:
        return page

    def with_it(block: Block) -> Block:
        return _table(block, wanted[block.key]) if isinstance(block, Table) and block.key in wanted else block

    sections = (replace(one, blocks=tuple(with_it(block) for block in one.blocks)) for one in page.sections)
    return replace(page, sections=tuple(sections))


def _wanted(told: str) -> Mapping[str, list[str]]:
    """The columns of each table; a key is quoted as in an address where it holds a comma itself."""
    parts = (part.strip().partition(".") for part in told.split(";"))
    return {name: [unquote(key) for key in keys.split(",")] for name, _dot, keys in parts if keys}


def _table(table: Table, keys: Sequence[str]) -> Table:
    known = {column.key: place for place, column in enumerate(table.columns)}
    places = list(dict.fromkeys([0, *(known[key] for key in keys if key in known)]))
    if len(places) == 1:  # nothing that is there was named
        return table
    return replace(
        table,
        columns=tuple(table.columns[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
        total=tuple(table.total[place] for place in places) if table.total else None,
        further=tuple(column for place, column in enumerate(table.columns) if place not in places),
    )
