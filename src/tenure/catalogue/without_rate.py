"""Why a number cannot be told for want of an exchange rate: by the columns that its terms look at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenure.catalogue.measure import Dims, Measure, Ratio
from tenure.catalogue.question import Leaf, Question, leaves_of
from tenure.stages.money import FAR
from tenure.stages.rated import Money
from tenure.stages.rateless import Gap
from tenure.stages.views import VIEWS
from tenure.stages.workshop import Workshop
from tenure.texts import Text

_TIERS = {Dims.OPEN: "value_tier_open", Dims.CLOSE: "value_tier_close"}  # slices that money decides


def without_rate(shop: Workshop, measure: Measure, question: Question) -> Text | None:
    """Which rate is missing for a measure in some period of a question; None where all that it looks at is known."""
    for leaf in leaves_of(measure, question, shop.policies):
        seen = leaf.seen(shop.as_of)
        for money in dict.fromkeys(_read(leaf)):
            for gap in shop.gaps:
                if any(money.lacks(gap, shop, period, seen.where) for period in seen.periods):
                    return reason(gap)
    return None


def reason(gap: Gap) -> Text:
    """What there is no rate for."""
    if gap.first_rate == FAR:
        return Text("no fx_rates for {currencies}", currencies=[gap.currency])
    return Text("no fx_rates for {currency} before {day}", currency=gap.currency, day=gap.first_rate)


def sums_money(measure: Measure) -> bool:
    """Whether its sides are sums of money, not of members whom money tells apart."""
    if not isinstance(measure, Ratio) or measure.among is None:
        return False
    return any(VIEWS[term.view].money.keys() & set(re.findall(r"\w+", term.text)) for term in measure.sides().values())


def _read(leaf: Leaf) -> Iterator[Money]:
    """The money in the columns that a leaf looks at, and cuts by."""
    cuts = (*leaf.question.by, *leaf.question.where)
    for term in leaf.measure.read():
        known = VIEWS[term.view].money
        names = [*re.findall(r"\w+", term.text), *([_TIERS[leaf.measure.dims]] if "tier" in cuts else [])]
        for name in names:
            yield from known.get(name, ())
