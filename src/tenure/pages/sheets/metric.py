"""One metric: where it stands, how it went, its variants, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenure.catalogue.measure import Measure
from tenure.catalogue.slices import slices_known
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Column, Figure, Figures, Section, Table
from tenure.pages.figures import figures
from tenure.pages.filters import filters
from tenure.pages.options import Option
from tenure.pages.personal import marked
from tenure.pages.roster import slice_title
from tenure.pages.series import lines, table
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.pages.why import WHY, why
from tenure.words import later


def _make(asking: Asking, wanted: Wanted) -> Sequence[Section | None]:
    subject = wanted.subject
    one = asking.plain(subject)
    asking.where = wanted.where
    base = subject if subject.count(".") == 1 else ".".join(subject.split(".")[:2])
    alike = [name for name in asking.known if name.startswith(f"{base}.")]
    shown = [name for name in dict.fromkeys((subject, base, *alike)) if asking.fits(name)]
    blocks: list[Block] = [_apart(asking, base, figures(asking, "metric", shown))]
    periods = asking.trail
    chart = lines(asking, "metric_course", asking.name(subject), ((subject, "first"),), periods)
    blocks += [chart] if chart else []
    blocks.append(table(asking, "metric_periods", asking.say("Period by period"), [subject], periods))
    asking.filters = filters(asking, slices_known(asking.shop, one))
    blocks += [_by(asking, one, wanted.word("by"))] if wanted.word("by") else []
    blocks += [why(asking, subject, asking.compared(wanted.word(WHY.name))[1])] if wanted.word(WHY.name) else []
    lead = one.says_zh if asking.lang == "zh" else one.says
    return (Section("metric", asking.name(subject), lead, tuple(blocks)),)


def _by(asking: Asking, one: Measure, name: str) -> Table:
    """The number of each word of a slice; what has no word comes last.

    Raises: UsageError for customers one by one, who are listed for those alone who may see them.
    """
    if name == "customer":
        raise UsageError("This page does not tell customers apart one by one.", "Open the people behind the number.")
    values = asking.book.ask(one.id, asking.period, asking.as_of, (name,), asking.cut)
    values.sort(key=lambda value: (value.dims[name] is None, value.dims[name] or ""))
    title = slice_title(asking, name)
    columns = (Column("word", title), Column(one.id, asking.name(one.id), one.unit.value, one.id))
    words = [marked(value.dims[name], name) for value in values]
    rows = tuple((word, replace(value, dims={name: word})) for word, value in zip(words, values, strict=True))
    return Table("metric_parts", asking.say("By {slice}", slice=title), columns, rows)


def _apart(asking: Asking, base: str, told: Figures) -> Figures:
    """Variants that bear the name of their metric, with the word that tells them apart from it."""

    def named(one: Figure) -> Figure:
        variant = one.key.removeprefix(f"{base}.")
        alike = variant != one.key and one.title == asking.name(base)
        return replace(one, title=f"{one.title} · {variant}") if alike else one

    return replace(told, figures=tuple(named(one) for one in told.figures))


SHEET = Sheet(
    name="metric",
    title=later("Metric"),
    question=later("Where does one number stand, how did it go, and what does it mean?"),
    make=_make,
    about=later("the id of a metric"),
    options=(SINCE, Option("by", later("a slice: the number of each of its words")), WHY),
    sliced=True,
)
