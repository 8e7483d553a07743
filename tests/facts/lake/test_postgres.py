"""The catalogue in PostgreSQL."""

from pathlib import Path

import pytest

from tenure.errors import Conflict
from tenure.facts.lake import Lake
from tests.cast import NOW, ZONE, bob, contract, deliver, told
from tests.facts.lake.processes import Nursery

AT_ONCE = """
    from tenure.facts.lake import Lake
    lake = Lake(folder / "lake", ZONE, words[0])
    for number in range(3):
        lake.store(deliver("transactions", [order(f"{words[1]}-{number}", who, 1, "2024-01-05") for who in (ann,)]), NOW)
"""


def test_everything_the_lake_does_it_does_on_postgresql(tmp_path: Path, postgres: str, nursery: Nursery):
    for process in [nursery.start(AT_ONCE, tmp_path, postgres, name) for name in ("x", "y")]:
        process.done()
    lake = Lake(tmp_path / "lake", ZONE, postgres)
    assert len({row["customer_id"] for row in told(lake, "transactions")}) == 1
    assert [row["txn_id"] for row in told(lake, "transactions")] == ["x-0", "x-1", "x-2", "y-0", "y-1", "y-2"]
    receipt = lake.store(deliver("contracts", [contract("k1", bob, "2024-01-01", "2025-01-01")]), NOW)
    assert lake.preview(deliver("contracts", [contract("k1", bob, "2024-01-01", "2025-06-01")]), NOW).stored == 1
    assert lake.compact(NOW, more_than=1) > 0
    assert lake.undo(receipt.batch, NOW) == 2
    assert lake.erase(1, NOW).facts == 7  # six orders and a name
    assert lake.listing() == {}
    assert lake.damage() == []
    assert str(lake.last_known()) == "None"
    assert [batch["batch"] for batch in lake.batches()] == [1, 2, 3, 4, 5, 6, 7]
    assert not (tmp_path / "lake" / "catalogue.sqlite3").exists()
    with pytest.raises(Conflict, match="is not of the lake in"):
        Lake(tmp_path / "second", ZONE, postgres)
    lake.catalogue.dispose()
