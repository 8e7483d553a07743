"""Commands, run as a person runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tenure.cli import main
from tests.conftest import only_in_soak

GOLDEN_ZONE = "Etc/GMT-8"


@pytest.fixture(scope="module")
def workspace(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden company, brought in by commands alone."""
    folder = tmp_path_factory.mktemp("cli") / "golden"
    assert main(["init", str(folder), "--zone", GOLDEN_ZONE, "--currency", "CNY", "--country", "CN"]) == 0
    assert main(["import", str(shared / "golden"), "--workspace", str(folder)]) == 0
    return folder


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_metrics_tell_the_golden_renewal_rate(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "metrics",
        "renewal.rate_count",
        "--period",
        "2024",
        "--as-of",
        "2024-12-31",
        "-w",
        str(workspace),
        "--json",
    ]
    code, out, _err = run(words, capsys)
    told = json.loads(out)
    assert code == 0
    assert [(one["metric"], one["period"], one["status"]) for one in told] == [
        ("renewal.rate_count", "2024", "provisional")
    ]


def test_who_sums_to_the_number(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--period", "2024-12", "--as-of", "2024-12-31", "-w", str(workspace), "--json"]
    _code, out, _err = run(["metrics", "growth.customers_held", *asked], capsys)
    held = json.loads(out)[0]["value"]
    _code, out, _err = run(["who", "growth.customers_held", *asked], capsys)
    people = json.loads(out)
    assert len(people) == int(held) == 10
    assert {"C01", "C12"} <= {row["customer"] for row in people}


def test_nobody_is_listed_in_a_number_that_is_not_known_yet(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["growth.customers_held", "--period", "2024-12", "--as-of", "2024-12-15", "-w", str(workspace)]
    _code, out, _err = run(["metrics", *asked, "--json"], capsys)
    assert [(one["status"], one["value"]) for one in json.loads(out)] == [("immature", None)]
    code, out, err = run(["who", *asked, "--json"], capsys)
    assert (code, json.loads(out)) == (0, [])
    assert "the period itself is still open" in err
    _code, out, err = run(["who", *asked], capsys)
    assert "C01" not in out
    assert "sum to" not in err


def test_the_same_files_again_add_nothing(workspace: Path, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(["import", str(shared / "golden"), "-w", str(workspace), "--json"], capsys)
    assert code == 0
    assert sum(report["stored"] for report in json.loads(out)) == 0


def test_sql_shows_the_stages_and_the_sums(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run(["sql", "renewal.rate_count", "--period", "2024-07", "-w", str(workspace)], capsys)
    assert code == 0
    assert "CREATE TABLE" in out and "renewed_any" in out
    kept = set(re.findall(r"^CREATE TABLE (\w+)", out, re.MULTILINE))
    named = set(re.findall(r'"(panel\w*_\d+|spine_\d+|agreements_\d+)"', out))
    assert named and named <= kept, "each stage is made before it is asked, the panel and its parts too"
    assert run(["sql", "renewal.rate_count", "--where", "tier=Z", "-w", str(workspace)], capsys)[0] == 4


def test_build_then_doctor_finds_a_rate_that_is_missing_and_nothing_else(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["build", "--as-of", "2024-12-31", "-w", str(workspace)], capsys)[0] == 0
    code, out, _err = run(["doctor", "-w", str(workspace), "--json"], capsys)
    wrong = [(check["check"], check["found"]) for check in json.loads(out) if not check["ok"]]
    # a contract in dollars begins on the day of the first rate; what opens that month needs the one before
    assert (code, wrong) == (10, [("exchange rates", "no fx_rates for USD before 2023-12-31")])


_FURTHER = [pytest.param(suffix, marks=only_in_soak) for suffix in (".xlsx", ".json")]  # tests/render writes them all


@pytest.mark.parametrize("suffix", [".html", *_FURTHER])
def test_the_report_is_written_in_every_form(
    workspace: Path, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"report{suffix}"
    words = [
        "report",
        "--period",
        "2024-12",
        "--as-of",
        "2024-12-31",
        "--out",
        str(out),
        "-w",
        str(workspace),
        "--lang",
        "zh",
    ]
    assert run(words, capsys)[0] == 0
    assert out.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["metrics", "renewal.rate_cout", "--period", "2024"], 4, "renewal.rate_count"),
        (["metrics", "renewal.rate_count", "--period", "24-1"], 2, "2024-07"),
        (["metrics", "renewal.rate_count"], 2, "--period"),
        (["metrics", "renewal.rate_count", "--period", "2024", "--by", "industri"], 4, "industry"),
        (["metrics", "retention.nday", "--period", "2024"], 2, "n"),
        (["metrics", "growth.customers_held", "--period", "2024", "--where", "tier=D"], 4, "Known: A, B, C."),
        (["metrics", "growth.customers_held", "--period", "2024", "--where", "stage=matur"], 4, "mature"),
        (["metrics", "growth.customers_held", "--period", "2024", "--where", "cohort=2024-13"], 4, "2024-1"),
        (["metrics", "growth.customers_held", "--period", "2024", "--where", "region=mainlnd"], 4, "mainland"),
        (["who", "growth.customers_held", "--period", "2024", "--where", "state=activ"], 4, "active"),
        (["show", "revenue", "--set", "tier=D"], 4, "Known: A, B, C."),
        (["undo", "999"], 4, "999"),
        (["erase", "C08"], 2, "--yes"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_mistakes_name_the_way_out(
    workspace: Path, words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    option = ["-w", str(workspace)] if words != ["nonsense"] else []
    got, _out, err = run([*words, *option], capsys)
    assert got == code
    assert told in err


def test_outside_a_workspace_it_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = run(["metrics", "--period", "2024", "-w", str(tmp_path)], capsys)
    assert code == 4
    assert "tenure init" in err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_speaks_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run([f"--lang={lang}", "--help"], capsys)
    assert code == 0
    assert ("Make a workspace" in out) == (lang == "en")


def test_an_erased_customer_is_gone_and_an_undone_import_too(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "one"
    assert main(["init", str(folder), "--zone", GOLDEN_ZONE, "--currency", "CNY", "--country", "CN"]) == 0
    assert main(["import", str(shared / "golden"), "-w", str(folder)]) == 0
    assert main(["import", str(shared / "golden" / "contracts.csv"), "-w", str(folder)]) == 0
    assert main(["erase", "C08", "--yes", "-w", str(folder)]) == 0
    capsys.readouterr()
    held = ["--period", "2024-12", "--as-of", "2024-12-31", "-w", str(folder), "--json"]
    _code, out, _err = run(["who", "growth.customers_held", *held], capsys)
    assert "C08" not in out and len(json.loads(out)) == 9
    _code, out, _err = run(["import", "--list", "-w", str(folder), "--json"], capsys)
    contracts = next(one["batch"] for one in json.loads(out) if one["name"].startswith("contracts"))
    code, out, err = run(["undo", str(contracts), "-w", str(folder)], capsys)
    assert (
        code == 0 and "Later imports left rows aside" in out + err
    )  # the second contracts.csv, all of it known by then
    _code, out, _err = run(["metrics", "growth.customers_held", *held], capsys)
    assert json.loads(out)[0]["value"] == "0"


def test_an_export_that_there_is_not_suggests_its_neighbours(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run(["export", str(tmp_path / "out"), "--what", "cubes", "-w", str(workspace)], capsys)
    assert code != 0 and "cube" in err
    assert not (tmp_path / "out").exists()
