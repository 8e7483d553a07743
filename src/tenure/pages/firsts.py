"""What a company finds out first, once its facts are in: a few sentences, each with the sheet that tells more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tenure.catalogue.value import divided
from tenure.pages.asking import Asking
from tenure.pages.trade import trades_known
from tenure.stages.shop import buyers, longest_pause
from tenure.words import day_text, number_text

_CUSTOMERS, _RECURRING = "growth.customers_held", "revenue.mrr"
_PAUSE = 7  # days without a sale that are worth a word


@dataclass(frozen=True)
class First:
    """One finding, and the sheet that shows it."""

    title: str
    text: str
    sheet: str


def firsts(asking: Asking) -> tuple[First, ...]:
    """The findings, as of the last day known; what cannot be told is left out."""
    return (*_held(asking), *(_recurring(asking) if asking.contracts else _bought(asking)))


def _held(asking: Asking) -> Iterator[First]:
    value = asking.value(_CUSTOMERS).value
    if value:
        yield First(asking.name(_CUSTOMERS), number_text(value, "count", asking.lang), "customers")


def _recurring(asking: Asking) -> Iterator[First]:
    value = asking.value(_RECURRING).value
    if not value:
        return
    amount = number_text(value, "money", asking.lang, asking.currency, True)
    yield First(asking.name(_RECURRING), amount, "revenue")
    asked = asking.book.ask(_RECURRING, asking.period, asking.as_of, ("customer",))
    paid = sorted((one.value for one in asked if one.value), reverse=True)
    largest = sum(paid[: max(1, len(paid) // 10)], Decimal(0))
    share = number_text(divided(largest, sum(paid, Decimal(0))), "share", asking.lang)
    text = asking.say("The largest tenth of customers pays {share} of all.", share=share)
    yield First(asking.say("Concentration"), text, "revenue")


def _bought(asking: Asking) -> Iterator[First]:
    if not trades_known(asking):
        return
    who = buyers(asking.shop, asking.twelve_months)
    if who.ever:
        share = number_text(divided(Decimal(who.twice), Decimal(who.ever)), "share", asking.lang)
        text = asking.say("{share} of all buyers ever bought on two days or more.", share=share)
        yield First(asking.say("Bought again"), text, "revenue")
    if who.spent:
        share = number_text(divided(who.top_tenth, who.spent), "share", asking.lang)
        text = asking.say("The largest tenth of buyers brought {share} of the revenue of twelve months.", share=share)
        yield First(asking.say("Concentration"), text, "revenue")
    pause = longest_pause(asking.shop)
    if pause and pause.days > _PAUSE:
        days = {"first": day_text(pause.first, asking.lang), "last": day_text(pause.last, asking.lang)}
        text = asking.say("Nothing was sold for {days} days, between {first} and {last}.", days=pause.days, **days)
        yield First(asking.say("A gap"), text, "revenue")
