"""What has not happened yet is in no number: pages and analyses in the middle of a month."""

from datetime import date
from decimal import Decimal

from tenure.pages.analysing import analysis_page
from tenure.pages.analysis import Wish
from tenure.pages.asking import Asking
from tenure.pages.renewals import coming
from tenure.pages.series import course, table
from tenure.periods import parse_period, parse_periods
from tests.cast import Row, contract, order, price, use
from tests.pages.company import cells, column

MONTHS = [f"2024-{month:02d}" for month in range(1, 12)]


def cost(key: str, amount: float, start: str, end: str, **more: object) -> Row:
    return {"cost_id": key, "amount": amount, "currency": "CNY", "period_start": start, "period_end": end, **more}


def test_marginal_cost_with_a_lag_leaves_out_months_whose_answer_is_not_in(book_of):
    """A customer a month from January to November; with a lag of two months, that of September is the last known by then."""
    every = [f"{month}-01" for month in (*MONTHS, "2024-12")]
    book = book_of(
        contracts=[contract(f"k{n}", f"c{n}", day, "2026-01-01", acq_channel="ad") for n, day in enumerate(every[:-1])],
        costs=[
            cost(f"s{n}", 100 + n, first, last, purpose="acquisition_marketing", channel="ad")
            for n, (first, last) in enumerate(zip(every, every[1:], strict=False))
        ],
    )
    page = analysis_page(book, "marginal", Wish((), "", {"lag": "2"}), date(2024, 12, 10))
    assert cells(page, "marginal", "signs") == [9]
    assert cells(page, "marginal", "average") == [Decimal("104")]  # 100 to 108 over the nine months from January


def test_what_falls_due_next_begins_with_the_rest_of_the_running_month(book_of):
    """As of 10 July: ann is due on 20 July, bob signed ahead, cid has cancelled; dan fell due on the day itself."""
    book = book_of(
        contracts=[
            contract("a", "ann", "2023-07-20", "2024-07-20"),
            contract("b", "bob", "2023-07-25", "2024-07-25"),
            contract("b2", "bob", "2024-07-25", "2025-07-25", signed="2024-07-01", predecessor_id="b"),
            contract("c", "cid", "2023-08-05", "2024-08-05", terminated_on="2024-08-05", termination_kind="cancelled"),
            contract("d", "dan", "2023-07-10", "2024-07-10"),
        ],
        contract_prices=[price(f"p{key}", key, "2023-07-01", 100) for key in ("a", "b", "c", "d")],
    )
    table = coming(Asking(book, parse_period("2024-06"), date(2024, 7, 10), "en"))
    columns = [column(table, key) for key in ("month", "due", "signed", "cancelled", "open")]
    assert [(str(month), *map(int, counts)) for month, *counts in zip(*columns, strict=True)] == [
        ("2024-07", 2, 1, 0, 1), ("2024-08", 1, 0, 1, 0), ("2024-09", 0, 0, 0, 0), ("2024-10", 0, 0, 0, 0),
    ]  # fmt: skip
    assert [cell.value for cell in column(table, "due_amount")] == [200, 100, 0, 0]


def test_cost_and_profit_of_a_running_year_are_marked_as_so_far(book_of):
    book = book_of(
        contracts=[contract("k", "ann", "2024-01-01", "2025-01-01", acq_channel="ad")],
        contract_prices=[price("p", "k", "2024-01-01", 100)],
        costs=[cost("c", 366, "2024-01-01", "2025-01-01", purpose="acquisition_marketing", channel="ad")],
    )
    year = Wish((parse_period("2024"),))
    (profit,) = cells(analysis_page(book, "profit", year, date(2024, 6, 30)), "profit", "profit")[:1]
    assert (profit.value, profit.status) == (418, "partial")  # 600 earned less 182 spent
    spent = cells(analysis_page(book, "acquisition", year, date(2024, 6, 15)), "acquisition_cohorts", "cost")
    assert spent[4] == 31 and (spent[5].value, spent[5].status) == (15, "partial")


def test_half_a_month_is_not_the_lowest(book_of):
    book = book_of(transactions=[order("t1", "ann", 100, "2024-04-05")])
    asking = Asking(book, parse_period("2024-06"), date(2024, 6, 10), "en")
    months = parse_periods("2024-04..2024-06")
    told = course(asking, "Sold", [Decimal(100), Decimal(80), Decimal(5)], months, "count")
    assert told == "Sold: 100 in Apr 2024, 5 in Jun 2024; highest 100 (Apr 2024), lowest 80 (May 2024)."


def test_a_table_knows_nothing_of_months_before_its_facts_begin(book_of):
    """Ann is held from January on; use is recorded from March."""
    book = book_of(
        contracts=[contract("k", "ann", "2024-01-01", "2025-01-01")],
        usage_events=[use(f"e{day}", "ann", f"2024-03-{day:02d}T04:00") for day in range(1, 20)],
    )
    asking = Asking(book, parse_period("2024-03"), date(2024, 3, 31), "en")
    told = table(asking, "t", "T", ("activity.active_rate",), parse_periods("2024-02..2024-03"))
    assert [cell.value for cell in column(told, "activity.active_rate")] == [None, 1]
