"""The days that a view reads of money where these are not those of its period: of campaigns, leads, first days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ibis import _
from ibis.expr.types import DateValue, Table

from tenure.periods import Period, parse_period
from tenure.stages.rated import Days

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

YEAR = timedelta(days=364)  # after the first day of a year from a day on
Params = Mapping[str, str]


def starts(shop: Workshop, period: Period, _params: Params) -> Days | None:
    """The first days of relationships that were signed in the period."""
    signed = shop.table("relationships").filter(_.signed_on.between(period.start, period.last))
    return _edges(shop, signed, signed.started_on)


def first_days(shop: Workshop, period: Period, params: Params) -> Days | None:
    """From the first day of first relationships whose customers pay in a foreign currency, to the last of the period `at`."""
    last = parse_period(params["at"], shop.policies.text("week_start")).last
    first = shop.table("relationships").filter(_.seq == 0, _.signed_on.between(period.start, period.last))
    paid = shop.table("mrr_levels").filter(_.currency != shop.currency)
    first = first.semi_join(paid, "customer_id")
    days = _edges(shop, first, first.started_on)
    return days and (days[0], max(last, days[1]))


def first_days_of_campaigns(shop: Workshop, period: Period, params: Params) -> Days | None:
    """The first days of campaigns that start in the period; of the one that is named, whatever the period."""
    told = _campaigns(shop, period, params)
    return _edges(shop, told, told.start_date)


def years_of_campaigns(shop: Workshop, period: Period, params: Params) -> Days | None:
    """The years that begin with them."""
    days = first_days_of_campaigns(shop, period, params)
    return days and (days[0], days[1] + YEAR)


def years_of_leads(shop: Workshop, period: Period, params: Params) -> Days | None:
    """The years that begin with the signatures that campaigns brought."""
    won = shop.table("campaign_leads").filter(_.converted.fill_null(False))
    won = won.semi_join(_campaigns(shop, period, params), "campaign_id")
    days = _edges(shop, won, won.signed_on)
    return days and (days[0], days[1] + YEAR)


def days_of_costs(shop: Workshop, period: Period, params: Params) -> Days | None:
    """The days over which the costs of campaigns are spread."""
    told = shop.table("spending").semi_join(_campaigns(shop, period, params), "campaign_id")
    first, last = _edges(shop, told, told.start), _edges(shop, told, told.end)
    return first and last and (first[0], last[1])


def _campaigns(shop: Workshop, period: Period, params: Params) -> Table:
    told = shop.facts.table("campaigns")
    if "campaign_id" in params:
        return told.filter(_.campaign_id == params["campaign_id"])
    return told.filter(_.start_date.between(period.start, period.last))


def _edges(shop: Workshop, table: Table, day: DateValue) -> Days | None:
    """The first and the last of some days; None without any."""
    found = shop.engine.rows(table.agg(first=day.min(), last=day.max()))[0]
    first, last = found["first"], found["last"]
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None
