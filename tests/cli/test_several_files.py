"""Several files in one command belong together."""

import json
from pathlib import Path
from typing import Any

import pytest

from tenure.cli import main
from tenure.errors import Conflict
from tenure.facts.delivery import Delivery, Receipt
from tenure.facts.importers import storing
from tenure.facts.lake import Lake

KNOWN = "customer_id,customer_name,created_at\nc1,One,2024-01-05T08:00:00Z\n"
STRANGE = "who,when,how much\nc1,2024-01-06,12\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    assert main(["init", str(folder), "--zone", "UTC", "--currency", "USD", "--country", "US"]) == 0
    return folder


def test_nothing_is_stored_while_one_of_the_files_still_asks(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sure, unsure = tmp_path / "customers.csv", tmp_path / "strange.csv"
    sure.write_text(KNOWN)
    unsure.write_text(STRANGE)
    assert main(["import", str(sure), str(unsure), "--workspace", str(home)]) != 0
    assert "strange.csv" in capsys.readouterr().err
    assert main(["import", "--list", "--json", "--workspace", str(home)]) == 0
    assert json.loads(capsys.readouterr().out) == []


ORDERS = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,宝贝标题,宝贝总数量\n"
FINE = "1001,tb1,9.90,交易成功,2026-01-02 10:00:00,茶,1\n"
WRONG = "1002,tb2,nine,交易成功,2026-01-02 10:00:00,茶,1\n"
ROUNDED = "4.08912E+17,tb3,9.90,交易成功,2026-01-02 10:00:00,茶,1\n"


def stored(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["import", "--list", "--json", "--workspace", str(home)]) == 0
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return rows


def test_nothing_is_stored_when_one_of_the_files_is_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "g.csv", tmp_path / "h.csv"
    first.write_text(ORDERS + FINE + WRONG, encoding="utf-8")
    second.write_text(ORDERS + ROUNDED, encoding="utf-8")
    assert main(["import", str(first), str(second), "--workspace", str(home)]) == 3
    assert "h.csv" in capsys.readouterr().err
    assert stored(home, capsys) == []
    assert not list((home / "lake" / "quarantine").glob("*"))


def test_files_that_do_not_fit_into_memory_together_are_read_again(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "HELD", 1)
    for name, more in (("g.csv", WRONG), ("h.csv", "")):
        (tmp_path / name).write_text(ORDERS + FINE + more, encoding="utf-8")
    assert main(["import", str(tmp_path / "g.csv"), str(tmp_path / "h.csv"), "--workspace", str(home)]) == 3
    kept = [(one["name"], one["stored"], one["known"], one["quarantined"]) for one in stored(home, capsys)]
    assert kept == [("g.csv", 1, 0, 1), ("h.csv", 0, 1, 0)]


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_orders_cut_over_files_are_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    first, second = tmp_path / "part1.csv", tmp_path / "part2.csv"
    first.write_text(ORDERS + FINE + "1007,tb7,9.90,交易成功,2026-01-02 10:00:00,茶,1\n", encoding="utf-8")
    second.write_text(ORDERS + "1007,tb7,9.90,交易成功,2026-01-02 10:00:00,杯子,2\n", encoding="utf-8")
    assert main(["import", str(first), str(second), "--workspace", str(home), *more]) == 3
    assert "1007: part1.csv, part2.csv" in capsys.readouterr().err
    assert stored(home, capsys) == []


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
def test_what_was_stored_before_a_later_file_failed_is_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    first, second = tmp_path / "g.csv", tmp_path / "h.csv"
    first.write_text(ORDERS + FINE + WRONG, encoding="utf-8")
    second.write_text(ORDERS + FINE, encoding="utf-8")
    store = Lake.store

    def only_the_first(lake: Lake, delivery: Delivery, *others: Any) -> Receipt:
        if delivery.name == "h.csv":
            raise Conflict("Another one writes.", "Wait.")
        return store(lake, delivery, *others)

    monkeypatch.setattr(Lake, "store", only_the_first)
    assert main(["import", str(first), str(second), "--workspace", str(home), *form]) == Conflict.exit_code
    shown = capsys.readouterr()
    assert "g.csv" in shown.out
    assert str(Path("quarantine") / "1.csv") in shown.out + shown.err
    assert "Another one writes." in shown.err
    assert [one["name"] for one in stored(home, capsys)] == ["g.csv"]


def test_undoing_an_import_tells_how_many_waiting_rows_go_with_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "g.csv").write_text(ORDERS + FINE + WRONG, encoding="utf-8")
    assert main(["import", str(tmp_path / "g.csv"), "--workspace", str(home)]) == 3
    capsys.readouterr()
    assert main(["undo", "1", "--workspace", str(home)]) == 0
    assert "Rows of it that waited in quarantine are gone too: 1." in capsys.readouterr().err


def test_undoing_a_replay_tells_that_its_rows_wait_again(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "g.csv").write_text(ORDERS + FINE + WRONG, encoding="utf-8")
    assert main(["import", str(tmp_path / "g.csv"), "--workspace", str(home)]) == 3
    waiting = home / "lake" / "quarantine" / "1.csv"
    waiting.write_text(waiting.read_text(encoding="utf-8-sig").replace("tb2,nine", "tb2,9"), encoding="utf-8-sig")
    assert main(["import", "--replay", "1", "--workspace", str(home)]) == 0
    capsys.readouterr()
    assert main(["undo", "2", "--json", "--workspace", str(home)]) == 0
    assert json.loads(capsys.readouterr().out)["replay_again"] == [1]
    assert waiting.exists()
