"""Which exchange rate is missing for money of customers, in a sentence."""

from __future__ import annotations

from tenure.catalogue.value import Value
from tenure.catalogue.without_rate import reason
from tenure.pages.asking import Asking
from tenure.pages.reasons import why_none
from tenure.periods import period_of
from tenure.stages.standings import without_rates


def unrated(asking: Asking) -> str:
    """Why columns of money are empty; nothing where all can be told."""
    day = period_of(asking.as_of, "day")
    told = (
        Value("customers", day, asking.as_of, "unavailable", reason=reason(gap))
        for gap in without_rates(asking.shop).values()
    )
    return " ".join(dict.fromkeys(why_none(asking, value) for value in told))
