"""One metric: where it stands, how it went, its variants, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenure.catalogue.registry import find
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Figure, Figures, Section
from tenure.pages.figures import figures
from tenure.pages.series import lines, table
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.words import later


def _make(asking: Asking, wanted: Wanted) -> Sequence[Section | None]:
    subject = wanted.subject
    one = find(subject, asking.known)
    if one.params:
        raise UsageError(
            "{metric} needs {word}.", "Ask for it with tenure metrics, and say --where.", metric=one.id, word=one.params[0]
        )  # fmt: skip
    base = subject if subject.count(".") == 1 else ".".join(subject.split(".")[:2])
    alike = [name for name in asking.known if name.startswith(f"{base}.") and not asking.known[name].params]
    shown = list(dict.fromkeys((subject, base, *alike)))
    blocks: list[Block] = [
        _apart(asking, base, figures(asking, "metric", [name for name in shown if _fits(asking, name)]))
    ]
    periods = asking.trail
    chart = lines(asking, "metric_course", asking.name(subject), ((subject, "first"),), periods)
    blocks += [chart] if chart else []
    blocks.append(table(asking, "metric_periods", asking.say("Period by period"), [subject], periods))
    lead = one.says_zh if asking.lang == "zh" else one.says
    return (Section("metric", asking.name(subject), lead, tuple(blocks)),)


def _apart(asking: Asking, base: str, told: Figures) -> Figures:
    """Variants that bear the name of their metric, with the word that tells them apart from it."""

    def named(one: Figure) -> Figure:
        variant = one.key.removeprefix(f"{base}.")
        alike = variant != one.key and one.title == asking.name(base)
        return replace(one, title=f"{one.title} · {variant}") if alike else one

    return replace(told, figures=tuple(named(one) for one in told.figures))


def _fits(asking: Asking, name: str) -> bool:
    """Whether a metric can be told of periods like the page's."""
    grains = asking.known[name].grains
    return not grains or asking.period.grain in grains


SHEET = Sheet(
    name="metric",
    title=later("Metric"),
    question=later("Where does one number stand, how did it go, and what does it mean?"),
    make=_make,
    about=later("the id of a metric"),
    options=(SINCE,),
    scoped=True,
)
