"""What `import tenure` gives in a notebook."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import altair
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import tenure
from tenure.errors import NotFound, UsageError
from tenure.notebook import Opened, Result
from tenure.verification.folder import load_folder
from tests.properties.comparison import NOW

RENEWAL = "renewal.rate_count"


@pytest.fixture(scope="module")
def book(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    home = tmp_path_factory.mktemp("notebook") / "golden"
    load_folder(shared / "golden", home, NOW)
    yield tenure.open(home, "en")


@pytest.fixture(scope="module")
def monthly(book: Opened) -> Result:
    return book.metric(["revenue.mrr", RENEWAL], "2024-01..2024-06")


def test_one_value_is_a_number(book: Opened) -> None:
    found = book.metric("growth.customers_held", "2024-12")
    assert found.scalar() == Decimal(10)
    assert repr(found).startswith("<growth.customers_held: 1 values as of ")


def test_several_values_are_no_number(monthly: Result) -> None:
    with pytest.raises(UsageError, match="12 values"):
        monthly.scalar()


def test_a_mistyped_word_of_a_slice_is_told_with_its_neighbours(book: Opened) -> None:
    assert book.metric("growth.customers_held", "2024-12", where={"region": "mainland"}).scalar()
    with pytest.raises(NotFound, match="value of region called 'mainlnd'.*\n.*Did you mean mainland"):
        book.metric("growth.customers_held", "2024-12", where={"region": "mainlnd"})
    with pytest.raises(NotFound, match="value of region called 'mainlnd'"):
        book.who("growth.customers_held", "2024-12", where={"region": "mainlnd"})


def test_without_periods_the_last_twelve_whole_months(book: Opened) -> None:
    found = book.metric("revenue.mrr")
    assert len(found) == 12
    assert all(value.period.grain == "month" and value.period.last <= value.as_of for value in found)


def test_every_reader_of_arrow_takes_it(monthly: Result) -> None:
    assert pa.table(monthly).num_rows == pl.DataFrame(monthly).height == 12
    assert duckdb.from_arrow(monthly.to_arrow()).fetchall() == duckdb.from_arrow(monthly).fetchall()
    assert pd.DataFrame.from_records(monthly.to_dicts()).shape[0] == monthly.to_pandas().shape[0] == 12


def test_frames_hold_no_objects(monthly: Result) -> None:
    frame = monthly.to_pandas()
    assert not [name for name in frame.columns if frame[name].dtype == object]
    schema = monthly.to_polars().schema
    assert (schema["value"], schema["start"], schema["metric"]) == (pl.Float64, pl.Date, pl.String)


def test_dicts_keep_every_digit_and_unknown_is_none(book: Opened) -> None:
    rows = book.metric("revenue.mrr", ["2024-03", "2030-01"]).to_dicts()
    assert isinstance(rows[0]["value"], Decimal)
    assert rows[0]["currency"] == "CNY"
    assert (rows[1]["value"], rows[1]["status"]) == (None, "immature")


def test_slices_are_columns(book: Opened) -> None:
    found = book.metric("growth.customers_held", "2024-12", by="tier")
    assert found.to_arrow().column_names[:3] == ["metric", "tier", "period"]
    assert sum(row["value"] for row in found.to_dicts()) == 10


def test_the_people_behind_a_number(book: Opened) -> None:
    assert book.who("growth.customers_held", "2024-12").num_rows == 10


def test_it_tells_under_what_it_holds(monthly: Result) -> None:
    assert {"as_of", "zone", "currency", "policy_version", "facts_version"} <= monthly.meta.keys()
    assert monthly.meta["metrics"] == ["revenue.mrr", RENEWAL]


def test_the_table_is_escaped_and_says_how_much_more(book: Opened) -> None:
    html = book.metric("revenue.mrr", "2022-01..2024-12")._repr_html_()
    assert html.count("<tr>") == 21
    assert "and 16 more" in html


def test_a_line_for_each_metric_and_hollow_points_for_what_is_not_final(monthly: Result) -> None:
    spec = monthly.chart().to_dict()
    assert isinstance(monthly.chart(), altair.LayerChart)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["line", "point", "point"]
    assert spec["layer"][2]["transform"] == [{"filter": "!datum.final"}]


def test_bars_for_the_slices_of_one_period(book: Opened) -> None:
    spec = book.metric("growth.customers_held", "2024-12", by="tier").chart().to_dict()
    assert spec["mark"]["type"] == "bar"


def test_nothing_known_is_nothing_drawn(book: Opened) -> None:
    with pytest.raises(UsageError, match="nothing to draw"):
        book.metric("revenue.mrr", "2030-01").chart()


def test_it_speaks_chinese(book: Opened) -> None:
    chinese = Opened(book.book, "zh")
    assert "续约率" in chinese.describe(RENEWAL)
    assert "数值" in chinese.metric("revenue.mrr", "2024-03")._repr_html_()
    assert chinese.metrics().keys() == book.metrics().keys()


def test_a_missing_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="tenure init"):
        tenure.open(tmp_path)


def test_what_is_public_is_explained() -> None:
    for thing in (tenure.open, Opened, Result, *(getattr(Result, name) for name in ("to_arrow", "to_pandas", "chart"))):
        assert inspect.getdoc(thing)
