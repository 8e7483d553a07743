"""What goes wrong is told in the reader's language, and to programs in words that stay."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tenure.cli import main

ORDERS = "order_id,customer_id,ordered_at,total,currency\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with one order."""
    folder = tmp_path_factory.mktemp("zh") / "shop"
    assert main(["init", str(folder), "--zone", "Asia/Shanghai", "--currency", "CNY", "--country", "CN"]) == 0
    first = folder.parent / "first.csv"
    first.write_text(ORDERS + "1,ann,2026-01-02,9.90,CNY\n", encoding="utf-8")
    assert main(["import", str(first), "--yes", "-w", str(folder)]) == 0
    return folder


def told(words: list[str], workspace: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main([*words, "-w", str(workspace)])
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.mark.parametrize(
    ("words", "code", "lines"),
    [
        (
            ["metrics", "renewal.rate_cout", "--period", "2026"],
            4,
            [
                "没有这样的指标：renewal.rate_cout。",
                "您是否要找：renewal.rate_count、renewal.rate_amount、renewal.rate_count.all？",
            ],
        ),
        (
            ["metrics", "renewal.rate_count", "--period", "26-1"],
            2,
            [
                "“26-1”不是有效的周期。",
                "请写成年 2024、半年 2024-H1、季度 2024-Q3、月 2024-07、周 2024-W31 或日 2024-07-09。",
            ],
        ),
        (["metrics", "renewal.rate_count"], 2, ["没有指定周期。"]),
        (["import", "nowhere.csv"], 4, ["没有文件或文件夹 nowhere.csv。", "请检查拼写；相对路径以当前文件夹为准。"]),
        (["undo", "999"], 4, ["没有可撤销的导入 999。"]),
        (["undo"], 2, ["缺少 BATCH。", "用法见 tenure undo --help。"]),
        (["metrics", "--perod", "2026"], 2, ["没有选项 --perod。", "您是否要找：--period？"]),
    ],
)
def test_mistakes_are_told_in_chinese(
    words: list[str], code: int, lines: list[str], workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    got, _out, err = told(["--lang", "zh", *words], workspace, capsys)
    assert got == code
    assert err.splitlines()[: len(lines)] == lines


def test_a_language_that_is_not_spoken_is_a_mistake_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "fr", "doctor"]) == 2
    assert "'fr' is not a language of Tenure." in capsys.readouterr().err


def test_a_file_that_is_no_table_is_refused_in_chinese(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.csv"
    page.write_text("<html><body>Please log in</body></html>", encoding="utf-8")
    code, _out, err = told(["--lang", "zh", "import", str(page)], workspace, capsys)
    assert code == 3
    assert err.splitlines() == ["report.csv 是网页。", "请用电子表格软件打开，另存为 .xlsx 或 CSV 后再导入。"]


def test_a_proposal_is_told_in_chinese(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = tmp_path / "strange.csv"
    strange.write_text("Order No,Order Date,Customer ID,Grand Total,Mood\n1,2026-01-02,u1,9.90,fine\n", "utf-8")
    code, _out, err = told(["--lang", "zh", "import", str(strange)], workspace, capsys)
    assert code == 2
    assert "strange.csv：没有方案能识别这些列。每行可能属于“order”：" in err
    assert "  total_is = order：每行金额为整张订单的金额\n" in err
    assert "  未使用的列：Mood\n" in err


def test_rows_in_quarantine_say_why_in_chinese(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "second.csv"
    path.write_text(ORDERS + "2,bob,2026-02-30,9.90,CNY\n3,,2026-01-03,5,CNY\n4,cid,2026-01-04,0,CNY\n", "utf-8")
    code, out, _err = told(["--lang", "zh", "import", str(path), "--yes", "--dry-run"], workspace, capsys)
    assert code == 3
    assert "  第 2 行，ordered_at：“2026-02-30”不是有效的日期\n" in out
    assert "  第 3 行，customer：订单未指明客户：没有编号、电子邮箱，也没有有效的电话号码\n" in out
    assert "  未采用：金额为 0（1）\n" in out
    code, out, _err = told(["--lang", "zh", "import", str(path), "--yes", "--json"], workspace, capsys)
    (report,) = json.loads(out)
    assert code == 3
    assert [(cause["reason"], cause["message"]) for cause in report["causes"]][0] == (
        "is not a date that exists",
        "第 2 行，ordered_at：“2026-02-30”不是有效的日期",
    )
    with Path(report["quarantine"]).open(encoding="utf-8-sig", newline="") as handle:
        waiting = list(csv.DictReader(handle))
    assert [row["tenure_reason"] for row in waiting] == [
        "不是有效的日期",
        "订单未指明客户：没有编号、电子邮箱，也没有有效的电话号码",
    ]


def test_a_program_learns_the_kind_of_error_whatever_the_language(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["metrics", "renewal.rate_cout", "--period", "2026", "--json"]
    for lang, message in (
        ("en", "There is no metric 'renewal.rate_cout'."),
        ("zh", "没有这样的指标：renewal.rate_cout。"),
    ):
        code, out, err = told([f"--lang={lang}", *words], workspace, capsys)
        error = json.loads(err)
        assert (code, out) == (4, "")
        assert (error["error"], error["exit_code"], error["message"]) == ("NotFound", 4, message)


def test_the_doctor_speaks_chinese(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = told(["--lang", "zh", "doctor"], workspace, capsys)
    assert "检查项" in out and "数据湖文件" in out and "已知至 2026-01-02" in out


def test_a_number_that_cannot_be_told_says_why_in_chinese(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _code, out, _err = told(
        ["--lang", "zh", "metrics", "service.first_response_time", "--period", "2026-01"], workspace, capsys
    )
    assert "缺少 ticket_events" in out


def test_a_day_before_the_first_fact_says_so(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["metrics", "revenue.mrr", "--period", "2025-01", "--json"]
    _code, out, _err = told([*words, "--as-of", "2025-06-30"], workspace, capsys)
    assert [one["reason"] for one in json.loads(out)] == ["nothing was known on 2025-06-30"]
    _code, out, _err = told([*words, "--as-of", "2026-06-30"], workspace, capsys)
    assert "contract_prices" in json.loads(out)[0]["reason"]


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ["Options:", "[required]"]), ("zh", ["选项:", "[必填]", "显示此帮助。"])]
)
def test_help_has_no_word_of_another_language(lang: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"--lang={lang}", "report", "--help"]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in words)
    assert ("Show this message" in out) == (lang == "en")
