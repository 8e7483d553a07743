"""From sums to values: each shape of measure reads its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from tenure.catalogue.measure import Formula, Known, Measure, Median, Ratio, Running, Summary, Total
from tenure.catalogue.question import Key, Leaf, Question, Sums, asked, measure_of
from tenure.catalogue.readings import read_under
from tenure.catalogue.value import Status, Value, divided, share_interval
from tenure.stages.workshop import Workshop
from tenure.texts import Text

Valuer = Callable[[Key], Value]


def before_use(day: date | None) -> Text:
    """Why nobody knows: use is recorded from a later day on, or none was known yet."""
    if day is None:
        return Text("no {kinds}", kinds=["usage_events"])
    return Text("no usage_events before {day}", day=day)


def valuer(
    measure: Measure,
    question: Question,
    shop: Workshop,
    sums: Mapping[tuple[object, ...], Sums],
    needs: tuple[str, ...] = (),
) -> Valuer:
    """What gives the value of each key; name, period and slices are filled in by the caller.

    What all keys share is looked up once. `needs` are those of the number that the measure is a part of.
    """
    measure = read_under(measure, shop.policies)
    needs = (*needs, *measure.needs)
    if isinstance(measure, Formula):
        parts = {
            name: valuer(measure_of(part), asked(part, question), shop, sums, needs)
            for name, part in measure.parts.items()
        }
        return partial(_formula, measure, question, shop, parts)
    campaign = question.where.get("campaign_id")
    if campaign is not None and "campaigns" in needs and campaign not in shop.campaigns:
        return lambda key: Value(measure.id, question.periods[key[0]], shop.as_of, "undefined")
    return partial(_of_sums, measure, question, shop, sums[Leaf(measure, question).key])


def _of_sums(measure: Measure, question: Question, shop: Workshop, mine: Sums, key: Key) -> Value:
    period = question.periods[key[0]]
    told = {name: column.get(key) for name, column in mine.items()}
    number = {name: Decimal(0) if value is None else value for name, value in told.items()}
    ahead = period.last > shop.as_of
    blank = Value(measure.id, period, shop.as_of, "immature")
    if ahead and measure.running is Running.IMMATURE:
        return blank
    if isinstance(measure, Total):
        made = replace(blank, status="final", value=number["of"] * measure.scale)
        if measure.told is not None and not number["told"]:
            made = replace(made, status="undefined", value=None)
    elif isinstance(measure, Median):
        made = replace(
            blank,
            status="final" if told["median"] is not None else "undefined",
            value=told["median"],
            denominator=number["known"],
        )
    elif isinstance(measure, Ratio):
        made = _ratio(measure, number, blank)
    elif isinstance(measure, Summary):
        made = _summary(told, blank)
    else:
        raise TypeError(f"{type(measure).__name__} is no shape of a measure")
    if made.status == "undefined" and number.get("unseen"):
        return replace(blank, status="unavailable", reason=before_use(shop.first_use))
    if made.status == "final" and number.get("undecided"):
        made = replace(made, status="provisional", n_open=int(number["undecided"]))
    so_far = number.get("ahead") or (ahead and measure.running is Running.PARTIAL)
    made = replace(made, small=_is_small(measure, number, made, shop))
    return replace(made, status="partial") if so_far and made.value is not None else made


def _is_small(measure: Measure, number: Mapping[str, Decimal], made: Value, shop: Workshop) -> bool:
    """Whether fewer members stand behind it than the policy wants (R-SMALL), the mature ones where only they count."""
    members = made.denominator
    if isinstance(measure, Ratio) and measure.among is not None:
        members = number["mature_members" if made.status == "provisional" and number.get("open_members") else "among"]
    return members is not None and members < shop.policies.whole("small_sample")


def _summary(told: Mapping[str, Decimal | None], blank: Value) -> Value:
    value, low, high = told["value"], told["low95"], told["high95"]
    edges = None if low is None or high is None else (float(low), float(high))
    status: Status = "undefined" if value is None else "final"
    return replace(blank, status=status, value=value, denominator=told["counted"], interval=edges)


def _ratio(measure: Ratio, number: Mapping[str, Decimal], blank: Value) -> Value:
    hits, members = number["numerator"], number["denominator"]
    whole = replace(blank, status="final", value=divided(hits, members), numerator=hits, denominator=members)
    if whole.value is None:
        return replace(whole, status="undefined")
    if number.get("open_members"):
        return _matured(measure, number, whole)
    if number.get("exposure"):
        whole = replace(whole, low=divided(hits - number["exposure"], members), high=whole.value)
    return _scaled(_with_interval(measure, whole), measure.scale)


def _with_interval(measure: Ratio, made: Value) -> Value:
    if made.value is None or not measure.is_share_of_members:
        return made
    return replace(made, interval=share_interval(made.numerator, made.denominator))


def _matured(measure: Ratio, number: Mapping[str, Decimal], whole: Value) -> Value:
    """R-MATURE: the ratio over members whose whole window is over, with bounds over all."""
    hits, members = number["numerator"], number["denominator"]
    low, high = (divided(hits, members), divided(hits + number["open"], members)) if measure.bounded else (None, None)
    bounded = replace(whole, low=low, high=high, n_open=int(number["open_members"]))
    if not number["mature_members"]:
        return _scaled(replace(bounded, status="immature", value=None), measure.scale)
    value = divided(number["mature_numerator"], number["mature_denominator"])
    over = replace(bounded, value=value, numerator=number["mature_numerator"], denominator=number["mature_denominator"])
    over = replace(over, status="provisional" if value is not None else "undefined")
    return _scaled(_with_interval(measure, over), measure.scale)


def _scaled(value: Value, scale: Decimal) -> Value:
    if scale == 1:
        return value
    value_, low, high = (None if number is None else number * scale for number in (value.value, value.low, value.high))
    return replace(value, value=value_, low=low, high=high)


def _whole_status(parts: Sequence[Value]) -> Status:
    """What a comparison of arms is worth: nothing without both, nothing yet while a window is open."""
    if any(part.status == "undefined" for part in parts):
        return "undefined"
    return "immature" if any(part.status in ("immature", "provisional") for part in parts) else "final"


_WORST: tuple[Status, ...] = ("unavailable", "immature", "undefined", "partial", "provisional", "final")


def _formula(measure: Formula, question: Question, shop: Workshop, valuers: Mapping[str, Valuer], key: Key) -> Value:
    period = question.periods[key[0]]
    if measure.running is Running.IMMATURE and period.last > shop.as_of:
        return Value(measure.id, period, shop.as_of, "immature")
    parts = {name: value(key) for name, value in valuers.items()}
    status = min((part.status for part in parts.values()), key=_WORST.index)
    small = any(part.small for part in parts.values())  # it stands on the fewest members behind any of its parts
    why = next((part.reason for part in parts.values() if part.status == status), "")
    blank = Value(measure.id, period, shop.as_of, status, small=small, reason=why)
    if measure.whole and (so_far := _whole_status(list(parts.values()))) != "final":
        return replace(blank, status=so_far)
    if any(part.value is None for part in parts.values()):
        return blank
    nothing = Decimal(0)
    known = {
        name: Known(part.value or nothing, part.numerator or nothing, part.denominator or nothing)
        for name, part in parts.items()
    }
    made = measure.combine(known, shop.policies)
    if isinstance(made, tuple):
        blank = replace(blank, numerator=made[0], denominator=made[1])
        made = divided(*made)
    return replace(blank, value=made, status="undefined" if made is None else status)
