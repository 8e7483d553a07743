"""Money in the reporting currency: rates as intervals, products kept exact (R-FX)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import DateValue, DecimalValue, Table

from tenure.units import exponent

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

DECIMAL = "decimal(38, 10)"
FAR = date(9999, 12, 31)
LONG_AGO = date(1, 1, 1)
ZERO = ibis.literal(Decimal(0), DECIMAL)


def times(amount: DecimalValue, factor: DecimalValue) -> DecimalValue:
    """The product of two decimals, rounded to ten digits.

    Ibis takes the product for decimal(38, 10) and would drop a cast to it, while engines give scale 20: so cast through that.
    """
    return (amount * factor).cast("decimal(38, 20)").cast(DECIMAL)


def whole(count: ibis.expr.types.IntegerValue) -> DecimalValue:
    """A count as a decimal."""
    return count.cast(DECIMAL)


def rates(shop: Workshop) -> Table:
    """(currency, valid_from, valid_to, rate, minor): reporting units per major unit, in force from one known rate to the next."""
    known = shop.facts.table("fx_rates").filter(_.currency != shop.currency)
    next_one = _.rate_date.lead().over(group_by="currency", order_by="rate_date")
    spans = known.select(
        "currency", "rate", valid_from=_.rate_date, valid_to=ibis.coalesce((next_one - ibis.interval(days=1)).cast("date"), ibis.literal(FAR))
    )
    own = _table({"currency": [shop.currency], "rate": [Decimal(1)], "valid_from": [LONG_AGO], "valid_to": [FAR]})
    return spans.select("currency", "rate", "valid_from", "valid_to").union(own.select("currency", "rate", "valid_from", "valid_to"))


def currencies(shop: Workshop) -> Table:
    """(currency, minor): what one minor unit of each currency in use is of a major one."""
    used = [shop.facts.table(name).select("currency") for name in ("contract_prices", "transactions", "costs", "order_items", "deals")]
    names = sorted(
        {str(row["currency"]) for row in shop.engine.rows(ibis.union(*used, distinct=True)) if row["currency"]} | {shop.currency}
    )
    return _table({"currency": names, "minor": [Decimal(1).scaleb(-exponent(name)) for name in names]})


def missing_rates(shop: Workshop) -> list[str]:
    """Currencies in use that have no rate at all as of the day."""
    known = {str(row["currency"]) for row in shop.engine.rows(shop.table("rates").select("currency").distinct())}
    used = {str(row["currency"]) for row in shop.engine.rows(shop.table("currencies").select("currency"))}
    return sorted(used - known)


def at_rate(table: Table, shop: Workshop, day: DateValue, name: str = "rate", currency: str = "currency") -> Table:
    """The table with the rate of its currency on a day of its own; null where none is known."""
    spans = shop.table("rates").select(rate_currency="currency", rate_from="valid_from", rate_to="valid_to", **{name: "rate"})
    marked = table.mutate(rate_day=day)
    joined = marked.left_join(
        spans,
        [marked[currency] == spans.rate_currency, spans.rate_from <= marked.rate_day, spans.rate_to >= marked.rate_day],
    )
    return joined.drop("rate_currency", "rate_from", "rate_to", "rate_day")


def share(amount: DecimalValue, part: ibis.expr.types.IntegerValue, total: ibis.expr.types.IntegerValue) -> DecimalValue:
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
    return joined.mutate(amount=times(whole(joined[column]), joined.minor)).drop("unit_currency", "minor")


def _table(columns: dict[str, list[object]]) -> Table:
    types = {"currency": pa.string(), "rate": pa.decimal128(38, 10), "minor": pa.decimal128(38, 10)}
    arrays = {name: pa.array(values, types.get(name, pa.date32())) for name, values in columns.items()}
    return ibis.memtable(pa.table(arrays))
