"""Charts: from a block to a Vega-Lite specification, and from that to SVG. One theme; colours are roles that CSS fills."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from tenure.pages.blocks import Chart, Kind
from tenure.words import Language, currency_symbol

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VERSION = "6.4"
TONES = ("good", "fair", "quiet", "bad", "first", "second", "third", "fourth", "fifth", "total")
CSS_THEME: Mapping[str, str] = {name: f"var(--{name})" for name in (*TONES, "ink", "muted", "line", "paper")}
_DASHES: tuple[list[int], ...] = ([], [6, 3], [2, 3], [8, 3, 2, 3], [1, 2])
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
_AT = {"field": "at", "type": "nominal"}  # each point bears its place and its series
WIDE, NARROW = (760, 250), (330, 230)
Spec = dict[str, Any]


def specification(
    chart: Chart, lang: Language, currency: str, size: tuple[int, int], theme: Mapping[str, str] = CSS_THEME
) -> Spec:
    """The Vega-Lite specification of a chart."""
    names = [series.title for series in chart.series]
    colour: Spec = {"field": "series", "type": "nominal", "sort": names, "title": None}
    colour["scale"] = {"domain": names, "range": [theme[series.tone] for series in chart.series]}
    colour["legend"] = (
        None
        if len(names) == 1
        else {"orient": "top", "direction": "horizontal", "columns": 2 if size[0] < 500 else 0, "labelLimit": 300}
    )
    layers = _lines(chart, colour) if chart.shape in ("line", "band") else _bars(chart, colour)
    layers += _notes(chart, theme)
    title = None if chart.places[0][:4].isdigit() else chart.axis  # months need no title
    axis = {"labelAngle": 0, "labelOverlap": "parity", "title": title, "labelSeparation": 6}
    x: Spec = {
        "field": "place",
        "type": "ordinal",
        "sort": None,
        "axis": axis,
        "scale": {"padding": 0.25, "domain": list(chart.places)},
    }
    return {
        "$schema": SCHEMA,
        "width": size[0],
        "height": size[1],
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": _rows(chart)},
        "encoding": {"x": x},
        "layer": [_with_axis(layer, chart, lang, currency) for layer in layers],
        "config": _config(theme),
    }


def svg(chart: Chart, lang: Language, currency: str, size: tuple[int, int]) -> str:
    """The chart as SVG whose colours are CSS variables and whose type is the page's."""
    import vl_convert

    _fonts()
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(specification(chart, lang, currency, size)), vl_version=VERSION)
    head = f'<svg class="{"wide" if size == WIDE else "narrow"}" viewBox="0 0 {_box(drawn)}" aria-hidden="true" focusable="false">'
    drawn = re.sub(r"<svg[^>]*>", head, drawn, count=1)
    drawn = re.sub(r' aria-label="at (\d+-\d+)"', r' data-at="\1"', drawn)  # what a script finds the points by
    drawn = re.sub(r' (?:role|aria-[a-z]+|font-family|pointer-events)="[^"]*"', "", drawn.partition(">")[2])
    drawn = re.sub(r"(\d+\.\d{2})\d+", r"\1", drawn)
    return head + drawn


def _box(drawn: str) -> str:
    found = re.search(r'viewBox="0 0 ([\d.]+ [\d.]+)"', drawn)
    return found.group(1) if found else "760 250"


@cache
def _fonts() -> None:
    """Let the converter measure Chinese text with a font that has it."""
    import os

    import pylopdf_fonts_zh_cn
    import vl_convert

    vl_convert.register_font_directory(os.path.dirname(pylopdf_fonts_zh_cn.sans_path()))


def _rows(chart: Chart) -> list[Spec]:
    rows = []
    for place_number, place in enumerate(chart.places):
        for order, series in enumerate(chart.series):
            value = series.values[place_number]
            if value is None and chart.shape in ("bars", "stacked"):
                continue  # a line needs the row: what is not known is a gap in it
            row: Spec = {"place": place, "series": series.title, "order": order, "running": place in chart.running}
            row["at"] = f"at {place_number}-{order}"
            row["value"] = None if value is None else float(value)
            if series.low:
                row |= {"low": _float(series.low[place_number]), "high": _float(series.high[place_number])}
            rows.append(row)
    return rows


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _bars(chart: Chart, colour: Spec) -> list[Spec]:
    mark: Spec = {"type": "bar", "stroke": "var(--paper)", "strokeWidth": 1}
    y: Spec = {"field": "value", "type": "quantitative", "stack": "zero"}
    fade = {"condition": {"test": "datum.running", "value": 0.45}, "value": 1}
    zero: Spec = {"mark": {"type": "rule", "color": "var(--muted)"}, "encoding": {"x": None, "y": {"datum": 0}}}
    bars: Spec = {
        "mark": mark,
        "encoding": {"y": y, "color": colour, "opacity": fade, "order": {"field": "order"}, "description": _AT},
    }
    return [bars, zero]


