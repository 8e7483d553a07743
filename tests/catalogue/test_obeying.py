"""What is told of the policies that a number obeys names things that are there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tenure.book import Book
from tenure.catalogue.published import PUBLISHED
from tenure.catalogue.registry import measures
from tenure.policies import SETTINGS
from tenure.stages.obeying import COLUMNS, ROWS, obeyed
from tenure.stages.views import VIEWS
from tests.cast import ann, bob, cid, contract, customer, price
from tests.catalogue.conftest import Told
from tools.metric_terms import policies

BookOf = Callable[[Told], Book]


def test_views_and_policies_that_are_named_exist() -> None:
    assert (set(ROWS) | set(COLUMNS)) - set(VIEWS) == set()
    named = {policy for told in ROWS.values() for policy in told}
    named |= {policy for columns in COLUMNS.values() for told in columns.values() for policy in told}
    named |= {policy for one in measures().values() for policy in one.obeys}
    assert named - set(SETTINGS) == set()


def test_a_column_brings_its_policies_and_no_other() -> None:
    assert obeyed("panel", "due_amount") == []
    assert obeyed("panel", "renewed_any") == ["grace_months"]
    assert obeyed("terms", "early") == ["early_days"]
    assert obeyed("csat", "(score ≥ csat_top_min)") == ["csat_top_min"]


def test_a_number_made_of_others_obeys_theirs_too() -> None:
    assert {"gross_margin", "churn_base", "grace_months"} <= set(policies(measures()["cost.ltv_cac_ratio"]))


def test_a_formula_reads_its_parts_under_the_policies(book_of: BookOf) -> None:
    """Customer value divides by the churn rate that is shown, whatever policy says what that is over."""
    terms = [
        contract("A", ann, "2023-12-01", "2025-12-01", known="2023-12-01"),
        contract("B", bob, "2024-03-01", "2025-03-01", known="2024-03-01"),
        contract("C", cid, "2023-12-01", "2024-12-01", terminated_on="2024-03-10", termination_kind="cancelled", known="2023-12-01"),
    ]  # fmt: skip
    base = {
        "policy_id": "1",
        "policy": "churn_base",
        "value": "opening_and_new",
        "effective_from": "2020-01-01",
        "known": "2020-01-01",
    }
    book = book_of(
        {
            "customers": [customer(ann, "Ann", known="2024-12-31"), *(customer(who, who, known="2023-12-01") for who in (bob, cid))],
            "contracts": terms,
            "contract_prices": [price(f"p{row['contract_id']}", str(row["contract_id"]), "2023-12-01", 90, known="2023-12-01") for row in terms],
            "policies": [base],
        }
    )  # fmt: skip
    months = [book.one("churn.rate_count", f"2024-0{n}").value for n in range(1, 7)]
    assert sorted(value for value in months if value) == [Decimal(1) / 3]
    arpa = book.one("value.arpa", "2024-07").value
    assert arpa is not None
    assert book.one("value.clv_contractual.revenue", "2024-07").value == pytest.approx(arpa / (Decimal(1) / 18))


def test_every_publication_named_is_there() -> None:
    assert {name for one in measures().values() for name in one.published} - set(PUBLISHED) == set()
