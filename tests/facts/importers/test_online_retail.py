"""A real shop: 541,909 invoice lines of a British gift wholesaler (UCI 352), through the words of its columns.

Witness: DuckDB over the same file. Lines without a customer wait in quarantine, the bad-debt adjustments (A…) among them;
an invoice whose lines come to less than nothing (C…) is a refund; one that comes to nothing is no purchase.
"""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tenure.facts.importers.plans import plan
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake


@pytest.fixture(scope="module")
def retail(shared: Path) -> Path:
    return shared / "data" / "online_retail" / "online_retail.parquet"


def test_its_columns_are_proposed_and_confirmed(retail: Path, tmp_path: Path, now: datetime) -> None:
    lake = Lake(tmp_path / "lake", "Europe/London")
    (only,) = plan([retail], Settings("Europe/London", "GBP", "GB"))
    assert only.proposal is not None
    assert {guess.canonical: guess.header for guess in only.proposal.guesses} == {
        "order_id": "InvoiceNo", "sku": "StockCode", "product_name": "Description", "quantity": "Quantity",
        "ordered_at": "InvoiceDate", "unit_price": "UnitPrice", "customer_id": "CustomerID", "shipping_country": "Country",
    }  # fmt: skip
    receipt = run(only.confirmed(), lake, now).receipt
    lines = duckdb.read_parquet(str(retail))
    (known, unknown), = lines.aggregate("count(CustomerID), count(*) - count(CustomerID)").fetchall()  # fmt: skip
    assert (known, unknown) == (406_829, 135_080)
    assert (receipt.rows_in, receipt.quarantined) == (541_909, unknown)
    assert receipt.stored + receipt.known == known

    # An invoice's lines are rounded to pence each, as the shop would print them: at most half a penny a line.
    cents = "cast(round_even(cast(Quantity * cast(UnitPrice AS DECIMAL(12,3)) AS DECIMAL(20,3)), 2) * 100 AS BIGINT)"
    sums = lines.filter("CustomerID IS NOT NULL").aggregate(f"InvoiceNo, sum({cents}) AS pence", "InvoiceNo")
    (expected,) = sums.aggregate(
        "count(*) FILTER (pence > 0), sum(pence) FILTER (pence > 0), "
        "count(*) FILTER (pence < 0), -sum(pence) FILTER (pence < 0)"
    ).fetchall()
    stored = duckdb.sql(lake.stored(KINDS["transactions"]))
    found = stored.aggregate(
        "count(*) FILTER (kind = 'order'), sum(amount_minor) FILTER (kind = 'order'), "
        "count(*) FILTER (kind = 'refund'), sum(amount_minor) FILTER (kind = 'refund')"
    ).fetchall()
    assert found == [expected]
    assert expected[0] == 18_532
    (customers,) = stored.aggregate("count(DISTINCT customer_id)").fetchall()[0]
    (wanted,) = lines.filter("CustomerID IS NOT NULL").aggregate("count(DISTINCT CustomerID)").fetchall()[0]
    free = sums.filter("pence = 0").aggregate("count(*)").fetchall()[0][0]
    assert wanted - customers <= free