def _notes(chart: Chart, theme: Mapping[str, str]) -> list[Spec]:
    """A line at each place that annotations belong to, with their numbers above it."""
    if not chart.notes:
        return []
    rows: Spec = {"values": [{"place": place, "note": told} for place, told in chart.notes]}
    line: Spec = {"type": "rule", "color": theme["muted"], "strokeDash": [2, 3]}
    number: Spec = {"type": "text", "color": theme["ink"], "fontSize": 11, "fontWeight": 600, "dy": -6}
    text = {"text": {"field": "note"}, "y": {"value": 0}}
    return [{"data": rows, "mark": line, "encoding": {}}, {"data": rows, "mark": number, "encoding": text}]


def _lines(chart: Chart, colour: Spec) -> list[Spec]:
    names = [series.title for series in chart.series]
    y: Spec = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True}}
    dash = {
        "field": "series",
        "scale": {"domain": names, "range": [list(_DASHES[n % 5]) or [1, 0] for n in range(len(names))]},
        "legend": None,
    }
    shape = {
        "field": "series",
        "scale": {"domain": names, "range": [_SHAPES[n % 5] for n in range(len(names))]},
        "legend": None,
    }
    layers: list[Spec] = [
        {
            "mark": {"type": "line", "strokeWidth": 2, "strokeJoin": "round"},
            "encoding": {"y": y, "color": colour, "strokeDash": dash},
        }
    ]
    if any(series.low for series in chart.series):
        band = {"y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": {**colour, "legend": None}}
        open_ones = [{"filter": "isValid(datum.low)"}]
        bounds: Spec = {"type": "rule", "strokeWidth": 5, "opacity": 0.35}
        if chart.shape == "band":
            bounds = {"type": "area", "opacity": 0.16}
            band["color"] = colour
        layers.insert(0, {"transform": open_ones, "mark": bounds, "encoding": band})
    points: Spec = {
        "mark": {"type": "point", "filled": True, "size": 26, "opacity": 1},
        "encoding": {"y": y, "color": colour, "shape": shape, "description": _AT},
    }
    if not chart.running:
        return [*layers, points]
    hollow: Spec = {
        "type": "point",
        "filled": False,
        "fill": "var(--paper)",
        "size": 30,
        "strokeWidth": 1.5,
        "opacity": 1,
    }
    so_far = {**points, "mark": hollow, "transform": [{"filter": "datum.running"}]}
    return [*layers, {**points, "transform": [{"filter": "!datum.running"}]}, so_far]


def _with_axis(layer: Spec, chart: Chart, lang: Language, currency: str) -> Spec:
    encoding = layer["encoding"]
    if "field" in encoding.get("y", {}):
        encoding["y"] = {
            **encoding["y"],
            "title": None,
            "axis": {"labelExpr": _label(chart.kind, lang, currency), "tickCount": 5},
        }
    return layer


def _label(kind: Kind, lang: Language, currency: str) -> str:
    """How a mark of the value axis is told."""
    if kind == "share":
        return "format(datum.value, '.1~%')"
    symbol = currency_symbol(currency, lang) if kind == "money" else ""
    size, sign = "abs(datum.value)", f"(datum.value < 0 ? '−' : '') + {json.dumps(symbol)} + "
    if lang == "zh":
        return f"{sign}({size} >= 1e8 ? format({size}/1e8, '~f') + '亿' : {size} >= 1e4 ? format({size}/1e4, '~f') + '万' : format({size}, ',~f'))"
    return f"{sign}({size} >= 1e6 ? format({size}/1e6, '~f') + 'M' : {size} >= 1e4 ? format({size}/1e3, '~f') + 'K' : format({size}, ',~f'))"


def _config(theme: Mapping[str, str]) -> Spec:
    return {
        "font": "Noto Sans SC",
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": theme["muted"], "titleColor": theme["muted"], "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
            "gridColor": theme["line"], "domainColor": theme["line"], "tickColor": theme["line"], "ticks": False, "labelPadding": 6,
        },
        "axisY": {"domain": False},
        "axisX": {"grid": False},
        "legend": {"labelColor": theme["ink"], "labelFontSize": 11.5, "symbolSize": 70, "columnPadding": 14, "offset": 6, "symbolStrokeWidth": 0},
        "line": {"invalid": "break-paths-show-domains"},
    }  # fmt: skip
