"""Policies, bridges, explanations and frozen numbers, run as a person runs them."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.cli import main
from tests.compare.company import every_question


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("comparing") / "acme"
    every_question(folder)
    return str(folder)


def run(words: list[str], workspace: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main([*words, "-w", workspace])
    told = capsys.readouterr()
    return code, told.out, told.err


BRIDGE = [
    "bridge",
    "revenue.mrr_churn",
    "--from",
    "tenure",
    "--to",
    "stripe",
    "--period",
    "2024-05",
    "--as-of",
    "2024-12-31",
]


def test_a_bridge_is_told_part_by_part(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run([*BRIDGE, "--json"], workspace, capsys)
    told = json.loads(out)
    assert code == 0
    assert (told["from"]["value"], told["to"]["value"]) == ("300.0000000000", "100.0000000000")
    assert [part["cause"] for part in told["parts"]][0] == "churn_date: window → notice"
    assert told["parts"][0]["customers"] == [
        {"customer": "cid", "amount": "-300.0000000000"}, {"customer": "ann", "amount": "100.0000000000"},
    ]  # fmt: skip
    assert sum(Decimal(part["amount"]) for part in told["parts"]) == Decimal(told["difference"])

    code, out, _err = run([*BRIDGE, "--lang", "zh"], workspace, capsys)
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["tenure", "300.00"]
    assert lines[1] == ["churn_date：window", "→", "notice", "−200.00"]
    assert lines[-1] == ["stripe", "100.00"]


def test_an_explanation_in_csv_sums_from_the_first_row_to_the_last(
    workspace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["explain", "revenue.mrr", "--period", "2024-06", "--against", "2024-05", "--as-of", "2024-12-31", "--csv"]
    code, out, _err = run(words, workspace, capsys)
    rows = list(csv.reader(out.splitlines()[1:]))
    amounts = [Decimal(row[3]) for row in rows]
    assert code == 0
    assert [row[0] for row in rows] == ["from", "joined", "left", "to"]
    assert amounts[0] + sum(amounts[1:-1]) == amounts[-1] == 490


def test_a_policy_is_set_listed_and_taken_back(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["policy", "set", "reactivation_days", "90", "--from", "2024-02-01", "--note", "as Maxio does"]
    code, _out, err = run(words, workspace, capsys)
    assert code == 0 and "tenure undo 2" in err
    listed = {row["policy"]: row for row in json.loads(run(["policy", "list", "--json"], workspace, capsys)[1])}
    mine = listed["reactivation_days"]
    assert (mine["value"], mine["default"], mine["since"]) == ("90", "any", "2024-02-01")
    assert mine["told_by"] == "import 2: policy reactivation_days = 90 (as Maxio does)"
    assert listed["early_days"]["told_by"] is None
    assert run(["undo", "2"], workspace, capsys)[0] == 0
    listed = {row["policy"]: row for row in json.loads(run(["policy", "list", "--json"], workspace, capsys)[1])}
    assert listed["reactivation_days"]["value"] == "any"
    assert "恢复活跃" in run(["policy", "list", "--lang", "zh"], workspace, capsys)[1]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["policy", "set", "grace_month", "2"], 4, "grace_months"),
        (["policy", "set", "churn_date", "as_bill"], 4, "as_billed"),
        (["policy", "set", "grace_months", "two"], 2, "from 0 to 12"),
        (["policy", "set", "reactivation_days", "0"], 2, "any"),
        (["policy", "set", "holidays", "2024-13-01"], 2, "2024-04-04"),
        (["policy", "st", "grace_months", "2"], 4, "set"),
        (["bridge", "revenue.mrr", "--to", "stipe", "--period", "2024-05"], 4, "stripe"),
        (["explain", "revenue.mrr", "--period", "2024-05"], 2, "--against"),
        (["restatements", "nothing"], 4, "nothing"),
        (["freeze", "../x", "--period", "2024-05"], 2, "letters"),
    ],
)
def test_mistakes_name_the_way_out(
    workspace: str, words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    got, _out, err = run(words, workspace, capsys)
    assert got == code
    assert told in err


def test_frozen_numbers_and_what_became_of_them(
    workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["freeze", "may", "--period", "2024-05", "--as-of", "2024-05-31"], workspace, capsys)[0] == 0
    page = tmp_path / "may.html"
    code, _out, err = run(["report", "--period", "2024-05", "--out", str(page), "--freeze", "may"], workspace, capsys)
    assert (code, "may" in err, page.exists()) == (5, True, False)  # refused before the work
    code, out, _err = run(["restatements", "may", "--json"], workspace, capsys)
    assert code == 0
    assert {row["metric"] for row in json.loads(out)} <= {row["metric"] for row in json.loads(out) if row["causes"]}
    code, out, _err = run(["restatements", "may", "--csv"], workspace, capsys)
    assert out.splitlines()[0] == "name,metric,period,old,new,cause,amount,imports"
