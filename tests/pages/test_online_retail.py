"""The report on a real shop, against SQL by hand over the same file: a British gift wholesaler, December 2010 to 2011 (UCI 352).

Witness: DuckDB over the lines as they are, without any stage of ours. An invoice is one purchase on its day where its
lines with a customer come to more than nothing, a refund where they come to less.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tenure.cli import main

MONTH, FIRST, LAST, BEFORE = "2011-08", "2011-08-01", "2011-08-31", "2011-07-31"
LAPSE = 180
PENNIES = Decimal("0.02")  # the shop prints each line in whole pence; four lines have prices of a tenth of a penny

INVOICES = """
    CREATE TABLE invoices AS
    SELECT InvoiceNo AS invoice, min(CustomerID) AS customer, CAST(min(InvoiceDate) AS DATE) AS day,
           round(sum(Quantity * CAST(UnitPrice AS DECIMAL(12, 3))), 2) AS pounds
    FROM read_parquet(?) WHERE CustomerID IS NOT NULL GROUP BY InvoiceNo
"""
BOUGHT = """
    CREATE TABLE bought AS
    SELECT customer, day, sum(pounds) AS pounds, count(*) AS orders,
           min(day) OVER (PARTITION BY customer) AS first_day,
           lead(day) OVER (PARTITION BY customer ORDER BY day) AS next_day
    FROM invoices WHERE pounds > 0 GROUP BY customer, day
"""


@pytest.fixture(scope="module")
def retail(shared: Path) -> Path:
    return shared / "data" / "online_retail" / "online_retail.parquet"


@pytest.fixture(scope="module")
def sections(retail: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The blocks of the report as JSON, by section and key."""
    folder = tmp_path_factory.mktemp("retail")
    book, settings, out = folder / "book", folder / "policies.csv", folder / "report.json"
    settings.write_text(f"key,value\nrelationship,purchase\nlapse_days,{LAPSE}\n", encoding="utf-8")
    assert main(["init", str(book), "--zone", "Europe/London", "--currency", "GBP", "--country", "GB"]) == 0
    assert main(["import", str(settings), "-w", str(book)]) == 0
    assert main(["import", str(retail), "--yes", "-w", str(book)]) == 3  # lines without a customer wait
    assert main(["report", "--period", MONTH, "--out", str(out), "-w", str(book)]) == 0
    page = json.loads(out.read_text(encoding="utf-8"))
    assert page["as_of"] == "2011-12-09"
    return {section["key"]: {block["key"]: block for block in section["blocks"]} for section in page["sections"]}


@pytest.fixture(scope="module")
def shop(retail: Path) -> duckdb.DuckDBPyConnection:
    """The file as days of buying, by hand."""
    connection = duckdb.connect()
    connection.execute(INVOICES, [str(retail)])
    connection.execute(BOUGHT)
    return connection


def rows(shop: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple[Any, ...]]:
    return shop.execute(query, list(values)).fetchall()


