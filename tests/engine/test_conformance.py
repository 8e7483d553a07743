"""Each engine answers alike: what stages and metrics do with values, one case a difference that engines could have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest
from ibis import _
from ibis.expr.types import Table

from tenure.engine import Engine
from tenure.stages.money import DECIMAL, month_end, share, times
from tenure.stages.tickets import minutes

NASTY = 'it\'s a \\ "back" \\n \n % _ 反 `x` ${y} {z}'


def table(**columns: pa.Array) -> Table:
    return ibis.memtable(pa.table(columns))


def money(*values: str | None, scale: int = 10) -> pa.Array:
    return pa.array([None if one is None else Decimal(one) for one in values], pa.decimal128(38, scale))


def days(*values: str | None) -> pa.Array:
    return pa.array([None if one is None else date.fromisoformat(one) for one in values], pa.date32())


def instants(*values: str) -> pa.Array:
    return pa.array([datetime.fromisoformat(one) for one in values], pa.timestamp("us"))


def whole(*values: int | None) -> pa.Array:
    return pa.array(values, pa.int64())


def texts(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())


def flags(*values: bool | None) -> pa.Array:
    return pa.array(values, pa.bool_())


CASES: dict[str, tuple[Callable[[], Table], list[tuple[object, ...]]]] = {
    "a product of rates keeps ten digits": (
        lambda: table(a=money("1234567.1234567891"), b=money("1.0000000001")).select(x=times(_.a, _.b)),
        [(Decimal("1234567.1235802458"),)],
    ),
    "a billion times a rate keeps them too": (
        lambda: table(a=money("1000000000.0000000001"), b=money("7.1234567891")).select(x=times(_.a, _.b)),
        [(Decimal("7123456789.1000000007"),)],
    ),
    "halves are rounded away from zero": (
        lambda: table(a=money("-1.00000000005", "0.00000000015", scale=20)).select(x=_.a.cast(DECIMAL)),
        [(Decimal("-1.0000000001"),), (Decimal("0.0000000002"),)],
    ),
    "a share of days": (
        lambda: table(a=money("100"), n=whole(10), m=whole(31)).select(x=share(_.a, _.n, _.m)),
        [(Decimal("32.2580645161"),)],
    ),
    "a sum wider than its parts": (
        lambda: table(a=money("9999999999999999999.0000000001", "1.1")).agg(x=_.a.sum()),
        [(Decimal("10000000000000000000.1000000001"),)],
    ),
    "the last day of a month": (
        lambda: table(a=days("2024-02-15", "2023-12-31")).select(x=month_end(_.a)),
        [(date(2024, 2, 29),), (date(2023, 12, 31),)],
    ),
    "a month on from the 31st": (
        lambda: table(a=days("2024-01-31")).select(x=(_.a + ibis.interval(months=1)).cast("date")),
        [(date(2024, 2, 29),)],
    ),
    "as many days on as a column says": (
        lambda: table(a=days("2024-01-31", "2024-01-31"), n=whole(30, None)).select(
            x=(_.a + _.n.as_interval("D")).cast("date")
        ),
        [(date(2024, 3, 1),), (None,)],
    ),
    "days between days": (
        lambda: table(a=days("2024-03-01"), b=days("2024-02-01")).select(x=_.a.delta(_.b, unit="day")),
        [(29,)],
    ),
    "the farthest days": (
        lambda: table(a=days("0001-01-01", "9999-12-31")).select("a", x=_.a == ibis.literal(date(9999, 12, 31))),
        [(date(1, 1, 1), False), (date(9999, 12, 31), True)],
    ),
    "a minute is not over before its last fraction of a second": (
        lambda: table(a=instants("2024-01-01T10:00:00.5"), b=instants("2024-01-01T10:01:00.2")).select(
            x=minutes(_.a, _.b)
        ),
        [(0,)],
    ),
    "instants carry no zone": (
        lambda: table(a=instants("2024-01-01T23:59:59.999")).select(
            "a", x=_.a.date(), y=_.a.hour() * 60 + _.a.minute(), z=_.a < ibis.literal(datetime(2024, 1, 2))
        ),
        [(datetime(2024, 1, 1, 23, 59, 59, 999000), date(2024, 1, 1), 1439, True)],
    ),
    "of no rows the sum is unknown and the count 0": (
        lambda: table(a=whole(), b=flags()).agg(x=_.a.sum(), y=_.count(), z=_.count(where=_.b), some=_.b.any()),
        [(None, 0, 0, None)],
    ),
    "an unknown condition is not met": (
        lambda: table(a=whole(1, 2), b=flags(False, None)).agg(
            x=_.a.sum(where=_.b), y=_.count(where=_.b), z=_.b.sum(), some=_.b.any(), every=_.b.all()
        ),
        [(None, 0, 0, False, False)],
    ),
    "the least of a value and an unknown is the value": (
        lambda: table(a=whole(1), b=whole(None)).select(x=ibis.least(_.a, _.b), y=ibis.greatest(_.a, _.b)),
        [(1, 1)],
    ),
    "the value beside the least and the greatest": (
        lambda: table(a=texts("p", None, "q", "r"), k=whole(3, 1, 2, None)).agg(
            x=_.a.argmin(_.k), y=_.a.argmax(_.k)
        ),
        [(None, "p")],
    ),
    "quantiles lie between values": (
        lambda: table(a=whole(1, 2, 3, 10, None)).agg(x=_.a.quantile(0.5), y=_.a.quantile(0.25)),
        [(2.5, 1.75)],
    ),
    "capitals come first, unknowns last, up and down": (
        lambda: table(a=texts("b", None, "a", "B")).mutate(
            x=ibis.row_number().over(order_by="a"), y=ibis.row_number().over(order_by=ibis.desc("a"))
        ).order_by("x"),
        [("B", 0, 2), ("a", 1, 1), ("b", 2, 0), (None, 3, 3)],
    ),
    "the rows before a row": (
        lambda: table(a=whole(1, 2, 3)).mutate(
            x=_.a.lag().over(order_by="a"),
            y=_.a.sum().over(ibis.cumulative_window(order_by="a")),
            z=_.a.max().over(ibis.window(order_by="a", preceding=(None, 1))),
            fifth=ibis.ntile(2).over(order_by="a"),
        ).order_by("a"),
        [(1, None, 1, None, 0), (2, 1, 3, 1, 0), (3, 2, 6, 2, 1)],
    ),
    "whole numbers divide to fractions": (
        lambda: table(a=whole(7), b=whole(2)).select(x=_.a / _.b, y=(-_.a / _.b).floor().cast("int64")),
        [(3.5, -4)],
    ),
    "a month in words": (lambda: table(a=days("2024-02-09")).select(x=_.a.strftime("%Y-%m")), [("2024-02",)]),
    "a text is what it is, whatever signs it holds": (
        lambda: table(a=texts(NASTY, "x")).filter(_.a == NASTY).mutate(x=ibis.literal(NASTY)),
        [(NASTY, NASTY)],
    ),
    "an unknown is in no list and not outside it": (
        lambda: table(a=texts(None)).select(x=_.a.isin(["x"]), y=~(_.a == "x"), z=_.a.isin(["x"]).fill_null(False)),
        [(None, None, False)],
    ),
    "no rows of every type": (lambda: table(a=whole(), b=days(), c=instants(), d=money(), e=texts()), []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_expression_gives_the_same_everywhere(engine: Engine, name: str) -> None:
    make, expected = CASES[name]
    assert [tuple(row.values()) for row in engine.rows(make())] == expected


def test_what_is_kept_is_what_was_computed(engine: Engine) -> None:
    kept = engine.keep("few", table(a=whole(1, 2), b=money("1.5", None)))
    again = engine.keep("few", kept.filter(_.a > 1))
    assert engine.rows(again) == [{"a": 2, "b": None}]
    assert kept.get_name() != again.get_name()
    engine.drop(kept)
    assert engine.rows(again.count().as_table()) == [{again.count().get_name(): 1}]


def test_what_is_forgotten_is_gone(engine: Engine) -> None:
    kept = engine.keep("few", table(a=whole(1, 2)))
    engine.drop(kept)
    with pytest.raises(Exception, match=kept.op().name):  # each engine has an error of its own for it
        engine.rows(kept)
