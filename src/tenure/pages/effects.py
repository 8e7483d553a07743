"""What another value of a policy does to the headline numbers, before it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.catalogue.answer import answer
from tenure.catalogue.question import Question
from tenure.catalogue.value import Value
from tenure.compare.bridge import under
from tenure.pages.asking import Asking
from tenure.pages.headline import wanted
from tenure.policies import check
from tenure.words import number_text


@dataclass(frozen=True)
class Effect:
    """A headline number as it is and as it would be, in words; `same` where it does not move."""

    name: str
    now: str
    then: str
    same: bool


def effects(asking: Asking, key: str, value: str) -> Sequence[Effect]:
    """The headline numbers of the page's period with the policies in force, and with one of them told otherwise.

    Raises: NotFound, UsageError for a policy or value that cannot be.
    """
    check(key, value)
    shop = asking.shop
    other = under(shop, shop.policies.others({key: value}))
    try:
        asked = [asking.measure(name) for name in wanted(asking)]
        question = Question((asking.period,))
        both = zip(answer(shop, asked, question), answer(other, asked, question), strict=True)
        return [
            _effect(asking, now, then) for (now,), (then,) in both if now.value is not None or then.value is not None
        ]
    finally:
        other.close()


def _effect(asking: Asking, now: Value, then: Value) -> Effect:
    name, same = asking.name(now.metric), (now.value, now.status) == (then.value, then.status)
    return Effect(name, _told(asking, now), _told(asking, then), same)


def _told(asking: Asking, value: Value) -> str:
    unit = asking.known[value.metric].unit.value
    return number_text(value.value, unit, asking.lang, asking.currency)
