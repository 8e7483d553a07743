"""Why did it move? The change of a number, split into parts that sum to it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tenure.catalogue.measure import Measure
from tenure.catalogue.parts import groups_of
from tenure.catalogue.question import Question
from tenure.catalogue.slices import slices_known
from tenure.compare.bridge import changed_policies, open_beside, policy_cause, workshop
from tenure.compare.mix import Groups, split, telling, whole
from tenure.compare.reading import Difference, Reading, Step, contributions, read, rounded, shared_out, step
from tenure.errors import UsageError
from tenure.facts.asof import Facts
from tenure.facts.lake import Lake
from tenure.facts.sight import Sight
from tenure.periods import Period
from tenure.stages.workshop import Workshop
from tenure.texts import Text

NOT_TOLD = "–"  # the group of those without a value


@dataclass(frozen=True)
class Asked:
    """One side of a comparison: a period as known on the day of a workshop."""

    shop: Workshop
    period: Period


def explain(
    measure: Measure,
    against: Asked,
    now: Asked,
    where: Mapping[str, str],
    lake: Lake,
    by: str = "",
    among: Sequence[str] | None = None,
) -> Difference:
    """From the number against which it is held to the number now.

    In this order: other policies; what happened since (a window that closed, an event that was still to come); what came
    late; what was corrected; then from the one period to the other, for a sum by who joined it, left it or changed, for a
    ratio by mix and rate of a dimension: `by`, or the most telling of some, or of all.
    """
    first, last = _read(against.shop, against.period, measure, where), _read(now.shop, now.period, measure, where)
    if first.number is None or last.number is None:
        return Difference(measure.id, first, last, ())
    then, steps = _known_since(measure, against, now.shop, where, lake, first)
    if then.number is None:
        return Difference(measure.id, first, last, (step("all", Text("everything together"), first, last),))
    if against.period != now.period:
        question = Question((against.period,), (), dict(where)), Question((now.period,), (), dict(where))
        steps += _between(now.shop, measure, question, then, last, by, among)
    return Difference(measure.id, first, last, tuple(steps))


def _read(shop: Workshop, period: Period, measure: Measure, where: Mapping[str, str]) -> Reading:
    return read(shop, measure, Question((period,), (), dict(where)))


def _known_since(
    measure: Measure, against: Asked, now: Workshop, where: Mapping[str, str], lake: Lake, first: Reading
) -> tuple[Reading, list[Step]]:
    """The same period read under today's policies, then as known on the later day."""
    then, steps, shop = first, list[Step](), against.shop
    keys = changed_policies(shop.policies, now.policies)
    chain: list[tuple[str, Text, Workshop, tuple[int, ...]]] = []
    if keys:
        cause = policy_cause(keys, shop.policies, now.policies)
        chain.append(("policy", cause, workshop(now, shop.facts, now.policies, shop), ()))
    if shop.as_of != now.as_of:
        chain += knowing_more(shop, now, lake)
    for key, cause, other, imports in chain:
        with open_beside(other, now):
            reading = _read(other, against.period, measure, where)
        if reading.number is None:
            return reading, steps
        steps.append(step(key, cause, then, reading, imports))
        then = reading
    return then, [one for one in steps if one.amount or one.customers]


def knowing_more(then: Workshop, now: Workshop, lake: Lake) -> list[tuple[str, Text, Workshop, tuple[int, ...]]]:
    """From what was known on a day to what is known on a later one: what happened since, late facts, corrections."""
    made = []
    for late in ("none", "new"):
        sight = Sight(since=then.as_of, late="none" if late == "none" else "new")
        facts = Facts(now.engine, lake, now.as_of, sight)
        made.append(workshop(now, facts, now.policies))
    new, corrected = now.facts.late_imports(then.as_of)
    since = Text("what happened since {day}", day=then.as_of)
    return [
        ("time", since, made[0], ()),
        ("late", Text("facts that came late"), made[1], new),
        ("correction", Text("facts that were corrected"), now, corrected),
    ]


