"""A workshop beside another takes over what asks no policy that differs, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenure.book import Book
from tenure.compare.bridge import under
from tenure.periods import parse_periods
from tenure.stages.building import READY
from tenure.stages.workshop import MAKERS, Workshop
from tenure.verification.folder import load_folder
from tests.compare.company import every_question
from tests.conftest import repetitions
from tests.cube.changing import NOW

AS_OF = date(2024, 12, 31)
OTHER = {
    "drop_ratio": "0.9", "grace_months": "1", "churn_date": "period_end", "limited_discount": "ignored", "active_min_days": "3", "value_tier_a_min": "70",
    "business_hours": "Mon-Sun 00:00-24:00", "relationship": "contract|purchase", "reactivation_days": "90",
}  # fmt: skip
MONTHS = parse_periods("2024-01..2024-12")


@pytest.fixture(scope="module")
def book(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The golden company: it has facts of every kind."""
    return load_folder(shared / "golden", tmp_path_factory.mktemp("beside") / "golden", NOW)


def everything(shop: Workshop) -> dict[str, list[str]]:
    """Every stage and the panel, row by row."""
    tables = {name: shop.table(name) for name in MAKERS} | {"panel": shop.panel(MONTHS)}
    return {name: sorted(map(str, shop.engine.rows(table))) for name, table in tables.items()}


@pytest.mark.parametrize("key", list(OTHER)[: repetitions(1, len(OTHER))])
def test_what_is_taken_over_is_what_would_be_made(book: Book, key: str) -> None:
    shop = book.at(AS_OF)
    everything(shop)
    policies = shop.policies.others({key: OTHER[key]})
    assert policies.version != shop.policies.version
    beside, alone = under(shop, policies), Workshop(shop.facts, policies, shop.currency)
    assert everything(beside) == everything(alone)
    assert all(key not in beside.asked(name) for name in MAKERS if beside.took_over(name))
    assert any(beside.took_over(name) for name in MAKERS)
    beside.close()
    alone.close()
    assert everything(shop)  # what was lent is still there


def test_a_built_workspace_lends_what_lies_on_its_shelf(tmp_path: Path) -> None:
    book = every_question(tmp_path / "acme")
    book.build(AS_OF, full=True)
    shop = book.at(AS_OF)
    beside = under(shop, shop.policies.others({"value_tier_a_min": "70"}))
    asking = {"standings"}  # where each customer stands is told with its tier, so it is made anew
    assert {name for name in READY if beside.table(name) is not None and beside.took_over(name)} == set(READY) - asking
    months = beside.engine.rows(beside.panel(MONTHS).filter(lambda t: t.value_tier_close == "A"))
    assert len(months) > len(shop.engine.rows(shop.panel(MONTHS).filter(lambda t: t.value_tier_close == "A")))
