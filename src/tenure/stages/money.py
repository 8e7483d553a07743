"""Money in the reporting currency: rates as intervals, products kept exact (R-FX)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import DateValue, DecimalValue, Table

from tenure.periods import ONE_DAY
from tenure.units import exponent

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

DECIMAL = "decimal(38, 10)"
FAR = date(9999, 12, 31)
LONG_AGO = date(1, 1, 1)
ZERO = ibis.literal(Decimal(0), DECIMAL)
ONE = ibis.literal(Decimal(1), DECIMAL)


def times(amount: DecimalValue, factor: DecimalValue) -> DecimalValue:
    """The product of two decimals, rounded to ten digits; where the factor is one, the amount untouched, which is most rows.

    Ibis takes the product for decimal(38, 10) and would drop a cast to it, while engines give scale 20: so cast through that.
    """
    return ibis.ifelse(factor == ONE, amount, (amount * factor).cast("decimal(38, 20)").cast(DECIMAL))


def rates(shop: Workshop) -> Table:
    """(currency, valid_from, valid_to, rate, minor): reporting units per major unit, in force from one known rate to the next."""
    known = shop.facts.table("fx_rates").filter(_.currency != shop.currency)
    next_one = _.rate_date.lead().over(group_by="currency", order_by="rate_date")
    spans = known.select(
        "currency",
        "rate",
        valid_from=_.rate_date,
        valid_to=ibis.coalesce((next_one - ibis.interval(days=1)).cast("date"), ibis.literal(FAR)),
    )
    own = _table({"currency": [shop.currency], "rate": [Decimal(1)], "valid_from": [LONG_AGO], "valid_to": [FAR]})
    return spans.select("currency", "rate", "valid_from", "valid_to").union(
        own.select("currency", "rate", "valid_from", "valid_to")
    )


def currencies(shop: Workshop) -> Table:
    """(currency, minor): what one minor unit of each currency in use is of a major one."""
    used = [
        shop.facts.table(name).select("currency")
        for name in ("contract_prices", "transactions", "costs", "order_items", "deals")
    ]
    names = sorted(
        {str(row["currency"]) for row in shop.engine.rows(ibis.union(*used, distinct=True)) if row["currency"]}
        | {shop.currency}
    )
    return _table({"currency": names, "minor": [Decimal(1).scaleb(-exponent(name)) for name in names]})


def at_rate(table: Table, shop: Workshop, day: DateValue, name: str = "rate", currency: str = "currency") -> Table:
    """The table with the rate of its currency on a day of its own; null where none is known.

    It is that of the last month end (R-FX), so that states, movements and revaluation agree on every day; of a month
    that is not over the latest. A company with one currency is spared the join.
    """
    if not shop.foreign:
        return table.mutate(**{name: ONE})
    days = shop.table("daily_rates").select(rate_currency="currency", told_on="day", **{name: "rate"})
    told_at = ibis.ifelse(day == month_end(day), day, before_month(day))
    marked = table.mutate(rate_day=ibis.least(told_at, ibis.literal(last_rate_day(shop.as_of))))
    joined = marked.left_join(days, [marked[currency] == days.rate_currency, marked.rate_day == days.told_on])
    joined = joined.mutate(**{name: ibis.ifelse(joined[currency] == shop.currency, ONE, joined[name])})
    return joined.drop("rate_currency", "told_on", "rate_day")


def last_rate_day(as_of: date) -> date:
    """No rate is known past the as-of day, so later days read the one of the day after it."""
    return as_of + ONE_DAY


def daily_rates(shop: Workshop) -> Table:
    """(currency, day, rate): the rate of every foreign currency on every day since its first, for joins by equality."""
    spans = shop.table("rates").filter(_.currency != shop.currency)
    edge = shop.engine.rows(spans.agg(first=_.valid_from.min()))[0]["first"]
    first = edge if isinstance(edge, date) else shop.as_of
    days = [first + timedelta(days=n) for n in range((last_rate_day(shop.as_of) - first).days + 1)]
    calendar = ibis.memtable(pa.table({"day": pa.array(days, pa.date32())}))
    joined = calendar.join(spans, [calendar.day >= spans.valid_from, calendar.day <= spans.valid_to])
    return joined.select("currency", "day", "rate")


def share(
    amount: DecimalValue, part: ibis.expr.types.IntegerValue, total: ibis.expr.types.IntegerValue
) -> DecimalValue:
    """So many of the total days of an amount; the whole of it stays exact."""
    portion = ((amount * part.cast(DECIMAL)).cast("float64") / total.cast("float64")).cast(DECIMAL)
    return ibis.ifelse(part == total, amount, portion)


def month_end(day: DateValue) -> DateValue:
    """The last day of a day's month."""
    return (day.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")


def before_month(day: DateValue) -> DateValue:
    """The last day of the month before: where the opening rate is read."""
    return (day.truncate("M") - ibis.interval(days=1)).cast("date")


def major(table: Table, shop: Workshop, column: str = "amount_minor") -> Table:
    """The table with `amount` in major units of its currency, exact."""
    units = shop.table("currencies")
    joined = table.left_join(units.rename(unit_currency="currency"), table.currency == units.currency)
    # small scales multiply without a rounding division
    exact = (joined[column] * joined.minor).cast(DECIMAL)
    return joined.mutate(amount=exact).drop("unit_currency", "minor")


def _table(columns: Mapping[str, Sequence[object]]) -> Table:
    types = {"currency": pa.string(), "rate": pa.decimal128(38, 10), "minor": pa.decimal128(5, 4)}
    arrays = {name: pa.array(values, types.get(name, pa.date32())) for name, values in columns.items()}
    return ibis.memtable(pa.table(arrays))
