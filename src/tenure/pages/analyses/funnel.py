"""The funnel of leads: in order, inside a window, by segment, with the time between steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenure.catalogue.value import Value, divided
from tenure.pages.analysis import Analysis, Asked, segment_text
from tenure.pages.blocks import Block, Cell, Chart, Column, Series, Table, Tone
from tenure.pages.options import Option
from tenure.stages.analyses.course import Course, course_of
from tenure.stages.analyses.funnel import CUTS, FunnelStep, funnel, steps_known
from tenure.words import later, number_text

_NAMES = {
    "visit": later("Visit"),
    "signup": later("Sign-up"),
    "inquiry": later("Inquiry"),
    "qualified": later("Qualified"),
    "trial_start": later("Trial started"),
    "signed": later("Signed"),
}
_TONES: tuple[Tone, ...] = ("first", "second", "third", "fourth", "fifth")


def _make(asked: Asked) -> Sequence[Block]:
    steps = asked.words("steps") or steps_known(asked.shop)
    window = asked.whole("window", asked.shop.policies.whole("inquiry_window_days"))
    if len(steps) < 2:
        return [asked.note("none", asked.say("Leads are known to take one step only, so there is no funnel."))]
    course = course_of(steps, asked.words("optional"), asked.words("ends"))
    found = funnel(asked.shop, asked.stretch, course, window, asked.by or None)
    if not any(one.reached for one in found):
        return [asked.note("none", asked.say("No lead took the first step in this time."))]
    return [_chart(asked, found, steps), _table(asked, found, course, window)]


def _table(asked: Asked, found: Sequence[FunnelStep], course: Course, window: int) -> Table:
    columns = [Column("segment", asked.by)] if asked.by else []
    told_apart = [Column("skipped", asked.say("Skipped"), "count")] if course.optional else []
    told_apart += [Column("ended", asked.say("Attempt ended"), "count")] if course.ends else []
    columns += [
        Column("step", asked.say("Step")), Column("reached", asked.say("Leads"), "count"),
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
        rows.append((*head, asked.say(_NAMES[one.step]), *told, *apart, *days))
    note = asked.say(
        "All steps lie within {days} days of the first. Where leads may still go on, shares are ranges, or are taken over those whose window is over.",
        days=window,
    )  # fmt: skip
    return Table("funnel", asked.say("Step by step"), tuple(columns), tuple(rows), note=note)


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


def _chart(asked: Asked, found: Sequence[FunnelStep], steps: Sequence[str]) -> Chart:
    """Leads at each step, layer upon layer where there are segments; the smallest segments together."""
    sizes = {one.segment: one.entered for one in found}
    large = sorted(sizes, key=lambda name: -sizes[name])
    shown = large if len(large) <= len(_TONES) else large[: len(_TONES) - 1]
    layers: list[tuple[str, list[str | None]]] = [(segment_text(asked, name), [name]) for name in shown]
    layers += [(asked.say("Others"), large[len(shown) :])] if len(shown) < len(large) else []
    series = []
    for place, (title, names) in enumerate(layers):
        counts = (sum(one.reached for one in found if one.step == step and one.segment in names) for step in steps)
        title = title or asked.say("Leads")
        series.append(Series(f"layer_{place}", title, tuple(Decimal(count) for count in counts), _TONES[place]))
    entered, last = (sum(one.reached for one in found if one.step == step) for step in (steps[0], steps[-1]))
    share = number_text(divided(Decimal(last), Decimal(entered)), "share", asked.lang)
    summary = asked.say(
        "Of {entered} leads that took the first step, {last} took the last so far: {share}.",
        entered=f"{entered:,}", last=f"{last:,}", share=share,
    )  # fmt: skip
    places = tuple(asked.say(_NAMES[step]) for step in steps)
    return Chart(
        "funnel_steps",
        asked.say("Leads at each step"),
        summary,
        "stacked",
        "count",
        asked.say("Step"),
        places,
        tuple(series),
    )


ANALYSIS = Analysis(
    name="funnel",
    title=later("Funnel"),
    question=later("How many leads go how far, in what time, and where do they drop off?"),
    method=(
        later("A lead enters on the day of its first step of the first kind; it belongs to the time in which that lies."),
        later("A step counts only after the one before it, and only inside the window that the first step opens."),
        later("Dropped off: not gone on, and the window is over. Who may still go on is counted apart, never as lost."),
        later("The days are those between a step and the last one taken before it, of the leads that made it."),
        later("A step that may be skipped counts where it came before any later one. Who goes no further is told at the next step that may not be skipped."),
        later("An event that ends an attempt counts between two steps; the steps before it stay, and it is told apart (PostHog leaves such leads out)."),
    ),
    make=_make,
    needs=("touches",),
    options=(
        Option("steps", later("The steps in their order, with commas: visit, signup, inquiry, qualified, trial_start, signed.")),
        Option("optional", later("Steps that may be skipped, with commas; not the first and not the last.")),
        Option("ends", later("Events that end an attempt, with commas: lost (a deal), or a step not in the funnel; lost:inquiry..signed for a part of it.")),
        Option("window", later("Days from the first step in which all others must lie; else the policy inquiry_window_days.")),
    ),
    cut=CUTS,
)  # fmt: skip
