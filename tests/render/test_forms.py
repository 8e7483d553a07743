"""The other forms of a report, and values as tables, carry the same numbers."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import fastexcel
import pytest

from tenure.book import measures
from tenure.catalogue.value import Value
from tenure.errors import UsageError
from tenure.pages.blocks import Column, Figures, Page, Section, Table
from tenure.periods import parse_period
from tenure.render import write_report
from tenure.render.csv import values_csv
from tenure.render.json import page_json, values_json
from tenure.render.text import values_text
from tenure.render.xlsx import sheet_name

MAY = parse_period("2024-05")
RATE = Value(
    "renewal.rate_count", MAY, date(2024, 6, 1), "provisional", Decimal("0.5"), Decimal(1), Decimal(2), Decimal("0.25"), Decimal("0.75"), 1,
    {"industry": "=cmd()"},
)  # fmt: skip
OPEN = Value(
    "renewal.rate_count",
    MAY,
    date(2024, 6, 1),
    "immature",
    None,
    Decimal(1),
    Decimal(4),
    Decimal("0.25"),
    Decimal(1),
    3,
)


def test_json_holds_every_figure_exactly(shop_page):
    document = json.loads(page_json(shop_page))
    assert {"key", "title", "lang", "currency", "period", "as_of", "sections"} <= set(document)
    told = {
        figure["key"]: figure["value"]
        for s in document["sections"]
        for b in s["blocks"]
        if b["type"] == "figures"
        for figure in b["figures"]
    }
    for section in shop_page.sections:
        for group in section.blocks:
            for figure in group.figures if isinstance(group, Figures) else ():
                exact = None if figure.value.value is None else f"{figure.value.value:f}"
                assert (told[figure.key]["value"], told[figure.key]["status"]) == (exact, figure.value.status)


def test_json_of_values():
    (told,) = json.loads(values_json([RATE]))
    assert (told["value"], told["low"], told["n_open"], told["period"], told["dims"]) == (
        "0.5",
        "0.25",
        1,
        "2024-05",
        {"industry": "=cmd()"},
    )


def test_csv_guards_against_formulas_and_leaves_unknown_empty():
    rows = list(csv.DictReader(io.StringIO(values_csv([RATE, OPEN]))))
    assert rows[0]["industry"] == "'=cmd()"
    assert (rows[0]["value"], rows[1]["value"], rows[1]["high"]) == ("0.5", "", "1")


def test_text_is_aligned_and_tells_bounds():
    told = values_text([RATE, OPEN], measures(), "en", "CNY")
    assert "50.0%" in told and "25.0% – 100.0%" in told and "too early to tell, 3 open" in told
    chinese = values_text([RATE], measures(), "zh", "CNY")
    assert "客户数续约率" in chinese and "暂定" in chinese


def test_a_form_that_is_not_known_is_refused(shop_page, tmp_path):
    with pytest.raises(UsageError, match="report.pdf"):
        write_report(shop_page, tmp_path / "report.pdf")


@pytest.mark.parametrize("suffix", [".html", ".json", ".xlsx"])
def test_a_report_appears_whole_and_leaves_nothing_beside_it(shop_page, tmp_path, suffix):
    write_report(shop_page, tmp_path / f"report{suffix}", "en")
    assert [path.name for path in tmp_path.iterdir()] == [f"report{suffix}"]


def test_the_workbook_has_a_sheet_a_section_and_numbers_as_numbers(shop_page, tmp_path):
    write_report(shop_page, tmp_path / "report.xlsx")
    book = fastexcel.read_excel(tmp_path / "report.xlsx")
    assert len(book.sheet_names) == len(shop_page.sections)
    rows = _rows(book, "Revenue  new and repeat")
    head = next(n for n, row in enumerate(rows) if row[0] == "Month" and "Buyers" in row)
    january = rows[head + 1]
    assert january[:4] == ["2024-01", 150.0, 130.0, 20.0]


@pytest.mark.parametrize("company", ["golden", "shop"])
def test_a_workbook_in_chinese_has_its_signs_in_full_width(pages, tmp_path, company):
    write_report(pages[company, "zh"], tmp_path / "report.xlsx")
    book = fastexcel.read_excel(tmp_path / "report.xlsx")
    told = {str(cell) for name in book.sheet_names for row in _rows(book, name) for cell in row if cell}
    assert any("（CNY）" in text for text in told)
    half = re.compile(r"[\u4e00-\u9fff]\s?[:;(?!]|[:;)]\s?[\u4e00-\u9fff]|[\u4e00-\u9fff],")
    assert sorted(text for text in told if half.search(text.replace("log(-log)", ""))) == []


def test_the_workbook_never_holds_a_formula(tmp_path):
    bad = Table("t", "=1+1", (Column("a", "=2+2"), Column("b", "b", "count")), (("=HYPERLINK(1)", 3), ("+4", None)))
    page = Page("p", "=A1", "", "en", "CNY", (), (Section("s", "=x", "@y", (bad,)),))
    write_report(page, tmp_path / "bad.xlsx")
    rows = _rows(fastexcel.read_excel(tmp_path / "bad.xlsx"), "=x")
    told = [cell for row in rows for cell in row]
    assert {"=1+1", "=2+2", "=HYPERLINK(1)", "+4", "@y", 3.0} <= set(told)


def _rows(book, name):
    table = book.load_sheet(name, header_row=None, dtypes="string").to_arrow()
    return [[_read(cell) for cell in row.values()] for row in table.to_pylist()]


def _read(cell):
    try:
        return float(cell) if cell is not None and not cell.startswith("+") else cell
    except ValueError:
        return cell


def test_names_of_sheets_are_such_that_a_workbook_takes_them():
    used: set[str] = set()
    assert sheet_name("a/b: [c]?", used) == "a b   c"
    assert sheet_name("x" * 40, used) == "x" * 28
    assert sheet_name("x" * 40, used) == "x" * 28 + " 2"
