"""What storing a file goes by: the day it first came, the state of the lake that nobody else can change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tenure.errors import Conflict
from tenure.facts.delivery import Delivery
from tenure.facts.importers import storing
from tenure.facts.importers.news import news
from tenure.facts.importers.plans import Delivered, Plan, plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import dry_run, replay, run, run_all
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force
from tests.facts.importers.moments import at

Write = Callable[..., Path]

HEADER = "no,who,from,cancelled,every,amount"
RUNNING = Recipe(
    "subscription",
    {"subscription_id": ("no",), "customer_id": ("who",), "started_at": ("from",), "cancelled_at": ("cancelled",),
     "interval": ("every",), "amount": ("amount",)},
)  # fmt: skip


def test_the_same_file_later_tells_no_more_than_when_it_came(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    path = write("s.csv", f"{HEADER}\n1,a,2026-08-15,,month,10\n2,b,2026-08-01,2026-12-20,month,10\n")
    first, later = (replace(settings, today=date(2026, month, 22)) for month in (11, 12))
    run(plan([path], first, RUNNING)[0], lake, at(2026, 11, 22))
    before = in_force(lake, "contracts", "key", "end_date")
    (again,) = plan([path], later, RUNNING)
    assert dry_run(again, lake, at(2026, 12, 22)).receipt.stored == 0
    assert run(again, lake, at(2026, 12, 22)).receipt.stored == 0
    (report,) = run_all([again], lake, at(2026, 12, 22))
    assert report.receipt.stored == 0
    assert in_force(lake, "contracts", "key", "end_date") == before
    changed = write("later.csv", path.read_text(encoding="utf-8") + "\n")
    assert run(plan([changed], later, RUNNING)[0], lake, at(2026, 12, 22)).receipt.stored > 0


def test_rows_read_again_tell_no_more_than_when_their_file_came(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    body = "1,a,2026-08-15,,month,ten\n2,b,2026-08-01,2026-12-20,month,ten\n"
    (only,) = plan([write("s.csv", f"{HEADER}\n{body}")], replace(settings, today=date(2026, 11, 22)), RUNNING)
    report = run(only, lake, at(2026, 11, 22))
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    report.quarantine.write_text(text.replace(",ten\n", ",10\n"), encoding="utf-8-sig")
    replay(report.receipt.batch, lake, replace(settings, today=date(2026, 12, 22)), at(2026, 12, 22))
    ends = dict(in_force(lake, "contracts", "key", "end_date"))
    assert max(day for key, day in ends.items() if key.startswith("contract:1@")) == date(2026, 9, 15)


def test_the_first_file_of_a_command_is_read_once_however_long_it_is(
    write: Write, settings: Settings, lake: Lake, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "date,campaign,cost"
    recipe = Recipe("spend", {name: (name,) for name in header.split(",")})
    paths = [write(f"{name}.csv", f"{header}\n2026-01-02,{name},30\n2026-01-03,{name},30\n") for name in "abc"]
    read = []
    deliver = Plan.deliver

    def counted(one: Plan) -> Delivered:
        read.append(one.name)
        return deliver(one)

    monkeypatch.setattr(Plan, "deliver", counted)
    monkeypatch.setattr(storing, "HELD", 1)
    assert [report.receipt.stored for report in run_all(plan(paths, settings, recipe), lake, now)] == [2, 2, 2]
    assert read == ["a.csv", "b.csv", "c.csv", "b.csv", "c.csv"]


def test_what_is_news_is_told_while_nobody_else_can_write(
    write: Write, settings: Settings, lake: Lake, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, alone = Lake(lake.folder, lake.zone), []
    other.patience = 0

    def watched(delivered: Delivered, here: Lake, when: datetime) -> Delivery:
        with pytest.raises(Conflict), other.writer(now):
            pass
        alone.append(True)
        return news(delivered, here, when)

    monkeypatch.setattr(storing, "news", watched)
    header = "date,campaign,cost"
    recipe = Recipe("spend", {name: (name,) for name in header.split(",")})
    run(plan([write("a.csv", f"{header}\n2026-01-02,a,30\n")], settings, recipe)[0], lake, now)
    assert alone == [True]
