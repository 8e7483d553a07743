"""Charts for notebooks, in the colours of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenure.catalogue.measure import Measure
from tenure.catalogue.value import Value
from tenure.errors import UsageError
from tenure.words import Language, currency_symbol, period_text, say

COLOURS = ("#2456c7", "#d97a1c", "#1d8a78", "#8a4fbf", "#b0396e")  # first to fifth, as in the report
_FORMATS = {"share": ".0%", "count": ",.0f", "points": ".1%"}


def chart(
    values: Sequence[Value], by: Sequence[str], known: Mapping[str, Measure], lang: Language, currency: str
) -> Any:
    """Lines over periods, or bars where there is one period; what is not final is drawn hollow.

    Raises: UsageError when Altair is not installed, or nothing is known to draw.
    """
    try:
        import altair
    except ImportError as error:
        raise UsageError("Altair is not installed.", 'pip install "tenure[notebook]"') from error
    told = [value for value in values if value.value is not None]
    if not told:
        raise UsageError(
            "None of these values is known, so there is nothing to draw.",
            "Look at the column 'reason' of the result.",
        )
    names = {value.metric: known[value.metric] for value in values}
    titles = {name: one.zh if lang == "zh" else one.en for name, one in names.items()}
    several = len(titles) > 1
    rows = []
    for value in told:
        parts = [titles[value.metric]] if several else []
        parts += [value.dims.get(name) or "–" for name in by]
        rows.append(
            {
                "period": period_text(value.period, lang),
                "series": " · ".join(parts) or titles[value.metric],
                "value": float(value.value or 0),
                "final": value.status == "final",
            }
        )
    order = list(dict.fromkeys(period_text(value.period, lang) for value in values))
    series = list(dict.fromkeys(str(row["series"]) for row in rows))
    units = {one.unit.value for one in names.values()}
    unit = units.pop() if len(units) == 1 else ""
    head = ", ".join(titles.values())
    if unit == "money":
        head = f"{head} ({currency_symbol(currency, lang)})"
    axis = altair.Axis(format=_FORMATS.get(unit, ",.2~f"), title=None)
    y = altair.Y("value:Q", axis=axis, scale=altair.Scale(zero=len(order) == 1))
    colour = altair.Color(
        "series:N",
        sort=series,
        title=None,
        scale=altair.Scale(domain=series, range=[COLOURS[place % len(COLOURS)] for place in range(len(series))]),
        legend=altair.Legend(orient="top") if len(series) > 1 else None,
    )
    base = altair.Chart({"values": rows}, title=head)
    if len(order) == 1:
        x = altair.X("series:N", sort=series, title=None, axis=altair.Axis(labelAngle=0))
        return base.mark_bar().encode(x=x, y=y, color=colour)
    x = altair.X("period:N", sort=order, title=None, axis=altair.Axis(labelAngle=0, labelOverlap="parity"))
    lines = base.mark_line().encode(x=x, y=y, color=colour)
    hint = [
        altair.Tooltip("series:N", title=say("Number", lang)),
        altair.Tooltip("period:N", title=say("Period", lang)),
        altair.Tooltip("value:Q", title=say("Value", lang), format=_FORMATS.get(unit, ",.2~f")),
    ]
    points = base.mark_point(filled=True, size=45).encode(x=x, y=y, color=colour, tooltip=hint)
    hollow = (
        base.transform_filter("!datum.final")
        .mark_point(filled=True, size=16)
        .encode(x=x, y=y, color=altair.value("white"), tooltip=hint)
    )
    return lines + points + hollow
