"""A lake written before a kind of fact had one of its columns."""

from dataclasses import replace

import pytest

from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.cast import NOW, deliver, price, told

NAME = "contract_prices"


@pytest.fixture
def older(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Two prices from the time before `metered_mrr`."""
    kind = KINDS[NAME]
    before = replace(kind, columns=tuple(one for one in kind.columns if one.name != "metered_mrr"))
    with monkeypatch.context() as then:
        then.setitem(KINDS, NAME, before)
        lake.store(deliver(NAME, [price("p1", "k1", "2024-01-01", 100), price("p2", "k2", "2024-01-01", 50)]), NOW)
    return lake


def metered(lake: Lake) -> dict[object, object]:
    return {row["price_id"]: row["metered_mrr"] for row in told(lake, NAME)}


def test_what_was_not_asked_then_is_unknown(older: Lake) -> None:
    assert metered(older) == {"p1": None, "p2": None}


def test_files_of_both_times_stand_side_by_side(older: Lake) -> None:
    rows = [price("p1", "k1", "2024-01-01", 100, metered_mrr=8), price("p2", "k2", "2024-01-01", 50)]
    receipt = older.store(deliver(NAME, rows), NOW)
    assert (receipt.stored, receipt.known) == (1, 1)
    assert metered(older) == {"p1": 8, "p2": None}
    older.compact(NOW, more_than=1)
    assert metered(older) == {"p1": 8, "p2": None}
    older.undo(receipt.batch, NOW)
    assert metered(older) == {"p1": None, "p2": None}
