"""tenure analyse, on a company small enough to count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tenure
from tenure.book import open_book
from tenure.cli import main
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, ann, contract, customer, deliver


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Three leads of March 2024, by two channels; one of them signs."""
    folder: Path = tmp_path_factory.mktemp("analysing") / "acme"
    make_workspace(folder, "acme", ZONE, "CNY", "CN")
    asked = [("l1", "ad", "01"), ("l2", "=mail", "05"), ("l3", "ad", "09")]
    touches = [
        {
            "touch_id": f"t{lead}",
            "lead_id": lead,
            "kind": "inquiry",
            "channel": channel,
            "happened_at": f"2024-03-{day}T04:00",
        }
        for lead, channel, day in asked
    ]
    facts = {
        "customers": [customer(ann, lead_id="l1")],
        "contracts": [contract("k1", ann, "2024-03-11", "2025-03-11")],
        "touches": touches,
    }
    rows = {kind: [{"known": "2023-01-01", **row} for row in told] for kind, told in facts.items()}
    open_book(folder).lake.store(deliver(rows), NOW)
    return str(folder)


def run(words: list[str], workspace: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main([*words, "-w", workspace])
    told = capsys.readouterr()
    return code, told.out, told.err


FUNNEL = ["analyse", "funnel", "--period", "2024-03", "--as-of", "2024-12-31"]


@pytest.mark.parametrize(("lang", "told"), [("en", "How many leads go how far"), ("zh", "多少线索走到哪一步")])
def test_without_a_name_they_are_listed(lang: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", "--lang", lang]) == 0
    assert told in capsys.readouterr().out
    assert main(["analyse", "--json"]) == 0
    assert "funnel" in [one["analysis"] for one in json.loads(capsys.readouterr().out)]


def test_a_funnel_as_text(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(FUNNEL, workspace, capsys)
    assert code == 0
    assert "Of 3 leads that took the first step, 1 took the last so far: 33.3%." in out
    assert "Period: Mar 2024" in err


def test_a_funnel_in_chinese(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, err = run([*FUNNEL, "--lang", "zh"], workspace, capsys)
    assert "完成第一步的 3 条线索中，迄今 1 条走到最后一步，占 33.3%。" in out
    assert "2024年3月" in err


def test_a_funnel_as_json(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run([*FUNNEL, "--json"], workspace, capsys)
    made = json.loads(out)
    (steps,) = (block for block in made["sections"][0]["blocks"] if block["key"] == "funnel")
    assert [row[1] for row in steps["rows"]] == [3, 1]
    assert (made["period"], made["as_of"]) == ("2024-03", "2024-12-31")


def test_a_funnel_as_csv_is_exact_and_runs_nothing(workspace: str, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = run([*FUNNEL, "--csv", "--by", "channel", "--table", "funnel"], workspace, capsys)
    lines = out.splitlines()
    assert lines[0] == "segment,step,reached,of_first,of_before,lost,open,half,most"
    assert "ad,Signed,1,0.5,0.5,1,0," in out
    assert any(line.startswith("'=mail,") for line in lines)


def test_a_page_is_written(workspace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "funnel.html"
    assert run([*FUNNEL, "--out", str(out)], workspace, capsys)[0] == 0
    assert "Leads at each step" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["analyse", "funel"], 4, ["没有这样的分析：funel。", "您是否要找：funnel？"]),
        (["analyse", "funnel", "--set", "window"], 2, ["--set window 没有给出取值。"]),
        (["analyse", "funnel", "--set", "window=x"], 2, ["window 的取值“x”不是不小于 1 的整数。"]),
        ([*FUNNEL, "--set", "ends=inquiry"], 2, ["inquiry 是本漏斗的步骤，不能作为终止事件。", "例如 lost"]),
        ([*FUNNEL, "--set", "ends=loss"], 4, ["没有这样的终止事件：loss。", "您是否要找：lost？"]),
        ([*FUNNEL, "--csv", "--table", "fun"], 4, ["没有这样的表格：fun。"]),
        (["analyse", "profit", "--csv"], 4, ["没有可输出的表格。"]),
        (["analyse", "funnel", "--out", "x.pdf"], 2, ["“x.pdf”的扩展名不是报告支持的格式。"]),
    ],
)
def test_mistakes(
    words: list[str], code: int, told: list[str], workspace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _out, err = run([*words, "--lang", "zh"], workspace, capsys)
    assert found == code
    assert all(line in err for line in told)


def test_python_gives_the_same(workspace: str, tmp_path: Path) -> None:
    found = tenure.open(workspace, "en").analyse("funnel", "2024-03", by="channel", window=60)
    frame = found.to_pandas("funnel")
    assert list(frame["reached"]) == [1, 0, 2, 1]
    assert found.to_dicts("funnel")[3]["half"] is not None
    assert "<table" in found._repr_html_()
    assert "funnel_steps" in repr(found)
    found.save(tmp_path / "funnel.json")
    assert json.loads((tmp_path / "funnel.json").read_text(encoding="utf-8")) == found.to_json()
    assert "funnel" in tenure.open(workspace).analyses()
