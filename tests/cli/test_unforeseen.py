"""What the system refuses, and what nobody foresaw, is told in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenure.cli import main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    assert main(["init", str(folder), "--zone", "UTC", "--currency", "USD", "--country", "US"]) == 0
    return folder


@pytest.mark.parametrize(
    ("out", "code", "told"),
    [
        ("no/such/r.html", 4, "There is no folder no/such."),
        ("r.pdf", 2, "'r.pdf' ends in no form of a report."),
        ("free.txt/r.html", 4, "There is no folder free.txt."),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_before_it_is_made(
    out: str, code: int, told: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(home)
    (home / "free.txt").touch()
    monkeypatch.setattr("tenure.pages.report.report", lambda *words: pytest.fail("made"))
    assert main(["report", "--period", "2024-06", "--out", out]) == code
    assert capsys.readouterr().err.splitlines()[0] == told


@pytest.mark.parametrize(
    ("lang", "told", "way"),
    [
        ("en", "There is no {path}, or it cannot be made.", "Make its folder, or name another place."),
        ("zh", "{path} 不存在，也无法创建。", "请先创建所在文件夹，或指定其他位置。"),
    ],
)
def test_a_map_into_a_folder_that_is_not_there(
    lang: str, told: str, way: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "odd.csv").write_text("Order No,Order Date,Customer ID,Grand Total,Mood\n1,2026-01-02,u1,9.90,fine\n")
    path = home / "no" / "m.toml"
    words = ["--lang", lang, "import", str(home / "odd.csv"), "--save-map", str(path), "-w", str(home)]
    assert main(words) == 4
    assert capsys.readouterr().err.splitlines() == [told.format(path=path), way]


def test_a_workspace_where_a_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["init", str(tmp_path / "file" / "x")]) == 4
    assert str(tmp_path / "file") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--zone", "Mars/Base"], "'Mars/Base' is not a time zone."),
        (["--currency", "ABC"], "'ABC' is not a currency."),
        (["--country", "XX"], "'XX' is not a country with telephone numbers."),
    ],
)
def test_settings_that_cannot_be_are_mistakes_of_usage(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path / "x"), *words]) == 2
    assert capsys.readouterr().err.splitlines()[0] == told
    assert not (tmp_path / "x").exists()


def test_settings_written_by_hand_are_data(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "tenure.toml").write_text('zone = "Mars/Base"\n')
    assert main(["import", "--list", "-w", str(home)]) == 3
    wrong = ["  'Mars/Base' is not a time zone.", "  Write it like Asia/Shanghai or Europe/London."]
    lines = [f"{home / 'tenure.toml'} says what cannot be:", *wrong, "Correct that line."]
    assert capsys.readouterr().err.splitlines() == lines


def test_a_country_written_by_hand_is_asked_where_it_is_needed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "tenure.toml").write_text('country = "XX"\n')
    (tmp_path / "customers.csv").write_text("customer_id,customer_name,created_at\nc1,One,2024-01-05T08:00:00Z\n")
    assert main(["import", str(tmp_path / "customers.csv"), "-w", str(home)]) == 3
    first, second, *_rest = capsys.readouterr().err.splitlines()
    assert first == f"{home / 'tenure.toml'} says what cannot be:"
    assert second == "  'XX' is not a country with telephone numbers."


def test_a_database_that_is_not_there_is_not_made(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "nosuch.db"
    words = ["import", "--database", f"sqlite:///{path}", "--table", "orders", "-w", str(home)]
    assert main(words) == 4
    assert f"There is no file or folder {path}." in capsys.readouterr().err
    assert not path.exists()


def test_a_settings_file_in_another_encoding_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "tenure.toml").write_bytes('name = "青禾"\n'.encode("gbk"))
    assert main(["import", "--list", "-w", str(home)]) == 3
    assert f"{home / 'tenure.toml'} is not text in UTF-8." in capsys.readouterr().err


def test_a_mistake_of_our_own_says_so_and_where(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tenure.verification.health.examine", lambda folder: int(b"ann@" + b"example.com"))
    assert main(["--lang", "zh", "doctor"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "这是 Tenure 自身的错误：ValueError"
    assert not any("ann@example.com" in line for line in lines)  # what a cell holds is nobody else's to read
    assert any("test_unforeseen.py" in line for line in lines)
    assert lines[-1] == "数据不会只存一半。请连同以上内容一并报告。"
    assert main(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["exit_code"] == 1


def test_the_doctor_tells_a_missing_file(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rates = "currency,rate_date,rate,known_at\nEUR,2024-01-01,1.1,2024-01-01\n"
    orders = "txn_id,customer_id,kind,happened_at,amount,currency,known_at\nt1,c1,order,2024-01-05,1,USD,2024-01-05\n"
    (tmp_path / "fx_rates.csv").write_text(rates)
    (tmp_path / "transactions.csv").write_text(orders)
    words = ["import", str(tmp_path / "fx_rates.csv"), str(tmp_path / "transactions.csv"), "-w", str(home)]
    assert main(words) == 0
    for path in (home / "lake").rglob("*.parquet"):
        path.unlink()
    capsys.readouterr()
    assert main(["doctor", "--json", "-w", str(home)]) != 0
    found = {one["check"]: one for one in json.loads(capsys.readouterr().out)}
    assert "is missing" in str(found["files of the lake"])
    assert "facts" not in found  # what stands on the files cannot be looked at


def test_the_doctor_of_a_workspace_with_nothing_but_policies(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "set", "grace_months", "2", "--from", "2024-01-01", "-w", str(home)]) == 0
    capsys.readouterr()
    main(["doctor", "--json", "-w", str(home)])
    found = {one["check"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["files of the lake"]["ok"] is True
    assert found["facts"]["ok"] is False