def _between(
    shop: Workshop,
    measure: Measure,
    question: tuple[Question, Question],
    then: Reading,
    now: Reading,
    by: str,
    among: Sequence[str] | None,
) -> list[Step]:
    """From one period to another, known alike."""
    if then.parts is None or now.parts is None:
        return [step("period", Text("the period"), then, now)]
    if not now.parts.is_ratio:
        return _movements(then, now)
    groups = _groups(shop, measure, question, (then, now), by, among)
    return [step("period", Text("the period"), then, now)] if groups is None else _mixed(*groups, then, now)


def _movements(then: Reading, now: Reading) -> list[Step]:
    """Of a sum: those in it now and not then, those in it then and not now, those in both."""
    before, after = then.parts.of if then.parts else {}, now.parts.of if now.parts else {}
    moved = contributions(then, now)
    kinds = {
        "joined": (Text("in it now, not before"), [who for who in moved if who not in before]),
        "left": (Text("in it before, not now"), [who for who in moved if who not in after]),
        "changed": (Text("in both, changed"), [who for who in moved if who in before and who in after]),
    }
    total = (now.number or 0) - (then.number or 0)
    sums = {key: sum((moved[who] for who in people), Fraction(0)) for key, (_text, people) in kinds.items() if people}
    amounts = dict(shared_out(sums, rounded(Fraction(total))))
    return [
        Step(key, text, amounts[key], shared_out({who: moved[who] for who in people}, amounts[key]))
        for key, (text, people) in kinds.items()
        if key in amounts
    ]


def _groups(
    shop: Workshop,
    measure: Measure,
    question: tuple[Question, Question],
    readings: tuple[Reading, Reading],
    by: str,
    among: Sequence[str] | None,
) -> tuple[str, Groups, Groups] | None:
    """Both periods cut by a dimension: the one asked for, or the most telling of some or all; none where none tells anything.

    Raises: UsageError for a dimension of which a customer carries several values, NotFound for one that there is not.
    """
    best: tuple[Fraction, tuple[str, Groups, Groups] | None] = (Fraction(0), None)
    known = slices_known(shop, measure)
    for name in [by] if by else [one for one in known if among is None or one in among]:
        before, after = (_cut(shop, measure, one, name) for one in question)
        if not (_is_whole(before, readings[0]) and _is_whole(after, readings[1])):
            if by:
                raise UsageError(
                    "A customer can carry several values of {dimension}, so its parts do not sum to the number.",
                    "Choose another dimension.",
                    dimension=by,
                )
            continue
        tells = telling(before, after)
        if by or tells > best[0]:
            best = (tells, (name, before, after))
    return best[1]


def _cut(shop: Workshop, measure: Measure, question: Question, name: str) -> Groups:
    return {value or NOT_TOLD: sides for value, sides in groups_of(shop, measure, question, name).items()}


def _is_whole(groups: Groups, reading: Reading) -> bool:
    sides = whole(groups)
    return reading.parts is not None and sides == (reading.parts.numerator, reading.parts.denominator)


def _mixed(name: str, before: Groups, after: Groups, then: Reading, now: Reading) -> list[Step]:
    parts = split(before, after)
    scale = now.parts.scale if now.parts else Fraction(1)
    total = (now.number or 0) - (then.number or 0)
    sums = {key: scale * sum(side.values(), Fraction(0)) for key, side in (("mix", parts.mix), ("rate", parts.rate))}
    amounts = dict(shared_out(sums, rounded(Fraction(total))))
    texts = {
        "mix": Text("mix of {dimension}: other weights of its groups", dimension=name),
        "rate": Text("rate by {dimension}: other rates within its groups", dimension=name),
    }
    sides = {"mix": parts.mix, "rate": parts.rate}
    return [
        Step(key, texts[key], amounts[key], shared_out({f"{name}={g}": scale * p for g, p in sides[key].items() if p}, amounts[key]))
        for key in ("mix", "rate")
    ]  # fmt: skip
