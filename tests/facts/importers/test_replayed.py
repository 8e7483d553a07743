"""Rows read again out of quarantine never take the place of what stands without them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.errors import NotFound
from tenure.facts import quarantine
from tenure.facts.importers import storing
from tenure.facts.importers.plans import Plan, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import Report, replay, run
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force

Write = Callable[..., Path]
Start = Callable[..., Report]

LINES = "order_id,item_id,customer_id,ordered_at,total,sku"
SUMMED = "order_id,customer_id,ordered_at,item_amount,sku"
SPEND = "date,campaign,cost,clicks"
TOO_LATE = "line 3: belongs to an order or a sum that is stored without it: correct the file and import it whole"


@pytest.fixture
def imported(write: Write, settings: Settings, lake: Lake, now: datetime) -> Start:
    def start(entity: str, header: str, body: str) -> Report:
        recipe = Recipe(entity, {name: (name,) for name in header.split(",")})
        (only,) = plan([write("export.csv", f"{header}\n{body}")], settings, recipe)
        return run(only, lake, now)

    return start


def corrected(report: Report, wrong: str, right: str) -> int:
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    assert wrong in text
    report.quarantine.write_text(text.replace(wrong, right), encoding="utf-8-sig")
    return report.receipt.batch


@pytest.mark.parametrize(
    ("entity", "header", "body", "wrong", "kind", "amounts"),
    [
        ("order", LINES, "1,a,c,2026-01-02,50,x\n1,b,c,2026-01-02,50,y,\n2,c,d,2026-01-02,5,x\n", ",y,", "transactions", [500, 5000]),
        ("order", SUMMED, "1,c,2026-01-02,30,x\n1,c,2026-01-02,20,y,\n2,d,2026-01-02,5,x\n", ",y,", "transactions", [500, 3000]),
        ("spend", SPEND, "2026-01-02,x,30,1\n2026-01-02,x,20,2,\n2026-01-03,x,5,1\n", ",2,", "costs", [500, 3000]),
        ("spend", "date,campaign,clicks", "2026-01-02,x,30\n2026-01-02,x,20,\n2026-01-03,x,5\n", "20,", "campaign_events", [5, 30]),
        ("web_stats", "date,visitors", "2026-01-02,30\n2026-01-02,20,\n2026-01-03,5\n", "20,", "touches", [5, 30]),
    ],
)  # fmt: skip
def test_a_corrected_line_does_not_pass_for_the_whole_of_what_stands(
    entity: str, header: str, body: str, wrong: str, kind: str, amounts: list[int],
    imported: Start, settings: Settings, lake: Lake, now: datetime,
) -> None:  # fmt: skip
    stray = wrong.rstrip(",") + ",more"
    first = imported(entity, header, body.replace(wrong + "\n", stray + "\n"))
    measure = "amount_minor" if kind in ("transactions", "costs") else "quantity"
    assert first.receipt.quarantined == 1
    second = replay(corrected(first, stray, wrong.rstrip(",")), lake, settings, now)
    assert (second.receipt.stored, second.receipt.quarantined) == (0, 1)
    assert [str(cause) for cause in second.causes] == [TOO_LATE]
    assert replay(second.receipt.batch, lake, settings, now).receipt.quarantined == 1
    assert in_force(lake, kind, measure) == [(amount,) for amount in amounts]
    assert [item for (item,) in in_force(lake, "order_items", "product")] == (["x", "x"] if entity == "order" else [])


def test_it_goes_on_waiting_when_it_waited_for_another_reason_in_between(
    imported: Start, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = imported("spend", SPEND, "2026-01-02,x,30,1\n2026-01-02,x,20,2,more\n")
    second = replay(corrected(first, "20,2,more", "twenty,2"), lake, settings, now)
    third = replay(corrected(second, "x,twenty", "x,20"), lake, settings, now)
    assert [str(cause) for cause in third.causes] == [TOO_LATE]
    assert in_force(lake, "costs", "amount_minor") == [(3000,)]


def test_a_line_of_an_order_that_does_not_stand_is_stored(
    imported: Start, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = imported("order", SUMMED, "1,c,2026-01-02,30,x,more\n1,c,2026-01-02,twenty,y\n")
    assert first.quarantine is not None
    corrected(first, "30,x,more", "30,x")
    second = replay(corrected(first, "02,twenty,y", "02,20,y"), lake, settings, now)
    assert second.receipt.stored == 2
    assert in_force(lake, "transactions", "amount_minor") == [(5000,)]


def test_in_an_older_quarantine_it_is_known_by_its_marks(
    imported: Start, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = imported("spend", SPEND, "2026-01-02,x,30,1\n2026-01-02,x,20,2,more\n")
    batch = corrected(first, "20,2,more", "20,2")
    assert first.quarantine is not None
    beside = first.quarantine.with_suffix(".toml")
    lines = beside.read_text(encoding="utf-8").splitlines(keepends=True)
    beside.write_text("".join(line for line in lines if not line.startswith("stragglers")), encoding="utf-8")
    assert replay(batch, lake, settings, now).receipt.quarantined == 1
    assert in_force(lake, "costs", "amount_minor") == [(3000,)]


def test_what_lies_there_of_no_import_in_force_is_not_read_again(
    imported: Start, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = imported("spend", SPEND, "2026-01-02,x,30,1\n2026-01-03,x,twenty,2\n")
    quarantine.write(lake.folder, 99, ["a"], [quarantine.Waiting(1, "", "", "", ("x",))], "")
    with pytest.raises(NotFound, match="Nothing of import 99 waits") as refused:
        replay(99, lake, settings, now)
    assert "99" not in str(refused.value.remedy)
    assert lake.in_force() == [first.receipt.batch]


def test_a_replay_ends_well_where_the_import_is_undone_meanwhile(
    imported: Start, settings: Settings, lake: Lake, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = corrected(imported("spend", SPEND, "2026-01-02,x,30,1\n2026-01-03,x,twenty,2\n"), "x,twenty", "x,20")

    def and_undo(one: Plan, *rest: Any, **more: Any) -> Report:
        report = run(one, *rest, **more)
        lake.undo(batch, now)
        return report

    monkeypatch.setattr(storing, "run", and_undo)
    assert replay(batch, lake, settings, now).receipt.stored == 1
    assert in_force(lake, "costs", "amount_minor") == [(2000,)]
