"""What can be read off a definition: what it is made of, by which day it counts, where its edges lie, which policies it obeys."""

from __future__ import annotations

from collections.abc import Iterator

from tenure.catalogue.measure import Better, Dims, Formula, Measure, Median, Ratio, Running, Summary, Total, Unit
from tenure.catalogue.question import measure_of
from tenure.catalogue.readings import chosen_by
from tenure.stages.obeying import in_order, obeyed
from tenure.stages.views import VIEWS
from tenure.words import Language, later, say
from tools.markdown import code

PAUSE: dict[Language, str] = {"en": "; ", "zh": "；"}
BETTER = {
    Better.MORE: later("more is better"),
    Better.LESS: later("less is better"),
    Better.NEITHER: later("neither direction is better"),
}
UNITS = {
    Unit.COUNT: later("a count"),
    Unit.SHARE: later("a share, told as a percentage"),
    Unit.MONEY: later("money, in the reporting currency"),
    Unit.TIMES: later("a plain ratio"),
    Unit.MINUTES: later("minutes"),
    Unit.DAYS: later("days"),
    Unit.POINTS: later("a difference of shares, told in percentage points"),
    Unit.SCORE: later("a score"),
}
RUNNING = {
    Running.IMMATURE: later("`immature` until the period is over"),
    Running.PARTIAL: later("`partial`, what happened so far, until the period is over"),
    Running.MEMBERS: later("the windows of those counted decide, not the end of the period"),
}
DIMS = {
    Dims.CLOSE: later("attributes as of the last day of the period, or of the day of what is counted"),
    Dims.OPEN: later("attributes as of the day before the period"),
}


def sides(one: Measure, lang: Language, folder: str = "") -> Iterator[tuple[str, str]]:
    """What a number is made of: its sides with their names; other numbers as links into the folder of their pages."""
    match one:
        case Ratio():
            yield say("Numerator", lang), _scaled(code(one.numerator.text), one)
            yield say("Denominator", lang), _every(one.denominator.text, lang)
        case Total():
            yield say("Sum of", lang), _scaled(_every(one.of.text, lang), one)
        case Median():
            yield say("Middle of", lang), code(one.of.text)
        case Summary():
            yield say("Made of", lang), say("all of {columns} together", lang, columns=", ".join(_columns(one)))
        case Formula():
            yield say("Made of", lang), PAUSE[lang].join(dict.fromkeys(_parts(one, lang, folder)))
        case _:
            raise TypeError(f"{type(one).__name__} is no shape of a measure")


def made_of(one: Measure, lang: Language, folder: str = "") -> str:
    """The same in a line."""
    return " ÷ ".join(text for _name, text in sides(one, lang, folder))


def _scaled(text: str, one: Ratio | Total) -> str:
    return f"{one.scale} × {text}" if one.scale != 1 else text


def _every(text: str, lang: Language) -> str:
    return say("each row", lang) if text == "1" else code(text)


def _columns(one: Summary) -> list[str]:
    return [code(term.text) for term in one.columns.values()]


def _parts(one: Formula, lang: Language, folder: str) -> Iterator[str]:
    for part in one.parts.values():
        if isinstance(part.measure, str):
            base = ".".join(part.measure.split(".")[:2])
            yield f"[{part.measure}]({folder}{base}.md)"
        else:
            yield made_of(part.measure, lang, folder)


def leaves(one: Measure) -> Iterator[Measure]:
    """The measures made of sums that a number comes down to."""
    if isinstance(one, Formula):
        for part in one.parts.values():
            yield from leaves(measure_of(part))
    else:
        yield one


def _within(one: Measure) -> Iterator[Measure]:
    """A number and all that it is made of."""
    yield one
    if isinstance(one, Formula):
        for part in one.parts.values():
            yield from _within(measure_of(part))


def views(one: Measure) -> list[str]:
    """The views that its rows come from."""
    return list(dict.fromkeys(term.view for leaf in leaves(one) for term in {**leaf.sides(), **leaf.terms()}.values()))


def dated(one: Measure, lang: Language) -> str:
    """By which day what is counted falls into a period."""
    return PAUSE[lang].join(dict.fromkeys(say(VIEWS[name].counted_by, lang) for name in views(one)))


def edges(one: Measure, lang: Language) -> Iterator[str]:
    """Whom it leaves out, where it is not known, what is open."""
    yield from (say(text, lang) for text in _shape(one))
    if isinstance(one, Ratio) and one.among is not None:
        few = later("It divides by no count: no interval; over fewer members ({members}) than `small_sample` it is marked and never ranked.")  # fmt: skip
        yield say(few, lang, members=_every(one.among.text, lang))
    if isinstance(one, Ratio | Summary) and one.unseen is not None:
        yield say("Whose day or month lies before any use was recorded is left out; where nobody else is left it is `unavailable`.", lang)  # fmt: skip
    if one.edges:
        yield say(one.edges, lang)
    yield from (say(told, lang) for told in dict.fromkeys(VIEWS[name].edges for name in views(one)) if told)
    if isinstance(one, Total) and one.told is not None:
        yield say("`undefined` where the facts tell nothing of {column}.", lang, column=code(one.told.text))
    if one.unit is Unit.MONEY:
        yield say("Amounts in other currencies are converted at month-end rates; a currency without any rate makes it `unavailable`.", lang)  # fmt: skip
    if one.needs:
        yield say(
            "`unavailable`, not 0, while there are no facts of these kinds: {kinds}.", lang, kinds=needed(one, lang)
        )


def needed(one: Measure, lang: Language) -> list[str]:
    """The kinds of fact without which it cannot be told; revenue comes of either of two."""
    either = say("{one} or, in a shop, {other}", lang, one=code("contract_prices"), other=code("purchases"))
    return [either if kind == "revenue" else code(kind) for kind in one.needs]


def _shape(one: Measure) -> Iterator[str]:
    match one:
        case Ratio():
            yield later("Nothing to divide by: `undefined`, never 0.")
            yield from _windows(one)
            if one.exposure is not None:
                yield later("The low bound takes what stands in an open window as lost.")
            if one.is_share_of_members:
                yield later("A Wilson interval stands beside it; over fewer members than `small_sample` it is marked and never ranked.")  # fmt: skip
        case Median():
            yield later("Only rows that are known have a middle; with none it is `undefined`.")
        case Summary():
            yield later("`undefined` where the rows allow no conclusion.")
        case Formula():
            yield later("As sure as the least sure of its parts; unknown while one of them is unknown.")
            if one.whole:
                yield later("Not told before every window is over.")
    if isinstance(one, Total | Ratio | Median) and one.undecided is not None:
        yield later("`provisional`, what is known so far, while some of those counted are undecided.")
    if isinstance(one, Total | Ratio) and one.ahead is not None:
        yield later("`partial` while some of what it counts lies ahead.")


def _windows(one: Ratio) -> Iterator[str]:
    if one.open is None:
        return
    if one.bounded:
        yield later("While windows are open: `provisional`, over those whose window is over, with bounds over all; `immature` while none is over.")  # fmt: skip
    else:
        yield later("While windows are open: `provisional`, over those whose window is over; `immature` while none is over.")  # fmt: skip


def policies(one: Measure) -> list[str]:
    """The policies that it obeys."""
    found = {name for each in _within(one) for name in (*each.obeys, *chosen_by(each.id))}
    for leaf in leaves(one):
        columns = leaf.columns if isinstance(leaf, Summary) else {}
        for term in {**leaf.sides(), **leaf.terms(), **columns}.values():
            found.update(obeyed(term.view, term.text))
    return in_order(found)
