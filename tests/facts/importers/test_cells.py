"""Days, instants, numbers and money from text, against plain Python."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.facts.importers.amounts import (
    mark_evidence,
    read_integers,
    read_money,
    read_numbers,
    read_percents,
    rounded_to_minor,
)
from tenure.facts.importers.cells import Cells
from tenure.facts.importers.dates import day_order, read_days, read_instants
from tenure.facts.importers.people import emails, phones
from tenure.facts.importers.shapes import read_durations, read_flags
from tenure.units import exponent, to_minor
from tests.facts.importers.moments import at


def column(*cells: str | None) -> pa.ChunkedArray:
    """Cells in two chunks, as a large file has them."""
    half = len(cells) // 2
    return pa.chunked_array([pa.array(cells[:half], pa.string()), pa.array(cells[half:], pa.string())])


def wrong(found: Cells) -> list[int]:
    return sorted({place for one in found.wrong for place, bad in enumerate(one.mask.to_pylist()) if bad})


zones = st.sampled_from(["Asia/Shanghai", "Europe/Paris", "America/New_York", "UTC", "Asia/Kathmandu"])
moments = st.datetimes(at(1900, 1, 2), at(2199, 12, 30)).map(lambda at: at.replace(microsecond=0))


@given(st.lists(moments, min_size=1, max_size=8), zones)
def test_local_times_are_read_as_the_zone_has_them(ats: list[datetime], zone: str) -> None:
    expected = []
    for one in ats:
        aware = one.replace(tzinfo=ZoneInfo(zone))
        back = aware.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        expected.append(aware.astimezone(UTC).replace(tzinfo=None) if back == one else None)  # None: a gap
    found = read_instants(column(*(f"{one:%Y-%m-%d %H:%M:%S}" for one in ats)), zone)
    for one, wanted in zip(found.values.to_pylist(), expected, strict=True):
        assert wanted is None or one == wanted


@pytest.mark.parametrize(
    "pattern", ["%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y.%m.%d %H:%M:%S",
                "%b %d, %Y %I:%M:%S %p", "%d-%b-%Y %H:%M:%S", "%Y%m%d%H%M%S", "%a, %b %d, %Y %H:%M:%S"]
)  # fmt: skip
@given(at=moments)
def test_every_way_of_writing_gives_the_same_instant(pattern: str, at: datetime) -> None:
    found = read_instants(column(at.strftime(pattern)), "UTC")
    assert found.values.to_pylist() == [at]


@given(at=moments, minutes=st.integers(-14 * 60, 14 * 60))
def test_an_offset_goes_before_the_zone(at: datetime, minutes: int) -> None:
    sign, size = ("-" if minutes < 0 else "+"), abs(minutes)
    for offset in (f"{sign}{size // 60:02}:{size % 60:02}", f" {sign}{size // 60:02}{size % 60:02}"):
        found = read_instants(column(f"{at:%Y-%m-%d %H:%M:%S}{offset}"), "Asia/Shanghai")
        assert found.values.to_pylist() == [at - timedelta(minutes=minutes)]


@pytest.mark.parametrize(
    "cell", ["2023-02-29", "2024-02-30", "2024-13-01", "2024-00-10", "2024-01-32", "1899-12-31", "2024-01-01 24:00:00",
             "2024-01-01 10:60", "yesterday", "12", "2024-1", "２０２４-01-01x"]
)  # fmt: skip
def test_a_day_that_does_not_exist_is_wrong(cell: str) -> None:
    found = read_instants(column("2024-02-29", cell), "UTC")
    assert found.values.to_pylist() == [at(2024, 2, 29), None]
    assert wrong(found) == [1]


@pytest.mark.parametrize("other", ["2024-02-29", "2024-02-29 10:00", "2024/2/29"])
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("0001-01-01", "lies outside the years 1900 to 2199"), ("1899-12-31", "lies outside the years 1900 to 2199"),
        ("2200-01-01", "lies outside the years 1900 to 2199"), ("9999-12-31", "lies outside the years 1900 to 2199"),
        ("0000-01-01", "lies outside the years 1900 to 2199"), ("31/12/9999", "lies outside the years 1900 to 2199"),
        ("2024-02-30", "is not a date that exists"), ("yesterday", "is not a date that exists"),
    ],
)  # fmt: skip
def test_years_have_bounds_whatever_stands_beside_them(cell: str, reason: str, other: str) -> None:
    found = read_days(column(cell, other, None), "UTC", "DMY")
    assert found.values.to_pylist() == [None, date(2024, 2, 29), None]
    (only,) = found.wrong
    assert only.mask.to_pylist() == [True, False, False]
    assert str(only.reason).startswith(reason)


def test_the_first_and_the_last_day_are_read() -> None:
    edges = [date(1900, 1, 1), date(2199, 12, 31)]
    assert read_days(column(*(day.isoformat() for day in edges)), "UTC").values.to_pylist() == edges


def test_an_hour_that_does_not_exist_is_the_next_moment_and_of_two_the_first() -> None:
    found = read_instants(column("2024-03-31 02:30:00", "2024-10-27 02:30:00"), "Europe/Paris")
    assert found.values.to_pylist() == [at(2024, 3, 31, 1), at(2024, 10, 27, 0, 30)]


def test_days_of_instants_are_those_at_home() -> None:
    found = read_days(column("2026-11-05 20:00:00Z", "2026-11-05", "2026-11-05 23:59"), "Asia/Shanghai")
    assert found.values.to_pylist() == [date(2026, 11, 6), date(2026, 11, 5), date(2026, 11, 5)]


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=10), st.sampled_from(["DMY", "MDY"]))
def test_day_and_month_are_told_apart_where_some_cell_can(days: list[date], order: str) -> None:
    pattern = "%d/%m/%Y" if order == "DMY" else "%m/%d/%Y"
    evidence = day_order(column(*(day.strftime(pattern) for day in days)))
    if any(day.day > 12 for day in days):
        assert evidence.order == order
        assert (
            read_days(column(*(day.strftime(pattern) for day in days)), "UTC", evidence.order).values.to_pylist()
            == days
        )
    else:
        assert evidence.order is None


money = st.decimals(Decimal("-99999999.99"), Decimal("99999999.99"), places=2)


@given(st.lists(money, min_size=1, max_size=6), st.sampled_from([".", ","]), st.booleans())
def test_money_is_the_same_in_either_mark_and_with_thousands(amounts: list[Decimal], mark: str, grouped: bool) -> None:
    cells = [f"{amount:,.2f}" if grouped else f"{amount:.2f}" for amount in amounts]
    if mark == ",":
        cells = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    found = read_money(column(*cells), column(*["EUR"] * len(cells)), mark)  # type: ignore[arg-type]
    assert found.values.to_pylist() == [to_minor(amount, "EUR") for amount in amounts]
    assert wrong(found) == []


@given(st.lists(st.sampled_from(["CNY", "JPY", "KWD", "USD", "XXQ"]), min_size=1, max_size=6), st.integers(0, 3))
def test_minor_units_are_those_of_each_row(currencies: list[str], places: int) -> None:
    cell = "12" + ("." + "345"[:places] if places else "")
    found = read_money(column(*[cell] * len(currencies)), column(*currencies))
    for place, currency in enumerate(currencies):
        fits = currency != "XXQ" and places <= exponent(currency)
        assert found.values[place].as_py() == (to_minor(Decimal(cell), currency) if fits else None)
        assert (place in wrong(found)) == (not fits)


def test_the_minority_in_the_other_mark_is_wrong() -> None:
    cells = column("12.50", "3.20", "12,50", "1,204.50", None, "abc", "1,2,3", "--1")
    assert mark_evidence(cells).mark == "."
    found = read_money(cells, column(*["CNY"] * 8))
    assert found.values.to_pylist() == [1250, 320, None, 120450, None, None, None, None]
    assert wrong(found) == [2, 5, 6, 7]
    assert found.wrong[0].reason == "is not a number with '.'; if ',' is the decimal mark, say so (--decimal=,)"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("12,50", "2"), ","),
        (("2.500", "10.000", "7"), None),
        (("2.500", "0.500"), "."),
        (("2.500", "1.20"), "."),
        (("2.500", "1,20"), ","),
        (("2,500",), None),
        (("7", "8"), None),
    ],
)
def test_a_mark_is_told_by_cells_that_can_have_no_other(cells: tuple[str, ...], told: str | None) -> None:
    assert mark_evidence(column(*cells)).told == told


def test_whole_numbers_do_not_outvote_a_decimal_comma() -> None:
    evidence = [mark_evidence(column(*cells)) for cells in (("12,50",), ("2",), ("3",), ("0",))]
    assert sum(evidence[1:], evidence[0]).mark == ","


@pytest.mark.parametrize(
    "cell", ["(12.50)", "($12.50)", "$(12.50)", "(USD 12.50)", "-USD 12.50", "(12.50 USD)", "(12.50) USD"]
)
def test_books_write_negative_amounts_in_brackets(cell: str) -> None:
    assert read_money(column(cell, "1.00"), column("USD", "USD")).values.to_pylist() == [-1250, 100]


def test_figures_of_full_width_and_the_mathematical_minus_are_numbers() -> None:
    cells = column("１０", "−5", "￥１，２３４．５０", "（3.20）", "12.5％")
    assert read_numbers(cells.slice(0, 4)).values.to_pylist() == [10, -5, Decimal("1234.5"), Decimal("-3.2")]
    assert read_percents(cells.slice(4)).values.to_pylist() == [Decimal("0.125")]
    assert mark_evidence(column("１，５０", "２，２５")).mark == ","


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1e3", "is written with an exponent; write all its digits"),
        ("inf", "is no finite number"),
        ("-Infinity", "is no finite number"),
        ("5万", "is counted in tens of thousands or the like; write all its digits"),
        ("5-", "has its minus sign behind it; write it in front"),
        ("12,50", "is not a number with '.'; if ',' is the decimal mark, say so (--decimal=,)"),
        ("fifty", "is not a number"),
    ],
)
def test_what_is_no_number_is_told_why(cell: str, reason: str) -> None:
    (found,) = read_numbers(column("1", cell)).wrong
    assert (str(found.reason), found.mask.to_pylist()) == (reason, [False, True])


def test_cents_stay_cents() -> None:
    assert read_money(column("5000"), column("USD"), minor=True).values.to_pylist() == [5000]


@given(st.lists(st.decimals(-(10**9), 10**9, places=6), min_size=1, max_size=5), st.sampled_from(["CNY", "JPY", "KWD"]))
def test_sums_are_rounded_half_to_even(amounts: list[Decimal], currency: str) -> None:
    unit = Decimal(1).scaleb(-exponent(currency))
    expected = [int(amount.quantize(unit, ROUND_HALF_EVEN).scaleb(exponent(currency))) for amount in amounts]
    typed = pa.chunked_array([pa.array(amounts, pa.decimal128(38, 10))])
    assert rounded_to_minor(typed, column(*[currency] * len(amounts))).to_pylist() == expected


def test_whole_numbers_may_end_in_point_nought() -> None:
    found = read_integers(column("121401.0", "1,930", "7", "7.5", "x", None))
    assert found.values.to_pylist() == [121401, 1930, 7, None, None, None]
    assert wrong(found) == [3, 4]


def test_numbers_in_books_are_negative_in_brackets() -> None:
    assert read_numbers(column("(3.20)", "-3.2", "+1", ".5")).values.to_pylist() == [
        Decimal("-3.2"), Decimal("-3.2"), Decimal(1), Decimal("0.5"),
    ]  # fmt: skip


def test_yes_and_no_in_both_languages() -> None:
    found = read_flags(column("yes", "No", "是", "否", "TRUE", "maybe", None))
    assert found.values.to_pylist() == [True, False, True, False, True, None, None]
    assert wrong(found) == [5]


def test_durations_are_minutes() -> None:
    found = read_durations(column("00:05:00", "25:00:00", "0.5", "1:30", "soon"))
    assert [None if value is None else float(value) for value in found.values.to_pylist()] == [5, 1500, 30, 90, None]
    assert wrong(found) == [4]


def test_telephone_numbers_are_valid_or_nothing() -> None:
    cells = column("138 0013-8000", "+33 6 00 00 00 00", "1******0001", "+15550100", "86-13800138000", "12", None)
    assert phones(cells, "CN").to_pylist() == [
        "+8613800138000",
        "+33600000000",
        None,
        None,
        "+8613800138000",
        None,
        None,
    ]
    assert phones(column("06 00 00 00 00", "0033600000000"), "FR").to_pylist() == ["+33600000000", "+33600000000"]


def test_addresses_are_in_small_letters_or_nothing() -> None:
    assert emails(column("Ann@Example.COM", "a@b", "##@密文.cn", "a b@c.de", None)).to_pylist() == [
        "ann@example.com", None, None, None, None,
    ]  # fmt: skip
