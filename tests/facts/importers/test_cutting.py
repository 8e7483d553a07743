"""An order whose lines lie in several files of one command has no sum that one of them could tell."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tenure.errors import RejectedData
from tenure.facts.importers.plans import plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import run_all
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force

LINES = "order_id,customer_id,ordered_at,product_name,quantity,item_amount,status"
Importing = Callable[..., None]


@pytest.fixture
def importing(write: Callable[..., Path], settings: Settings, lake: Lake, now: datetime) -> Importing:
    """Import several files by one command."""

    def together(*bodies: str, header: str = LINES) -> None:
        paths = [write(f"part{number}.csv", f"{header}\n{body}") for number, body in enumerate(bodies, 1)]
        recipe = Recipe("order", {name: (name,) for name in header.split(",")})
        list(run_all(plan(paths, settings, recipe), lake, now))

    return together


def sums(lake: Lake) -> dict[str, int]:
    return dict(in_force(lake, "transactions", "key", "amount_minor"))


def test_an_order_that_is_cut_over_files_is_told_and_nothing_is_stored(importing: Importing, lake: Lake) -> None:
    one = "6,a,2026-01-02,tea,1,10,paid\n7,b,2026-01-03,tea,1,10,paid\n"
    with pytest.raises(RejectedData, match=r"1 orders are cut(.|\n)*7: part1.csv, part2.csv"):
        importing(one, "7,b,2026-01-03,cup,1,5,paid\n8,c,2026-01-03,cup,1,5,paid\n")
    assert sums(lake) == {}


def test_lines_without_a_name_are_told_apart_by_what_they_come_to(importing: Importing, lake: Lake) -> None:
    header = "order_id,customer_id,ordered_at,item_amount"
    with pytest.raises(RejectedData, match="are cut"):
        importing("7,b,2026-01-03,10\n", "7,b,2026-01-03,5\n", header=header)
    importing("7,b,2026-01-03,10\n7,b,2026-01-03,5\n", "8,b,2026-01-03,5\n", header=header)
    assert sums(lake) == {"order:7": 1500, "order:8": 500}


def test_an_order_that_is_told_again_counts_as_the_later_file_tells_it(importing: Importing, lake: Lake) -> None:
    importing(
        "7,b,2026-01-03,tea,1,10,paid\n8,b,2026-01-03,tea,1,10,paid\n9,b,2026-01-03,tea,1,10,paid\n",
        "7,b,2026-01-03,tea,2,20,paid\n8,b,2026-01-03,tea,1,10,cancelled\n9,b,2026-01-03,tea,1,10,paid\n9,b,2026-01-03,cup,1,5,paid\n",
    )
    assert sums(lake) == {"order:7": 2000, "order:9": 1500}
