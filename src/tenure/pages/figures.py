"""Headline numbers: a value, what it was before, and whether the change is good."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tenure.catalogue.measure import Better
from tenure.catalogue.value import Value, divided
from tenure.catalogue.without_rate import sums_money
from tenure.pages.asking import Asking
from tenure.pages.blocks import Against, Comparison, Figure, Figures, Kind, Verdict
from tenure.pages.reasons import why_none
from tenure.periods import Period
from tenure.words import change_text, number_text, period_text, say_many


def figures(asking: Asking, key: str, metrics: Sequence[str], hints: Sequence[str] = ()) -> Figures:
    """The headline numbers of several metrics, asked together."""
    asking.ask(metrics, when(asking))
    told = [*hints, *[""] * (len(metrics) - len(hints))]
    return Figures(key, tuple(figure(asking, metric, hint) for metric, hint in zip(metrics, told, strict=True)))


def figure(asking: Asking, metric: str, hint: str = "") -> Figure:
    """The headline number of a metric for the page's period."""
    measure = asking.measure(metric)
    asking.ask([metric], when(asking))
    kind: Kind = measure.unit.value
    now, trend = asking.value(metric), _trail(asking, metric)
    return Figure(
        key=metric,
        title=asking.name(metric),
        unit=kind,
        value=now,
        hint=hint or hint_of(asking, now, kind),
        comparisons=comparisons(asking, kind, measure.better, now, lambda period: asking.value(metric, period)),
        trend=trend if len(trend) > 2 else (),
        definition=metric,
    )


def _trail(asking: Asking, metric: str) -> tuple[Value, ...]:
    """The number period by period, from where on its facts begin."""
    begun = asking.begun_for(metric)
    return tuple(asking.value(metric, period) for period in asking.trail if period.last >= begun)


def when(asking: Asking) -> tuple[Period, ...]:
    """Every period that a headline number looks at."""
    return tuple(dict.fromkeys((*asking.trail, *(period for _key, period in asking.against))))


def comparisons(
    asking: Asking, kind: Kind, better: Better, now: Value, then: Callable[[Period], Value]
) -> tuple[Comparison, ...]:
    """Against each period that the reader compares with."""
    return tuple(_comparison(asking, key, kind, better, now, then(period)) for key, period in asking.against)


def _comparison(asking: Asking, key: Against, kind: Kind, better: Better, now: Value, old: Value) -> Comparison:
    if old.period.last < asking.begun:
        return Comparison(key, old, reason=asking.say("There were no customers then."))
    if old.period.last < asking.begun_for(now.metric):
        return Comparison(key, old, reason=asking.say("The facts behind it begin later."))
    if now.value is None or old.value is None:
        missing = old if now.value is not None else now
        return Comparison(key, old, reason=why_none(asking, missing))
    if now.status != "final" or old.status != "final":
        return Comparison(key, old, reason=asking.say("Not compared: one of the two is not final."))
    change = now.value - old.value
    relative = None if kind in ("share", "points", "score") or old.value <= 0 else divided(change, old.value)
    same = change_text(change, kind, asking.lang, asking.currency).startswith("±")
    return Comparison(key, old, change, relative, _verdict(better, change > 0, same))


def _verdict(better: Better, rises: bool, same: bool) -> Verdict:
    if same or better is Better.NEITHER:
        return "neutral"
    return "good" if rises == (better is Better.MORE) else "bad"


def _latest(asking: Asking, value: Value, kind: Kind) -> str:
    """The last known number before a period in which nothing happened."""
    known = [old for period in asking.trail if (old := asking.value(value.metric, period)).value is not None]
    if value.status != "undefined" or not known:
        return ""
    told = number_text(known[-1].value, kind, asking.lang, asking.currency, True)
    return asking.say("last {value} in {period}", value=told, period=period_text(known[-1].period, asking.lang))


def hint_of(asking: Asking, value: Value, kind: Kind) -> str:
    """What a number is made of, or why it is not there."""
    if value.low is not None and value.high is not None and value.n_open:
        return say_many("{n} case still open", "{n} cases still open", asking.lang, value.n_open)
    if value.value is None:
        return _latest(asking, value, kind) or why_none(asking, value)
    if value.n_open:
        return say_many("{n} case still open", "{n} cases still open", asking.lang, value.n_open)
    if value.numerator is not None and value.denominator is not None:
        if kind == "share":
            unit: Kind = "money" if sums_money(asking.known[value.metric]) else "count"
            part, of = (
                number_text(n, unit, asking.lang, asking.currency, unit == "money" or n % 1 == 0)
                for n in (value.numerator, value.denominator)
            )
            return asking.say("{part} of {whole}", part=part, whole=of)
        if kind == "score":
            return say_many("{n} answer", "{n} answers", asking.lang, int(value.denominator))
    if kind == "minutes" and value.denominator is not None:
        return say_many("median of {n} case", "median of {n} cases", asking.lang, int(value.denominator))
    return ""
