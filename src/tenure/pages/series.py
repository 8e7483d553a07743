"""Numbers over time: as a chart with its sentence, and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tenure.catalogue.value import Value
from tenure.pages.asking import Asking
from tenure.pages.blocks import Cell, Chart, Column, Kind, Series, Table, Tone
from tenure.periods import Period
from tenure.texts import Text
from tenure.words import number_text, period_text

Line = tuple[str, Tone]  # a metric and how it is drawn


def lines(asking: Asking, key: str, title: str, wanted: Sequence[Line], periods: Sequence[Period]) -> Chart | None:
    """Metrics of one unit as lines; None where hardly anything is known."""
    drawn = []
    for metric, tone in wanted:
        values = _since(asking, metric, periods)
        if sum(value.value is not None for value in values) >= 2:
            drawn.append(_series(metric, asking.name(metric), values, tone))
    if not drawn:
        return None
    kind: Kind = asking.measure(wanted[0][0]).unit.value
    summary = " ".join(course(asking, series.title, series.values, periods, kind) for series in drawn[:2])
    places = tuple(str(period) for period in periods)
    running = tuple(str(period) for period in periods if period.last > asking.as_of)
    return Chart(key, title, summary, "line", kind, asking.say("Month"), places, tuple(drawn), running)


def _since(asking: Asking, metric: str, periods: Sequence[Period]) -> list[Value]:
    """The values over time; unknown in periods before the facts behind them begin."""
    begun = asking.begun_for(metric)
    asking.ask([metric], periods)
    values = (asking.value(metric, period) for period in periods)
    return [value if value.value is None or value.period.last >= begun else _unknown(value, begun) for value in values]


def _unknown(value: Value, begun: date) -> Value:
    why = Text("the facts behind it begin on {day}", day=begun)
    blank = Value(value.metric, value.period, value.as_of, "undefined", dims=value.dims, reason=why)
    return replace(blank, policy_version=value.policy_version, facts_version=value.facts_version)


def _series(metric: str, title: str, values: Sequence[Value], tone: Tone) -> Series:
    bounded = any(value.low is not None for value in values)
    low = tuple(value.low if value.low != value.high else None for value in values) if bounded else ()
    high = tuple(value.high if value.low != value.high else None for value in values) if bounded else ()
    return Series(metric, title, tuple(value.value for value in values), tone, low, high, tuple(values))


def course(asking: Asking, name: str, values: Sequence[Decimal | None], periods: Sequence[Period], kind: Kind) -> str:
    """One sentence on how a number went."""
    known = [(value, period) for value, period in zip(values, periods, strict=True) if value is not None]
    if not known:
        return asking.say("{name}: nothing known yet.", name=name)
    (first, begin), (last, end) = known[0], known[-1]
    over = [
        pair for pair in known if pair[1].last <= asking.as_of
    ] or known  # what is running is neither high nor low yet
    (most, top), (least, bottom) = max(over, key=lambda pair: pair[0]), min(over, key=lambda pair: pair[0])
    told = {
        key: number_text(n, kind, asking.lang, asking.currency, True)
        for key, n in (("first", first), ("last", last), ("most", most), ("least", least))
    }
    days = {
        key: period_text(p, asking.lang)
        for key, p in (("begin", begin), ("end", end), ("top", top), ("bottom", bottom))
    }
    return asking.say(
        "{name}: {first} in {begin}, {last} in {end}; highest {most} ({top}), lowest {least} ({bottom}).",
        name=name,
        **told,
        **days,
    )


def table(
    asking: Asking, key: str, title: str, metrics: Sequence[str], periods: Sequence[Period], note: str = ""
) -> Table:
    """Metrics as columns, periods as rows."""
    asking.ask(metrics, periods)
    columns = [Column("period", asking.say("Month"), "period")]
    columns += [Column(name, asking.name(name), asking.measure(name).unit.value, name) for name in metrics]
    told = [_since(asking, name, periods) for name in metrics]
    rows: list[tuple[Cell, ...]] = [(period, *cells) for period, *cells in zip(periods, *told, strict=True)]
    return Table(key, title, tuple(columns), tuple(rows), note=note)


def sums(rows: Sequence[Sequence[Decimal]]) -> list[Decimal]:
    """The sum of each column."""
    return [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]
