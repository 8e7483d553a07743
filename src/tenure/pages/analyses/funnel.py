"""The funnel of leads: in order, inside a window, by segment, with the time between steps."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.analysis import Analysis, Asked
from tenure.pages.blocks import Block
from tenure.pages.options import Option
from tenure.pages.stepping import Sayings, stepped
from tenure.stages.analyses.course import course_of
from tenure.stages.analyses.funnel import funnel
from tenure.stages.analyses.walks import CUTS, Leads, steps_known
from tenure.words import later

_NAMES = {
    "visit": later("Visit"),
    "signup": later("Sign-up"),
    "inquiry": later("Inquiry"),
    "qualified": later("Qualified"),
    "trial_start": later("Trial started"),
    "signed": later("Signed"),
}


def _make(asked: Asked) -> Sequence[Block]:
    steps = asked.words("steps") or steps_known(asked.shop)
    window = asked.whole("window", asked.shop.policies.whole("inquiry_window_days"))
    if len(steps) < 2:
        return [asked.note("none", asked.say("Leads are known to take one step only, so there is no funnel."))]
    course = course_of(steps, asked.words("optional"), asked.words("ends"))
    found = funnel(asked.shop, asked.stretch, course, window, Leads(asked.by))
    if not any(one.reached for one in found):
        return [asked.note("none", asked.say("No lead took the first step in this time."))]
    said = Sayings(
        people=later("Leads"),
        chart=later("Leads at each step"),
        summary=later("Of {entered} leads that took the first step, {last} took the last so far: {share}."),
        note=later("All steps lie within {days} days of the first. "
                   "Where leads may still go on, shares are ranges, or are taken over those whose window is over."),
        step=lambda step: asked.say(_NAMES[step]),
    )  # fmt: skip
    return stepped(asked, found, course, window, said)


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
