"""How a funnel is shown: its steps as a table, and who is left at each as layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenure.catalogue.value import Value, divided
from tenure.pages.analysis import Asked, segment_text
from tenure.pages.blocks import Block, Cell, Chart, Column, Series, Table, Tone
from tenure.stages.analyses.course import Course
from tenure.stages.analyses.funnel import FunnelStep
from tenure.words import number_text

_TONES: tuple[Tone, ...] = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Sayings:
    """How those who walk are called, in English sentences of `{entered}`, `{last}`, `{share}`, and of `{days}`; and what a step is."""

    people: str
    chart: str
    summary: str
    note: str
    step: Callable[[str], str]


def stepped(asked: Asked, found: Sequence[FunnelStep], course: Course, window: int, said: Sayings) -> list[Block]:
    """The blocks of a funnel that somebody entered."""
    return [_chart(asked, found, course, said), _table(asked, found, course, window, said)]


def _table(asked: Asked, found: Sequence[FunnelStep], course: Course, window: int, said: Sayings) -> Table:
    columns = [Column("segment", asked.by)] if asked.by else []
    told_apart = [Column("skipped", asked.say("Skipped"), "count")] if course.optional else []
    told_apart += [Column("ended", asked.say("Attempt ended"), "count")] if course.ends else []
    columns += [
        Column("step", asked.say("Step")), Column("reached", asked.say(said.people), "count"),
        Column("of_first", asked.say("Of all that entered"), "share"), Column("of_before", asked.say("Of the step before"), "share"),
        Column("lost", asked.say("Dropped off"), "count"), Column("open", asked.say("May still go on"), "count"), *told_apart,
        Column("half", asked.say("Half made it within"), "days"), Column("most", asked.say("Nine in ten within"), "days"),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    open_before: dict[str | None, int] = {}
    for one in found:
        waiting = open_before.get(one.segment, 0) + one.open
        lost = 0  # nobody drops off at a step that may be skipped
        if one.step not in course.optional:
            open_before[one.segment], lost = waiting, one.before - one.reached - one.open - one.ended
        whole = asked.share("of_first", one.reached, one.entered)
        if waiting:
            most = divided(Decimal(one.reached + waiting), Decimal(one.entered))
            bounds = {"low": whole.value, "high": most, "n_open": waiting}
            whole = asked.value("of_first", None, status="immature", **bounds)
        days = (None if told is None else Decimal(repr(told)) for told in (one.half_within, one.nine_in_ten_within))
        head: tuple[Cell, ...] = (segment_text(asked, one.segment),) if asked.by else ()
        told = (one.reached, whole, _onward(asked, one), lost, one.open)
        apart = [one.skipped] * bool(course.optional) + [one.ended] * bool(course.ends)
        rows.append((*head, said.step(one.step), *told, *apart, *days))
    note = asked.say(said.note, days=window)
    return Table(asked.analysis.name, asked.say("Step by step"), tuple(columns), tuple(rows), note=note)


def _onward(asked: Asked, one: FunnelStep) -> Value:
    """The share that came from the step before: over those whose window is over, with what the others may make of it."""
    if not one.open:
        return asked.share("of_before", one.reached, one.before)
    sides = Decimal(one.made), Decimal(one.decided)
    low, high = (divided(Decimal(count), Decimal(one.before)) for count in (one.reached, one.reached + one.open))
    told = divided(*sides)
    status = "immature" if told is None else "provisional"
    more = {"numerator": sides[0], "denominator": sides[1], "low": low, "high": high, "n_open": one.open}
    return asked.value("of_before", told, status=status, **more)


def _chart(asked: Asked, found: Sequence[FunnelStep], course: Course, said: Sayings) -> Chart:
    """Who is left at each step, layer upon layer where there are segments; the smallest segments together."""
    steps = course.steps
    sizes = {one.segment: one.entered for one in found}
    large = sorted(sizes, key=lambda name: -sizes[name])
    shown = large if len(large) <= len(_TONES) else large[: len(_TONES) - 1]
    layers: list[tuple[str, list[str | None]]] = [(segment_text(asked, name), [name]) for name in shown]
    layers += [(asked.say("Others"), large[len(shown) :])] if len(shown) < len(large) else []
    series = []
    for place, (title, names) in enumerate(layers):
        counts = (sum(one.reached for one in found if one.step == step and one.segment in names) for step in steps)
        title = title or asked.say(said.people)
        series.append(Series(f"layer_{place}", title, tuple(Decimal(count) for count in counts), _TONES[place]))
    entered, last = (sum(one.reached for one in found if one.step == step) for step in (steps[0], steps[-1]))
    share = number_text(divided(Decimal(last), Decimal(entered)), "share", asked.lang)
    summary = asked.say(said.summary, entered=f"{entered:,}", last=f"{last:,}", share=share)
    places = tuple(said.step(step) for step in steps)
    key, title = f"{asked.analysis.name}_steps", asked.say(said.chart)
    return Chart(key, title, summary, "stacked", "count", asked.say("Step"), places, tuple(series))
