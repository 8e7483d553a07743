"""Numbers of relationships and their renewals, worked by hand: what joins contracts, and what they are still worth."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.stats.sbg import fit_sbg
from tests.cast import Row, ann, bob, contract, customer, price

DAY = date(2024, 12, 31)


def inquiry(key: str, lead: str, at: str) -> Row:
    return {"touch_id": key, "kind": "inquiry", "lead_id": lead, "quantity": 1, "happened_at": at, "known": at}


def test_a_renewal_that_starts_with_what_it_renews_joins_it_to_nothing_earlier(book_of):
    known = "2024-01-01"
    agreements = [
        contract("k1", ann, "2023-03-01", "2024-03-01", known=known),  # its window of three months ends on 1 June
        contract("k2", ann, "2024-06-01", "2024-06-02", known=known, predecessor_id="k1"),
        contract("k3", ann, "2024-06-01", "2025-06-01", "2024-06-02", known=known, predecessor_id="k2"),
    ]
    prices = [
        price(f"p-{row['contract_id']}", row["contract_id"], row["start_date"], 100, known=known) for row in agreements
    ]
    people = [customer(ann, known=known)]
    book = book_of({"customers": people, "contracts": agreements, "contract_prices": prices})
    lost, won, later = (
        book.one(metric, day, DAY).value
        for metric, day in (
            ("churn.customers", "2024-06-01"),
            ("acq.new_customers", "2024-06-01"),
            ("acq.new_customers", "2024-06-02"),
        )
    )
    assert (lost, won, later) == (1, 1, 0)


def chain(who: str, years: int, ends: str | None = None) -> list[Row]:
    """Yearly contracts from 2018 on, each renewing the one before; the last cancelled on a day where one is told."""
    rows = []
    for year in range(2018, 2018 + years):
        start = f"{year}-01-01"
        rows.append(
            contract(f"{who}-{year}", who, start, f"{year + 1}-01-01", known=start, predecessor_id=f"{who}-{year - 1}")
        )
    if ends:
        rows[-1] |= {"terminated_on": ends, "termination_kind": "cancelled"}
    return rows


def test_residual_value_is_the_margin_of_the_renewals_to_come(book_of):
    day = date(2020, 6, 30)
    book = book_of(
        {
            "contracts": [
                *chain(ann, 3),  # renewed twice, held
                *(row for n in range(4) for row in chain(f"gone{n}", 1, "2018-06-01")),  # never renewed
                *(row for n in range(2) for row in chain(f"left{n}", 2, "2019-06-01")),  # renewed once
                *(row for n in range(3) for row in chain(f"kept{n}", 3)),
            ],
            "contract_prices": [price("p", "ann-2020", "2020-01-01", 1000, known="2020-01-01")],
        }
    )
    model = fit_sbg({0: 4, 1: 2}, {2: 4})
    discount = 1.1 ** (366 / 365.25) - 1  # a term of 366 days at 10 % a year
    expected = 1000 * 12 * 366 / 365.25 * 0.8 * model.renewals_to_come(2, discount)
    value = book.one("value.clv_residual", "2020-06-30", day, {"customer": ann})
    assert float(value.value) == pytest.approx(expected, rel=1e-6)
    assert float(book.one("value.clv_residual", "2020-06-30", day).value) == pytest.approx(expected, rel=1e-6)


def test_residual_value_is_not_known_where_nobody_ever_left(book_of):
    book = book_of(
        {
            "contracts": chain(ann, 3),
            "contract_prices": [price("p", "ann-2020", "2020-01-01", 1000, known="2020-01-01")],
        }
    )
    value = book.one("value.clv_residual", "2020-06-30", date(2020, 6, 30))
    assert (value.value, value.status) == (None, "undefined")


def test_a_lead_whose_contract_was_cancelled_before_it_began_has_signed_all_the_same(book_of):
    cancelled = {"terminated_on": "2024-03-01", "termination_kind": "cancelled"}
    book = book_of(
        {
            "customers": [customer(ann, known="2024-01-01", lead_id="l1")],
            "touches": [inquiry("t1", "l1", "2024-02-01"), inquiry("t2", "l2", "2024-02-01")],
            "contracts": [
                contract("k1", ann, "2024-03-01", "2025-03-01", "2024-02-20", known="2024-02-20", **cancelled)
            ],
        }
    )
    assert book.one("growth.stage_distribution", "2024-02", DAY, {"stage": "lead"}).value == 1
    rate = book.one("acq.inquiry_deal_rate", "2024-02", DAY)
    assert (rate.numerator, rate.denominator) == (1, 2)


def test_a_renewal_cancelled_before_it_holds_anybody_says_why_the_relationship_ended(book_of):
    """ann renews for July and cancels on its first day for the price; bob lets his contract end, and his window with it on the same day."""
    known = {"known": "2024-01-01"}
    book = book_of({
        "customers": [{**customer(one, one), **known} for one in (ann, bob)],
        "contracts": [
            {**contract("k1", ann, "2024-01-01", "2024-07-01"), **known},
            {
                **contract("k2", ann, "2024-07-01", "2025-07-01", "2024-06-20"), "predecessor_id": "k1",
                "terminated_on": "2024-07-01", "termination_kind": "cancelled", "known": "2024-07-01",
            },
            {**contract("k3", bob, "2024-01-01", "2024-04-01"), **known},
        ],
        "contract_notices": [
            {"notice_id": "n1", "contract_id": "k2", "kind": "cancel", "reason": "price", "happened_at": "2024-07-01", "known": "2024-07-01"},
        ],
    })  # fmt: skip
    told = [book.one("churn.reason_share", "2024-07", DAY, {"reason": reason}).value for reason in ("price", "unknown")]
    assert told == [Decimal("0.5"), Decimal("0.5")]
