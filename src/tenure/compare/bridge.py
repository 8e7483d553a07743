"""A bridge: the same facts under two sets of policies, the difference split policy by policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext

from tenure.catalogue.measure import Measure
from tenure.catalogue.question import Question
from tenure.compare.reading import Difference, Reading, read, step
from tenure.facts.asof import Facts
from tenure.policies import SETTINGS, Policies
from tenure.stages.workshop import Workshop
from tenure.texts import Text


def bridge(shop: Workshop, measure: Measure, question: Question, start: Policies, end: Policies) -> Difference:
    """The steps from one set of policies to another, one policy after the other in the order they are listed.

    What two policies change only together is told with the later one (decision 0013).
    """
    keys = changed_policies(start, end)
    with _beside(shop) as shops:
        now, first = start, _under(shops, start, measure, question)
        last, steps, waiting = first, [], list[str]()
        for key in keys:
            now = now.others({key: end.text(key)})
            reading = _under(shops, now, measure, question)
            waiting.append(key)
            if last.number is not None and reading.number is not None:
                steps.append(step("policy", policy_cause(waiting, start, end), last, reading))
            if reading.number is not None or key == keys[-1]:
                last, waiting = reading, []
    known = first.number is not None and last.number is not None
    return Difference(measure.id, first, last, tuple(steps) if known else ())


def changed_policies(start: Policies, end: Policies) -> list[str]:
    """The policies that differ, in the order they are listed."""
    return [key for key in SETTINGS if start.text(key) != end.text(key)]


def policy_cause(keys: list[str], start: Policies, end: Policies) -> Text:
    """Which policies changed, from what to what."""
    before, after = [start.text(key) for key in keys], [end.text(key) for key in keys]
    return Text("{policy}: {before} → {after}", policy=list(keys), before=before, after=after)


def under(shop: Workshop, policies: Policies) -> Workshop:
    """The same facts under other policies; what asks none of them is taken over."""
    return workshop(shop, shop.facts, policies, shop)


def workshop(like: Workshop, facts: Facts, policies: Policies, beside: Workshop | None = None) -> Workshop:
    """Other facts, or the same under other policies, in a workshop that knows the same slices."""
    made = Workshop(facts, policies, like.currency, beside=beside)
    made.own_slices.update(like.own_slices)
    return made


def open_beside(other: Workshop, kept: Workshop) -> AbstractContextManager[Workshop]:
    """A workshop for as long as it is read, closed then also where the reading fails; one that is kept stays open."""
    return nullcontext(other) if other is kept else closing(other)


@contextmanager
def _beside(shop: Workshop) -> Iterator[list[Workshop]]:
    """The workshop and those that are added after it, which are closed at the end, the last one first."""
    shops = [shop]
    try:
        yield shops
    finally:
        for other in shops[:0:-1]:
            other.close()


def _under(shops: list[Workshop], policies: Policies, measure: Measure, question: Question) -> Reading:
    """The reading under policies, in a workshop beside the last one, which is added where they differ."""
    if policies.version != shops[-1].policies.version:
        shops.append(under(shops[-1], policies))
    return read(shops[-1], measure, question)
