"""The funnel of behaviour: what users or customers do, one thing after the other."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.errors import UsageError
from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block
from tenure.pages.options import Option
from tenure.pages.stepping import Sayings, stepped
from tenure.stages.analyses.course import course_of
from tenure.stages.analyses.deeds import ORDER, Deeds, Doer, deeds_known
from tenure.stages.analyses.funnel import funnel
from tenure.words import later

_WINDOW = 30  # days
_USUAL = 4  # steps, where none are named


def _make(asked: Asked) -> Sequence[Block]:
    doer: Doer = "customer" if asked.word("of") == "customer" else "user"
    known = deeds_known(asked.shop, doer)
    steps = asked.words("steps") or _usual(asked, doer)
    if len(steps) < 2:
        return [asked.note("none", asked.say("One thing only was done in this time, so there is no funnel."))]
    if ORDER in steps and ORDER not in known and doer == "user":
        raise UsageError("A purchase is a customer's, not a user's.", "Add --set of=customer.")
    course = course_of(steps, asked.words("optional"), asked.words("ends"), known, known)
    found = funnel(asked.shop, asked.stretch, course, asked.whole("window", _WINDOW), Deeds(doer, asked.cut))
    if not any(one.reached for one in found):
        return [asked.note("none", asked.say("Nobody took the first step in this time."))]
    return stepped(asked, found, course, asked.whole("window", _WINDOW), _said(asked, doer))


def _usual(asked: Asked, doer: Doer) -> list[str]:
    """What most did in this time, the most first; what customers buy comes last."""
    told = deeds_known(asked.shop, doer, asked.stretch)
    buys = [one for one in told if one == ORDER]
    return [*[one for one in told if one != ORDER][: _USUAL - len(buys)], *buys]


def _said(asked: Asked, doer: Doer) -> Sayings:
    def step(word: str) -> str:
        return asked.say("Order") if word == ORDER else word

    note = later(
        "All steps lie within {days} days of the first. "
        "Who may still go on makes shares ranges, or leaves them to those whose window is over."
    )
    if doer == "customer":
        return Sayings(
            later("Customers"),
            later("Customers at each step"),
            later("Of {entered} customers that took the first step, {last} took the last so far: {share}."),
            note,
            step,
        )
    return Sayings(
        later("Users"),
        later("Users at each step"),
        later("Of {entered} users that took the first step, {last} took the last so far: {share}."),
        note,
        step,
    )


ANALYSIS = Analysis(
    name="behaviour",
    title=later("Behaviour funnel"),
    question=later("Of those who begin something, how many go on, in what time, and where do they stop?"),
    method=(
        later("Whoever takes the first step in the time enters, once: of several attempts the one that goes furthest counts, "
              "and of those that go as far the latest."),
        later("A step counts only after the one before it, and only inside the window that the first step opens. Two at the same moment count as in order."),
        later("Dropped off: not gone on, and the window is over. Who may still go on is counted apart, never as lost."),
        later("A step that may be skipped counts where it came before any later one. "
              "An event that ends an attempt counts between two steps, and is told apart."),
        later("Segments are those of the customer on the day of the first step."),
    ),
    make=_make,
    needs=("usage_events",),
    options=(
        Option("steps", later("The steps in their order, with commas: names of features or events, and of customers order (a purchase). "
                              "The most frequent ones when none are named.")),
        Option("of", later("Who is followed."), "user", ("user", "customer")),
        Option("optional", later("Steps that may be skipped, with commas; not the first and not the last.")),
        Option("ends", later("What ends an attempt, with commas: a feature or event that is no step; NAME:FIRST..LAST for a part of the funnel.")),
        Option("window", later("Days from the first step in which all others must lie; 30 when not told.")),
    ),
    cut=None,
    reported=False,
    scoped=True,
)  # fmt: skip
