"""Restatements: how frozen numbers differ from what they are now, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from tenure.catalogue.answer import answer
from tenure.catalogue.measure import Measure
from tenure.catalogue.question import Question
from tenure.compare.bridge import changed_policies, open_beside, policy_cause, workshop
from tenure.compare.explain import knowing_more
from tenure.compare.frozen import Frozen, FrozenValue
from tenure.compare.reading import rounded
from tenure.facts.asof import Facts
from tenure.facts.lake import Lake
from tenure.facts.sight import Sight
from tenure.periods import parse_period
from tenure.policies import Policies
from tenure.stages.shelf import code_version
from tenure.stages.workshop import Workshop
from tenure.texts import Text

Numbers = Mapping[tuple[str, str], tuple[str, Decimal | None]]  # status and number by metric and period


@dataclass(frozen=True)
class Cause:
    """One reason of a restatement, how much it moved the number, and the imports it came with."""

    key: str  # undo, erase, code, import, policy, time, late, correction
    text: Text
    amount: Decimal | None  # None where the number was, or became, not known
    imports: tuple[int, ...] = ()


@dataclass(frozen=True)
class Restatement:
    """A frozen number that is another now."""

    name: str
    metric: str
    period: str
    status: str
    old: Decimal | None
    status_now: str
    new: Decimal | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class _Stand:
    """All frozen numbers at one step of the way from then to now."""

    key: str
    text: Text
    numbers: Numbers
    imports: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """Which numbers, and what they mean."""

    values: Sequence[FrozenValue]
    known: Mapping[str, Measure]


def restatements(one: Frozen, now: Workshop, lake: Lake, known: Mapping[str, Measure]) -> list[Restatement]:
    """Every frozen number that is another now, with its causes; their amounts sum to the difference."""
    values = [value for value in one.values if value.metric in known]
    stands = [_Stand("", Text("frozen"), {(v.metric, v.period): _published(v) for v in values})]
    stands += _way(one, _Asked(values, known), now, lake)
    out = []
    for value in values:
        key = (value.metric, value.period)
        numbers = [stand.numbers[key] for stand in stands]
        if numbers[0] != numbers[-1]:
            causes = tuple(
                Cause(stand.key, stand.text, _between(before, after), stand.imports)
                for stand, before, after in zip(stands[1:], numbers, numbers[1:], strict=False)
                if before != after
            )
            (status, old), (status_now, new) = numbers[0], numbers[-1]
            out.append(Restatement(one.name, *key, status, old, status_now, new, causes))
    return out


def _between(before: tuple[str, Decimal | None], after: tuple[str, Decimal | None]) -> Decimal | None:
    return None if before[1] is None or after[1] is None else after[1] - before[1]


def _way(one: Frozen, values: _Asked, now: Workshop, lake: Lake) -> list[_Stand]:
    """The same question again: with the facts of then, with all that is told of that day, under the policies of now, as known now."""
    out = []
    then = Policies(one.policies)
    same = Facts(now.engine, lake, one.day, Sight(imports_until=one.last_import))
    key, text, undone = _rewritten(one, lake)
    with closing(workshop(now, same, then)) as shop:
        out.append(_Stand(key, text, _numbers(shop, values), undone))
    with closing(workshop(now, Facts(now.engine, lake, one.day), then)) as told:
        later = told.facts.imports_after(one.last_import)
        if later:
            dated = Text("imports that told what had been known by {day}", day=one.day)
            out.append(_Stand("import", dated, _numbers(told, values), later))
        keys = changed_policies(then, now.policies)
        with open_beside(workshop(now, told.facts, now.policies, told) if keys else told, told) as ruled:
            if keys:
                out.append(_Stand("policy", policy_cause(keys, then, now.policies), _numbers(ruled, values)))
            out += _known_since(one, values, ruled, now, lake)
    return out


def _known_since(one: Frozen, values: _Asked, then: Workshop, now: Workshop, lake: Lake) -> list[_Stand]:
    """What became known after the day they were frozen for."""
    out = []
    for key, text, other, imports in knowing_more(then, now, lake) if now.as_of > one.day else ():
        with open_beside(other, now):
            out.append(_Stand(key, text, _numbers(other, values), imports))
    return out


def _numbers(shop: Workshop, asked: _Asked) -> Numbers:
    values, known = asked.values, asked.known
    periods = tuple(dict.fromkeys(parse_period(value.period, shop.policies.text("week_start")) for value in values))
    out: dict[tuple[str, str], tuple[str, Decimal | None]] = {}
    for place in range(2):  # those told by some grains only are asked by these
        names = [n for n in dict.fromkeys(v.metric for v in values) if bool(known[n].grains) == bool(place)]
        cut = tuple(p for p in periods if not place or all(p.grain in known[n].grains for n in names))
        if names and cut:
            for told in answer(shop, [known[name] for name in names], Question(cut)):
                out |= {(v.metric, str(v.period)): (v.status, _exact(v.value)) for v in told}
    return out


def _published(value: FrozenValue) -> tuple[str, Decimal | None]:
    return (value.status, _exact(value.number))


def _exact(number: Decimal | None) -> Decimal | None:
    return None if number is None else rounded(Fraction(number))


def _is_after(moment: object, at: str) -> bool:
    return isinstance(moment, datetime) and moment > datetime.fromisoformat(at)


def _rewritten(one: Frozen, lake: Lake) -> tuple[str, Text, tuple[int, ...]]:
    """What can have changed the facts of then: an import taken back, an erasure, or else other code."""
    undone = tuple(
        int(str(batch["batch"]))
        for batch in lake.batches()
        if int(str(batch["batch"])) <= one.last_import and _is_after(batch["undone_at"], one.at)
    )  # fmt: skip
    erased = any(what.startswith("erase") for what in lake.history(one.facts_version))
    reasons = [Text("an import taken back")] * bool(undone) + [Text("an erasure")] * erased
    reasons += [Text("other code")] * (code_version() != one.code)
    key = "undo" if undone else "erase" if erased else "code"
    return key, Text("{reasons}", reasons=reasons or [Text("other code")]), undone
