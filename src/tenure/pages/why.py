"""Why a number moved between two periods: the parts that its change sums to, and what tells most of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenure.catalogue.slices import slices_kept, slices_known
from tenure.catalogue.value import Value
from tenure.compare.reading import Difference, Step
from tenure.errors import NotFound
from tenure.pages.asking import Asking
from tenure.pages.blocks import Column, Contact, Kind, Note, Table
from tenure.pages.options import Option
from tenure.pages.personal import is_personal
from tenure.pages.roster import STAGES, slice_title
from tenure.periods import Period
from tenure.words import change_text, later, number_text, period_text

WHY = Option("why", later("a period, previous or last_year: the change since then, in its parts"))
KEY = "metric_why"
_NAMED = 5  # groups of a part that are named one by one
_SLICES = 3  # of those by which a reason is looked for: each takes two questions
_TELLS = Decimal("0.4")  # of a change, at least, where one group is called its reason
_STATE = "state"  # whether somebody is a customer is no reason why
_MOVED = ("joined", "left", "changed")  # who came into a sum, left it, or is in both
_GROUPS = (
    "mix",
    "rate",
)  # steps whose parts are groups; those of all others are customers, who are counted and not named


def why(asking: Asking, metric: str, then: Period) -> Table | Note:
    """The change since a period as parts that sum to it exactly; a note where it has none."""
    measure, title = asking.measure(metric), asking.say("Why it moved")
    made = _difference(asking, metric, then, _fit(slices_known(asking.shop, measure)))
    if made.amount is None:
        return Note(KEY, title, asking.say("One of the two is not known, so there is no difference."))
    if {step.key for step in made.steps} <= {"period"}:
        told = (
            asking.say("Its change cannot be split: too few are in it, or it is a median or made of other numbers.")
            if made.amount
            else asking.say("It is what it was then.")
        )
        return Note(KEY, title, told)
    unit: Kind = measure.unit.value
    columns = (
        Column("part", asking.say("Part of the change")),
        Column("group", asking.say("Group")),
        Column("change", asking.say("Change"), _kind(unit)),
        Column("customers", asking.say("Customers"), "count"),
    )
    rows = tuple(row for step in made.steps for row in _rows(asking, step))
    sides = {"before": _told(asking, made.start.value, unit), "now": _told(asking, made.end.value, unit)}
    note = asking.say(
        "From {before} in {then} to {now} in {period}: the parts sum to the change exactly.",
        then=period_text(then, asking.lang), period=period_text(asking.period, asking.lang), **sides,
    )  # fmt: skip
    return Table(KEY, title, columns, rows, (asking.say("Together"), None, made.amount, None), note)


def reason(asking: Asking, metric: str, then: Period) -> str:
    """What tells most of a change since a period, in one sentence; empty where nothing does."""
    if asking.reader.where:
        return ""
    names = _fit(slices_kept(asking.shop))[:_SLICES]
    made = _difference(asking, metric, then, names)
    total = made.amount
    if not total:
        return ""
    kind: Kind = asking.measure(metric).unit.value
    steps = {step.key: step for step in made.steps}
    if "changed" in steps:
        told = {
            key: change_text(steps[key].amount if key in steps else Decimal(0), kind, asking.lang, asking.currency)
            for key in _MOVED
        }
        return asking.say(
            "{joined} from those who were not in it then, {changed} from those in both, {left} from those who left it.",
            **told,
        )
    groups = [one for step in made.steps if step.key in _GROUPS for one in step.customers]
    found = [one for one in groups or _by_slices(asking, metric, then, names) if not _is_contact(one[0])]
    most = max(found, key=lambda one: one[1] / total, default=None)
    if most is None or most[1] / total < _TELLS:
        return ""
    return asking.say(
        "Most of it: {group}, {change}.",
        group=_group(asking, most[0]), change=change_text(most[1], kind, asking.lang, asking.currency),
    )  # fmt: skip


def _fit(names: Sequence[str]) -> list[str]:
    """The slices that can be a reason."""
    return [name for name in names if name != _STATE and not is_personal("", name)]


def _difference(asking: Asking, metric: str, then: Period, among: Sequence[str]) -> Difference:
    sides = (asking.period, asking.as_of), (then, asking.as_of)
    return asking.book.explain(metric, *sides, where=asking.cut, among=among)


def _rows(asking: Asking, step: Step) -> list[tuple[str | None, str | None, Decimal, int | None]]:
    """A part with how many customers are in it, or with its groups: the largest by name, the others together."""
    cause = asking.say(step.cause.template, **_said(asking, step))
    if step.key not in _GROUPS or not step.customers:
        return [(cause, None, step.amount, len(step.customers) or None)]
    groups = sorted(step.customers, key=lambda one: -abs(one[1]))
    rows = [(cause, _group(asking, name), amount, None) for name, amount in groups[:_NAMED]]
    rest = sum((amount for _name, amount in groups[_NAMED:]), Decimal(0))
    others = asking.say("{n} others", n=number_text(len(groups) - _NAMED, "count", asking.lang))
    return [*rows, *([(cause, others, rest, None)] if len(groups) > _NAMED else [])]


def _said(asking: Asking, step: Step) -> dict[str, object]:
    """The values of a cause, with a dimension called as people call it."""
    told = dict(step.cause.values)
    return told | ({"dimension": slice_title(asking, str(told["dimension"]))} if "dimension" in told else {})


def _group(asking: Asking, told: str) -> str:
    """A group, `slice=word`, in words; a contact where it tells who somebody is."""
    name, _is, word = told.partition("=")
    said = asking.say(STAGES[word]) if name == "stage" and word in STAGES else word
    text = f"{slice_title(asking, name)} = {said}"
    return Contact(text) if _is_contact(told) else text


def _is_contact(told: str) -> bool:
    name, _is, word = told.partition("=")
    return is_personal(word, name)


def _by_slices(asking: Asking, metric: str, then: Period, names: Sequence[str]) -> list[tuple[str, Decimal]]:
    """How much each group of some slices brings to the change of a sum."""
    out = []
    for name in names:
        try:
            values = asking.book.ask(metric, (asking.period, then), asking.as_of, (name,), asking.cut)
        except NotFound:  # its rows are not of customers, or not of those that have the slice
            continue
        moved: dict[str, Decimal | None] = {}
        for one in values:
            word = one.dims[name]
            if word is not None:
                sign, so_far = 1 if one.period == asking.period else -1, moved.get(word, Decimal(0))
                moved[word] = None if one.value is None or so_far is None else so_far + sign * one.value
        out += [(f"{name}={word}", amount) for word, amount in moved.items() if amount is not None]
    return out


def _kind(unit: Kind) -> Kind:
    return "points" if unit == "share" else unit


def _told(asking: Asking, value: Value, unit: Kind) -> str:
    return number_text(value.value, unit, asking.lang, asking.currency, True)
