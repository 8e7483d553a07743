"""The statements of numbers, for every engine: one number for each view of a stage, and the stages under them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import ibis
import pytest
import sqlglot
from ibis import _
from ibis.expr.operations import InMemoryTable

from tenure.book import Book, measures
from tenure.catalogue.gather import statements
from tenure.catalogue.question import Question
from tenure.engine.dialects import DIALECTS, statement
from tenure.errors import NotFound
from tenure.periods import parse_period
from tenure.stages.workshop import MAKERS
from tenure.verification.folder import load_folder
from tests.conftest import repetitions

DECEMBER = date(2024, 12, 31)
PERIOD = parse_period("2024-07")
SAID = {
    "n": "7", "k": "1", "t": "365", "from": "7", "to": "13", "at": "2024-12", "month": "3", "channel": "social", "instrument": "csat",
    "dimension": "overall", "reason": "unknown", "factor": "revenue", "stage": "new", "role": "fan", "direction": "down",
    "before": "2024-01", "after": "2024-06",
}  # fmt: skip
Thing = TypeVar("Thing")
LIFECYCLE = {"from": "new", "to": "mature"}


@pytest.fixture(scope="module")
def book(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    return load_folder(shared / "golden", tmp_path_factory.mktemp("golden") / "book", datetime(2026, 1, 1))


def test_each_view_and_stage_is_said_in_every_dialect_and_can_be_read_again(book: Book) -> None:
    for dialect in DIALECTS:
        _say(book, dialect)


def _say(book: Book, dialect: str) -> None:
    shop = book.at(DECEMBER)
    one_of_each = {term.view: measure for measure in measures().values() for term in measure.terms().values()}
    assert len(one_of_each) > 60
    for measure in _share(list(one_of_each.values()), dialect, repetitions(20, 1)):
        said = SAID | LIFECYCLE if measure.id.startswith("growth.") else SAID
        where = {word: said[word] for word in measure.params}
        for told in statements(shop, measure, Question((PERIOD,), (), where), dialect):
            _read(told, dialect)
    for stage in _share(list(MAKERS), dialect, repetitions(5, 1)):
        _read(statement(shop.expression(stage), dialect), dialect)


def _read(told: str, dialect: str) -> None:
    """Parse it; of ClickHouse's exact quantiles the parser knows one, whose form is that of its inclusive sister."""
    sqlglot.parse(told.replace("quantileExactInclusive", "quantileExact"), dialect=dialect)


def _share(things: list[Thing], dialect: str, size: int) -> list[Thing]:
    """One in so many, others for each dialect."""
    return things[DIALECTS.index(dialect) % size :: size]


def test_a_quantile_in_trinos_words_is_that_of_duckdb() -> None:
    values = ibis.memtable({"kind": ["a"] * 4 + ["b"] * 5 + ["c"], "length": [5, 1, None, 9, 4, 4, 2, 8, 1, None]})
    asked = values.group_by("kind").agg(half=_.length.quantile(0.5), most=_.length.quantile(0.9, where=_.length > 1))
    (said,) = sqlglot.transpile(statement(asked, "trino"), read="trino", write="duckdb")
    con = ibis.duckdb.connect()
    con.create_table(asked.op().find(InMemoryTable)[0].name, values.to_pyarrow())
    rows = con.raw_sql(said.replace("ELEMENT_AT", "LIST_EXTRACT")).fetchall()
    assert sorted(rows) == sorted(tuple(row.values()) for row in con.to_pyarrow(asked).to_pylist())
    assert {row[0] for row in rows if row[1] is None} == {"c"}


def test_a_quantile_in_clickhouses_words_looks_at_every_row() -> None:
    values = ibis.memtable({"length": [5, 1, None, 9]})
    said = statement(
        values.agg(half=_.length.quantile(0.5), most=_.length.quantile(0.9, where=_.length > 1)), "clickhouse"
    )
    called = [one.split("(")[0].split()[-1] for one in said.splitlines() if "quantile" in one.lower()]
    assert called == ["quantileExactInclusive", "quantileExactInclusiveIf"]


def test_an_engine_that_is_none_is_told_with_its_neighbours(book: Book) -> None:
    with pytest.raises(NotFound, match="Did you mean postgres"):
        book.sql("renewal.rate_count", PERIOD, DECEMBER, {}, "postgre")


def test_without_a_word_the_engine_of_the_workspace_speaks(book: Book) -> None:
    own = book.sql("acq.leads", PERIOD, DECEMBER, {})
    assert "CREATE TABLE leads_" in own and '"t0"' in own
    assert "`t0`" in book.sql("acq.leads", PERIOD, DECEMBER, {}, "spark")
