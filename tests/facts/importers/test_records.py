"""Rows out of delimited text: what Python's own reader gives, and one stray quote never swallows the rest."""

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.facts.importers.records import Dialect, read_records
from tenure.facts.importers.sheets import Broken


def read(
    text: str, width: int, delimiter: str = ",", block: int = 1 << 20
) -> tuple[list[tuple[int, tuple[str, ...]]], list[Broken]]:
    rows, broken = [], []
    for part in read_records(io.BytesIO(text.encode()), Dialect(delimiter, width), 2, block):
        cells = zip(*(column.to_pylist() for column in part.cells.columns), strict=True)
        rows += list(zip(part.rows.tolist(), cells, strict=True))
        broken += part.broken
    return rows, broken


def written(
    rows: Iterable[Iterable[str]], delimiter: str = ",", ending: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


cell = st.text(st.sampled_from(["a", "é", "汉", " ", ",", ";", "\t", '"', "'", "\n", "1", "-"]), max_size=6)
tables = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), max_size=12))


@given(
    tables,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r\r\n"]),
    st.sampled_from([0, 1]),
    st.sampled_from([16, 64, 1 << 20]),
)
def test_sound_text_is_read_as_python_reads_it(
    table: list[list[str]], delimiter: str, ending: str, quoting: int, block: int
) -> None:
    width = len(table[0]) if table else 2
    table = [row for row in table if any(row)]  # a row of nothing has no cells to tell
    rows, broken = read(written(table, delimiter, ending, quoting), width, delimiter, block)
    assert [list(cells) for _, cells in rows] == table
    assert broken == []


lines = st.lists(
    st.tuples(st.sampled_from(["sound", "sound", "short", "long", "stray", "after", "blank"]), st.integers(0, 999)),
    max_size=40,
)


@given(lines, st.sampled_from([32, 100, 1 << 20]))
def test_no_line_is_lost_and_sound_lines_survive_broken_ones(shape: list[tuple[str, int]], block: int) -> None:
    made = {
        "sound": "a{0},b,c", "short": "a{0},b", "long": "a{0},b,c,d", "stray": 'a{0},"b,c', "after": 'a{0},"b"x,c',
        "blank": "",
    }  # fmt: skip
    text = "".join(made[kind].format(number) + "\n" for kind, number in shape)
    rows, broken = read(text, 3, block=block)
    expected = [
        (place, (f"a{number}", "b", "c")) for place, (kind, number) in enumerate(shape, start=2) if kind == "sound"
    ]
    assert [row for row in rows if row[1][1:] == ("b", "c")] == expected
    bad = [place for place, (kind, _) in enumerate(shape, start=2) if kind in ("short", "long", "stray", "after")]
    # Two stray quotes may close each other over the lines between, if that makes a row of three: none can here.
    assert sorted(row.row for row in broken) == bad


def test_an_inch_mark_within_a_cell_is_a_letter() -> None:
    rows, broken = read('1,Monitor 24" wide,x\n2,plain,y\n', 3)
    assert rows == [(2, ("1", 'Monitor 24" wide', "x")), (3, ("2", "plain", "y"))]
    assert broken == []


def test_a_note_of_many_lines_is_one_cell() -> None:
    note = "\n".join(f"line {number}, with commas, and more" for number in range(30))
    rows, broken = read(written([["1", note, "x"], ["2", "short", "y"]]), 3)
    assert [cells[1] for _, cells in rows] == [note, "short"]
    assert [number for number, _ in rows] == [2, 32]
    assert broken == []


def test_rows_between_two_stray_quotes_are_rows() -> None:
    row = "1,2,3,4,5\n"
    rows, broken = read('1,"2,3,4,5\n' + 3 * row + '1,2",3,4,5\n' + row, 5)
    assert [one.row for one in broken] == [2]
    assert [number for number, _ in rows] == [3, 4, 5, 6, 7]
    assert rows[3][1] == ("1", '2"', "3", "4", "5")  # a mark within a cell is a letter
    assert rows[-1] == (7, ("1", "2", "3", "4", "5"))


def test_a_quote_that_never_closes_breaks_one_line() -> None:
    body = "".join(f"{number},b,c\n" for number in range(50_000))
    rows, broken = read('x,"open,c\n' + body, 3, block=1 << 16)
    assert [(row.row, row.reason) for row in broken] == [(2, "a quote is left open or stands in the wrong place")]
    assert len(rows) == 50_000
    assert rows[0][0] == 3


def test_empty_cells_beyond_the_header_are_no_fault() -> None:
    rows, broken = read("1,2,3,,\n1,2,3,4\n", 3)
    assert rows == [(2, ("1", "2", "3"))]
    assert [row.reason for row in broken] == ["has 4 cells where the header has 3"]


def test_the_last_line_needs_no_ending() -> None:
    assert read("1,2\n3,4", 2)[0] == [(2, ("1", "2")), (3, ("3", "4"))]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_blank_lines_count_but_are_no_rows(ending: str) -> None:
    assert read(ending.join(["1,2", "", "3,4", ""]), 2)[0] == [(2, ("1", "2")), (4, ("3", "4"))]


@pytest.mark.parametrize("block", [5, 1 << 20])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_carriage_return_within_a_line_breaks_it_alone(quoted: bool, block: int) -> None:
    last = '"3"' if quoted else "3"
    rows, broken = read(f"1,a\r\n2,foo\rbar\n{last},c\r\r\n\r\r\n4,d", 2, block=block)
    assert rows == [(2, ("1", "a")), (4, ("3", "c")), (6, ("4", "d"))]
    assert [(one.row, one.cells, str(one.reason)) for one in broken] == [
        (3, ("2", "foo\rbar"), "a carriage return stands within the line, outside quotes")
    ]
