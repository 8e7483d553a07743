"""What waits in quarantine: corrected and read again, and waiting again when that is undone."""

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tenure.errors import NotFound
from tenure.facts import quarantine
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import replay, run
from tenure.facts.lake import Lake
from tenure.words import Language
from tests.facts.importers.force import in_force
from tests.facts.importers.taobao import BAD, GOOD, HEADER, amounts, cells, corrected, everything, one, total

Write = Callable[..., Path]


def test_corrected_rows_are_stored_and_what_is_still_wrong_goes_on_waiting(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD, "gb18030"), settings), lake, now)
    assert first.quarantine is not None
    table = cells(first.quarantine)
    table[1][6] = "8.80"
    table[3] = [*table[3][:4], "1004", "tb4", "7.70", "交易成功", "2026-01-02 10:00:00", "茶", "1"]
    with first.quarantine.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(table)
    second = replay(first.receipt.batch, lake, settings, now)
    total(second)
    assert (second.receipt.rows_in, second.receipt.stored, second.receipt.quarantined) == (5, 2, 3)
    assert amounts(lake) == [990, 880, 770]
    assert quarantine.batches(lake.folder) == [second.receipt.batch]
    assert second.quarantine is not None
    assert [row[0] for row in cells(second.quarantine)[1:]] == ["4", "6", "7"]
    with pytest.raises(NotFound, match=f"Nothing of import {first.receipt.batch} waits"):
        replay(first.receipt.batch, lake, settings, now)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_quarantine_is_written_in_the_readers_language_and_read_again_in_any(
    write: Write, settings: Settings, lake: Lake, now: datetime, lang: Language
) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now, lang=lang)
    assert first.quarantine is not None
    reasons = [row[3] for row in cells(first.quarantine)[1:]]
    if lang == "zh":
        assert reasons == [
            "不是数字",
            "不是有效的日期; 不是数字",
            "有 3 个单元格，而表头有 7 个",
            "引号未闭合或位置有误",
            "为空，而每一行都必须填写",
        ]
    other: Language = "en" if lang == "zh" else "zh"
    second = replay(first.receipt.batch, lake, settings, now, other)
    assert second.causes == first.causes
    assert second.quarantine is not None
    third = replay(second.receipt.batch, lake, settings, now, lang)
    assert third.quarantine is not None
    assert [row[3] for row in cells(third.quarantine)[1:]] == reasons


def test_a_replay_reads_dates_and_amounts_as_the_whole_file_was_read(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    header = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Close Date\n"
    text = header + '1,A,Bank,Open,"1,5",25/2/2026\n2,B,Bank,,"2,5",3/1/2026\n'
    first = run(one(write("deals.csv", text), settings, currency="EUR"), lake, now)
    assert first.quarantine is not None
    table = cells(first.quarantine)
    table[1][4 + 3] = "Open"
    with first.quarantine.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(table)
    assert replay(first.receipt.batch, lake, settings, now).receipt.stored == 1
    told = in_force(lake, "deals", "amount_minor", "currency", "closed::varchar")
    assert told == [(150, "EUR", "2026-02-25"), (250, "EUR", "2026-01-03")]


def test_a_line_with_a_stray_carriage_return_waits_until_somebody_corrects_it(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    text = "customer_id,name,known_at\n1,a\r2,2026-01-01\n3,c,2026-01-01\n"
    first = run(one(write("customers.csv", text), settings), lake, now)
    assert (first.receipt.stored, first.receipt.quarantined) == (1, 1)
    again = replay(first.receipt.batch, lake, settings, now)
    assert (again.receipt.stored, again.receipt.quarantined) == (0, 1)
    place = again.quarantine
    assert place is not None
    place.write_bytes(place.read_bytes().replace(b"a\r2", b"a 2"))
    assert replay(again.receipt.batch, lake, settings, now).receipt.stored == 1


def test_a_replay_of_a_native_file(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    text = "user_id,customer_id,first_seen_at\nu1,c1,2026-01-01T00:00:00Z\nu2,c1,soon\n"
    first = run(one(write("users.csv", text), settings), lake, now)
    assert (first.receipt.stored, first.receipt.quarantined) == (1, 1)
    assert first.quarantine is not None
    first.quarantine.write_text(
        first.quarantine.read_text(encoding="utf-8-sig").replace("c1,soon", "c1,2026-01-02"), encoding="utf-8-sig"
    )
    assert replay(first.receipt.batch, lake, settings, now).receipt.stored == 1
    assert everything(lake)["users"] == 2


def test_undoing_a_replay_lets_the_corrected_rows_wait_again(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    first = run(one(write("订单.csv", HEADER + GOOD + BAD), settings), lake, now)
    corrected(first, "tb2,nine", "tb2,9.00")
    before = cells(first.quarantine)
    second = replay(first.receipt.batch, lake, settings, now)
    assert quarantine.batches(lake.folder) == [second.receipt.batch]
    lake.undo(second.receipt.batch, now)
    assert quarantine.batches(lake.folder) == [first.receipt.batch]
    assert cells(first.quarantine) == before
    again = replay(first.receipt.batch, lake, settings, now)
    assert (again.receipt.stored, again.receipt.quarantined) == (1, 4)
    assert amounts(lake) == [990, 900]


def test_undoing_an_import_closes_its_quarantine(write: Write, settings: Settings, lake: Lake, now: datetime) -> None:
    path = write("订单.csv", HEADER + GOOD + BAD)
    first = run(one(path, settings), lake, now)
    lake.undo(first.receipt.batch, now)
    assert quarantine.batches(lake.folder) == []
    second = run(one(path, settings), lake, now)
    third = replay(second.receipt.batch, lake, settings, now)
    lake.undo(second.receipt.batch, now)
    lake.undo(third.receipt.batch, now)
    assert list(quarantine.folder_of(lake.folder).iterdir()) == []