def figure(block: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = [one["value"] for one in block["figures"] if one["key"] == key]
    assert found["status"] == "final"
    return found  # type: ignore[no-any-return]


def near(told: Sequence[str], expected: Sequence[Decimal]) -> bool:
    """Whether sums of money are the same to the pennies that rounding lines may move."""
    return all(abs(Decimal(text) - pounds) <= PENNIES for text, pounds in zip(told, expected, strict=True))


def test_customers_are_those_who_bought_in_the_last_180_days(
    sections: dict[str, dict[str, Any]], shop: duckdb.DuckDBPyConnection
) -> None:
    held = "SELECT count(DISTINCT customer) FROM bought WHERE day <= CAST(? AS DATE) AND day + ? > CAST(? AS DATE)"
    ((opening,),) = rows(shop, held, BEFORE, LAPSE, BEFORE)
    ((closing,),) = rows(shop, held, LAST, LAPSE, LAST)
    lost = f"""
        SELECT count(*) FROM bought WHERE day + {LAPSE} BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
        AND (next_day IS NULL OR next_day >= day + {LAPSE})
    """
    ((gone,),) = rows(shop, lost, FIRST, LAST)
    assert (opening, closing, gone) == (2771, 2772, 204)
    assert figure(sections["headline"]["headline"], "growth.customers_held")["value"] == str(closing)
    assert figure(sections["headline"]["headline"], "churn.customers")["value"] == str(gone)
    rate = figure(sections["retention"]["retention"], "retention.customer_rate")
    assert (rate["numerator"], rate["denominator"]) == (str(opening - gone), str(opening))


def test_revenue_buyers_and_repeat_rate_of_every_month(
    sections: dict[str, dict[str, Any]], shop: duckdb.DuckDBPyConnection
) -> None:
    by_hand = rows(
        shop,
        """
        SELECT strftime(day, '%Y-%m') AS month, sum(pounds), sum(pounds) FILTER (day > first_day),
               count(DISTINCT customer), count(DISTINCT customer) FILTER (day = first_day),
               count(DISTINCT customer) FILTER (day > first_day)
        FROM bought WHERE day <= CAST(? AS DATE) GROUP BY month ORDER BY month
        """,
        LAST,
    )
    table = sections["sales"]["sales_months_table"]
    names = [column["key"] for column in table["columns"]]
    told = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    assert [one["month"] for one in told] == [row[0] for row in by_hand]
    assert len(by_hand) == 9
    for one, (_month, revenue, repeat, buyers, new, again) in zip(told, by_hand, strict=True):
        assert near((one["revenue"]["number"], one["repeat_revenue"]), (revenue, repeat))
        assert [one[name]["number"] for name in ("buyers", "new_buyers")] == [str(buyers), str(new)]
        assert one["repeat_buyers"] == again
        assert (one["repeat_rate"]["numerator"], one["repeat_rate"]["denominator"]) == (str(again), str(buyers))


def test_the_headline_is_that_of_the_month(
    sections: dict[str, dict[str, Any]], shop: duckdb.DuckDBPyConnection
) -> None:
    month = "SELECT sum(pounds), sum(orders), count(DISTINCT customer) FROM bought WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)"
    ((revenue, orders, buyers),) = rows(shop, month, FIRST, LAST)
    assert (orders, buyers) == (1280, 935)
    headline = sections["headline"]["headline"]
    assert near([figure(headline, "shop.revenue")["value"]], [revenue])
    assert figure(headline, "shop.repeat_rate")["denominator"] == str(buyers)
    assert figure(headline, "value.aov")["denominator"] == str(orders)
    assert figure(sections["sales"]["sales"], "value.purchase_frequency")["denominator"] == str(buyers)


def test_refunds_of_every_month(sections: dict[str, dict[str, Any]], shop: duckdb.DuckDBPyConnection) -> None:
    by_hand = rows(
        shop,
        """
        SELECT strftime(day, '%Y-%m') AS month, -sum(pounds) FILTER (pounds < 0), sum(pounds) FILTER (pounds > 0)
        FROM invoices WHERE day <= CAST(? AS DATE) GROUP BY month ORDER BY month
        """,
        LAST,
    )
    table = sections["sales"]["sales_months_table"]
    names = [column["key"] for column in table["columns"]]
    told = [dict(zip(names, row, strict=True)) for row in table["rows"]]
    for one, (month, refunded, revenue) in zip(told, by_hand, strict=True):
        assert one["month"] == month
        assert near((one["refunded"], one["refund_share"]["denominator"]), (refunded, revenue))


@pytest.mark.parametrize(("cohort", "customers"), [("2010-12", 885), ("2011-01", 417), ("2011-03", 452)])
def test_buyers_of_a_month_who_came_back_in_each_later_month(
    cohort: str, customers: int, sections: dict[str, dict[str, Any]], shop: duckdb.DuckDBPyConnection
) -> None:
    by_hand = dict(
        rows(
            shop,
            """
            SELECT datediff('month', first_day, day) AS age, count(DISTINCT customer) FROM bought
            WHERE strftime(first_day, '%Y-%m') = ? AND day <= DATE '2011-11-30' GROUP BY age
            """,
            cohort,
        )
    )
    heat = sections["retention"]["cohorts"]
    (row,) = [one for one in heat["rows"] if one["title"] == cohort]
    assert row["size"] == by_hand[0] == customers
    told = dict(zip(heat["ages"], row["cells"], strict=True))
    over = {age for age in told if age in by_hand}
    assert {age: cell["part"] for age, cell in told.items() if cell} == {age: by_hand[age] for age in over}
    assert len(over) >= 8
    assert {cell["whole"] for cell in told.values() if cell} == {customers}


def test_days_between_purchases(sections: dict[str, dict[str, Any]], shop: duckdb.DuckDBPyConnection) -> None:
    ((count, middle),) = rows(
        shop,
        """
        SELECT count(*), quantile_disc(next_day - day, 0.5) FROM bought
        WHERE next_day BETWEEN DATE '2010-09-01' AND CAST(? AS DATE)
        """,
        LAST,
    )
    chart = sections["sales"]["purchase_intervals"]
    assert sum(Decimal(number) for number in chart["series"][0]["values"]) == count
    assert chart["summary"].startswith(
        f"Half of the {count:,} repeat purchases of the twelve months came within {middle} days"
    )
