"""What `tenure import` is told is heard: a dry run writes nothing, and no word is left aside in silence."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.cli import main

ORDERS = "order_id,customer_id,ordered_at,total,currency\n"
PRICES = "price_id,contract_id,from_date,mrr,currency\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with one order, and one that waits as import 1's quarantine."""
    folder = tmp_path_factory.mktemp("words") / "shop"
    assert main(["init", str(folder), "--zone", "UTC", "--currency", "USD", "--country", "US"]) == 0
    (folder / "first.csv").write_text(ORDERS + "1,ann,2026-01-02,9.90,USD\n2,bob,2026-02-30,5,USD\n", encoding="utf-8")
    assert main(["import", str(folder / "first.csv"), "--yes", "-w", str(folder)]) == 3
    return folder


def told(words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["import", *words, "-w", str(folder)])
    out, err = capsys.readouterr()
    return code, out, err


def imports(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(told(["--list", "--json"], folder, capsys)[1])
    return listed


def test_a_dry_run_of_a_replay_writes_nothing(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = imports(made, capsys)
    code, out, err = told(["--replay", "1", "--dry-run"], made, capsys)
    assert (code, "Nothing was written." in err) == (3, True)
    assert "1 in = 0 stored + 0 known already + 1 quarantined" in out
    assert imports(made, capsys) == before
    assert (made / "lake" / "quarantine" / "1.csv").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--replay", "1", "more.csv"], "--replay does not go with FILE…."),
        (["--replay", "1", "--map", "x.toml", "--yes"], "--replay does not go with --map, --yes."),
        (["--list", "--replay", "1"], "--list does not go with --replay."),
        (["--list", "--dry-run"], "--list does not go with --dry-run."),
        (["more.csv", "--save-map", "m.toml", "--dry-run"], "--save-map does not go with --dry-run."),
        (["more.csv", "--table", "orders"], "--table needs --database."),
        (["more.csv", "--query", "select 1"], "--query needs --database."),
        (["more.csv", "--currency", "XYZ"], "'XYZ' is not a currency."),
        (["more.csv", "--encoding", "utf-88"], "'utf-88' is no encoding of text."),
        (["--replay", "1", "--encoding", "gbk"], "--replay does not go with --encoding."),
        (["--database", "sqlite:///a.db", "--encoding", "gbk"], "--database does not go with --encoding."),
    ],
)
def test_words_that_do_not_go_together_are_refused(
    words: list[str], message: str, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(words, made, capsys)
    assert (code, out, err.splitlines()[0]) == (2, "", message)


def test_a_replay_may_be_told_what_a_survey_asks(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = told(["--replay", "99", "--instrument", "nps"], made, capsys)
    assert (code, err.splitlines()[0]) == (4, "Nothing of import 99 waits in quarantine.")


def test_a_map_in_another_encoding_is_named(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gbk.toml"
    path.write_bytes('entity = "order"\n[columns]\norder_id = "订单"\n'.encode("gbk"))
    code, _out, err = told([str(made / "first.csv"), "--map", str(path)], made, capsys)
    assert (code, err) == (2, f"{path} is not text in UTF-8.\nSave it as UTF-8.\n")


def test_a_dry_run_ends_as_the_import_would(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(ORDERS + "3,ann,2026-02-30,9.90,USD\n", encoding="utf-8")
    assert told([str(path), "--yes", "--dry-run"], made, capsys)[0] == 3
    path.write_text(ORDERS + "3,ann,2026-02-28,9.90,USD\n", encoding="utf-8")
    assert told([str(path), "--yes", "--dry-run"], made, capsys)[0] == 0


def test_the_files_of_a_dry_run_see_one_another(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(ORDERS + "7,cid,2026-01-05,20,USD\n", encoding="utf-8")
    words = [str(tmp_path / "one.csv"), str(tmp_path / "two.csv"), "--yes", "--json"]
    before = imports(made, capsys)
    shown = json.loads(told([*words, "--dry-run"], made, capsys)[1])
    assert imports(made, capsys) == before
    stored = json.loads(told(words, made, capsys)[1])
    assert [(one["stored"], one["known"]) for one in shown] == [(1, 0), (0, 1)]
    assert [one["facts"] for one in shown] == [one["facts"] for one in stored]


def test_a_dry_run_shows_stored_facts_before_and_after(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contract_prices.csv"
    path.write_text(PRICES + "p1,k1,2026-01-01,100,USD\n", encoding="utf-8")
    assert told([str(path)], made, capsys)[0] == 0
    path.write_text(PRICES + "p1,k1,2026-01-01,120,USD\n", encoding="utf-8")
    _code, out, _err = told([str(path), "--dry-run"], made, capsys)
    assert "0 new, 1 changed, 0 known" in out
    assert "  changed: contract_prices p1: mrr: 100 → 120\n" in out
    (shown,) = json.loads(told([str(path), "--dry-run", "--json"], made, capsys)[1])
    (change,) = shown["changes"]
    assert [Decimal(change[side]["mrr"]) for side in ("before", "after")] == [100, 120]


def test_receipts_are_told_as_csv(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "more.csv"
    path.write_text(ORDERS + "9,ann,2026-03-01,1,USD\n10,ann,2026-02-30,1,USD\n", encoding="utf-8")
    for words in (["--dry-run"], []):
        code, out, _err = told([str(path), "--yes", "--csv", *words], made, capsys)
        (row,) = csv.DictReader(io.StringIO(out))
        assert (code, row["name"], row["rows_in"], row["stored"], row["quarantined"]) == (3, "more.csv", "2", "1", "1")
        assert (row["new"], row["quarantine"] != "") == ("1", not words)
    _code, out, _err = told(["--list", "--csv"], made, capsys)
    assert [row["batch"] for row in csv.DictReader(io.StringIO(out))][:1] == ["1"]
