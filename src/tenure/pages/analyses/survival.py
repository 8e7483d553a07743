"""How long relationships last: survival curves with bands, by segment, with a verdict on their difference."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenure.pages.analysis import Analysis, Asked, segment_text
from tenure.pages.blocks import Block, Cell, Chart, Column, Series, Table, Tone
from tenure.pages.options import Option
from tenure.stages.analyses.lasting import Lengths, lengths
from tenure.stats.durations import Reach, kaplan_meier_median, log_rank, survival_curve
from tenure.words import later

_TONES: tuple[Tone, ...] = ("first", "second", "third", "fourth", "fifth")
_BANDS = 2  # more of them would hide each other
_STEP = 30  # days between two points of the curve
_DIGITS = Decimal("0.000001")
_TOLD = (90, 180, 360, 720, 1080)


def _make(asked: Asked) -> Sequence[Block]:
    found = lengths(asked.shop, asked.stretch if asked.told else None, asked.cut)
    if not found:
        return [asked.note("none", asked.say("No relationship has begun in this time."))]
    groups = sorted(found.items(), key=lambda item: (-item[1].count, item[0] or ""))
    return [_chart(asked, groups), _table(asked, groups)]


def _ends(one: Lengths) -> int:
    return max({*one.ended, *one.lasting})


def _curve(asked: Asked, one: Lengths) -> list[Reach]:
    most = min(_ends(one), asked.whole("days"))
    return survival_curve(one.ended, one.lasting, range(0, most + 1, _STEP))


def _exact(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number)).quantize(_DIGITS)


def _chart(asked: Asked, groups: Sequence[tuple[str | None, Lengths]]) -> Chart:
    """A line with its band for each of the largest segments."""
    drawn = [(name, one, _curve(asked, one)) for name, one in groups[: len(_TONES)]]
    count = max(len(curve) for _name, _one, curve in drawn)
    series = []
    for place, (name, _one, curve) in enumerate(drawn):
        blank: list[Decimal | None] = [None] * (count - len(curve))
        title = segment_text(asked, name) if asked.by else asked.say("Still customers")
        values = [*(_exact(point.share) for point in curve), *blank]
        bounds = [(*(_exact(_bound(point, side)) for point in curve), *blank) for side in (0, 1)]
        low, high = bounds if len(drawn) <= _BANDS else ((), ())
        series.append(Series(f"segment_{place}", title, tuple(values), _TONES[place], low, high))
    places = tuple(str(step * _STEP) for step in range(count))
    title = asked.say("Share still customers, by days since the start")
    return Chart(
        "survival_curve",
        title,
        _summary(asked, groups),
        "band",
        "share",
        asked.say("Days since start"),
        places,
        tuple(series),
    )


def _bound(point: Reach, side: int) -> float | None:
    return None if point.interval is None else point.interval[side]


def _summary(asked: Asked, groups: Sequence[tuple[str | None, Lengths]]) -> str:
    every, over = sum(one.count for _name, one in groups), sum(sum(one.ended.values()) for _name, one in groups)
    told = asked.say(
        "{n} relationships, {over} of which have ended; the others count for as long as they have lasted. A band is a 95% interval at each point.",
        n=f"{every:,}", over=f"{over:,}",
    )  # fmt: skip
    p = log_rank([(one.ended, one.lasting) for _name, one in groups])
    if p is None:
        return told
    verdict = (
        asked.say("The segments differ (log-rank p = {p}).", p=_p_text(p))
        if p < 0.05
        else asked.say("The segments cannot be told apart (log-rank p = {p}).", p=_p_text(p))
    )
    return f"{told}{verdict}" if asked.lang == "zh" else f"{told} {verdict}"


def _p_text(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _table(asked: Asked, groups: Sequence[tuple[str | None, Lengths]]) -> Table:
    days = [day for day in _TOLD if day <= max(_ends(one) for _name, one in groups)]
    columns = [Column("segment", asked.by or asked.say("Segment"))]
    columns += [Column("count", asked.say("Relationships"), "count"), Column("ended", asked.say("Ended"), "count")]
    columns += [Column(f"day_{day}", asked.say("{n} days", n=day), "share") for day in days]
    columns.append(Column("median", asked.say("Half have ended by day"), "count"))
    rows = []
    for name, one in groups:
        reached = {point.time: point for point in survival_curve(one.ended, one.lasting, days)}
        title = segment_text(asked, name) if asked.by else asked.say("All")
        shares = [_value(asked, reached.get(day), one) for day in days]
        ended = sum(one.ended.values())
        rows.append((title, one.count, ended, *shares, kaplan_meier_median(one.ended, one.lasting)))
    note = asked.say("A dash: no relationship of the segment has lasted that long yet; or fewer than half have ended.")
    return Table("survival", asked.say("Share that lasts longer than"), tuple(columns), tuple(rows), note=note)


def _value(asked: Asked, point: Reach | None, one: Lengths) -> Cell:
    if point is None:
        return None
    low, high = (_exact(_bound(point, side)) for side in (0, 1))
    small = one.count < asked.shop.policies.whole("small_sample")
    return asked.value("share", _exact(point.share), low=low, high=high, small=small, denominator=Decimal(one.count))


ANALYSIS = Analysis(
    name="survival",
    title=later("How long customers stay"),
    question=later("What share of relationships lasts how long, and does it differ between segments?"),
    method=(
        later("Kaplan and Meier (1958) over all relationships begun, by days; those still running are neither counted as ended nor left out."),
        later("Bands are Greenwood's 95% intervals on the scale log(-log), which stay between 0 and 1; a pointer on a share of the table shows them too."),
        later("Segments are compared by the log-rank test over their whole curves. Words of customers are those of the day the relationship started."),
    ),
    make=_make,
    options=(Option("days", later("How far the curve is drawn."), "1080"),),
    cut=None,
    all_time=True,
    scoped=True,
)  # fmt: skip
