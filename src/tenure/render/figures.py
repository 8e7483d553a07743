"""Headline numbers as HTML: the number, how sure it is, its course, its comparisons."""

from __future__ import annotations

from decimal import Decimal

from tenure.catalogue.value import Value
from tenure.pages.blocks import Comparison, Figure, Figures, Page
from tenure.render.cells import range_text, sureness
from tenure.render.links import ALONE, Links
from tenure.render.markup import Markup, join, tag
from tenure.words import Language, change_text, number_text, period_text, say

_SPARK_WIDTH, _SPARK_HEIGHT = 120, 28
_HUGE = 10  # a change beyond tenfold says nothing as a percentage


def figures_html(block: Figures, page: Page, links: Links = ALONE) -> Markup:
    """A row of headline numbers."""
    return tag(
        "div",
        *(_figure(one, page, links) for one in block.figures),
        class_=f"figures{' major' if block.key == 'headline' else ''}",
        role="list",
    )


def _figure(one: Figure, page: Page, links: Links) -> Markup:
    title = tag("h3", links.to_metric(one.title, one.definition), info_link(one.definition, one.title, page.lang))
    state = sureness(one.value, page.lang)
    hints = [tag("span", state, class_="state")] if state else []
    hints += [tag("span", one.hint)] if one.hint and not (one.value.n_open and state) else []
    bound = _at_least(one, page)
    hints += [tag("span", bound)] if bound else []
    return tag(
        "div",
        title,
        tag("div", links.to_people(_number(one, page), one.value), _spark(one.trend), class_="number"),
        tag("p", join(*hints, between=" · "), class_="hint")
        if hints
        else tag("p", Markup("&nbsp;"), class_="hint", aria_hidden="true"),
        tag("ul", *_comparisons(one, page), class_="changes"),
        class_="figure",
        role="listitem",
    )


def _number(one: Figure, page: Page) -> Markup:
    value = one.value
    if value.value is None and value.low is not None and value.high is not None:
        return tag("strong", range_text(value, one.unit, page.lang, page.currency), class_="range")
    if value.value is None:
        return tag("strong", "–", class_="none")
    short = number_text(value.value, one.unit, page.lang, page.currency, compact=True)
    full = number_text(value.value, one.unit, page.lang, page.currency)
    return tag("strong", short, title=full if full != short else None)


def _at_least(one: Figure, page: Page) -> str:
    """The lower bound of a number whose open windows count as kept so far."""
    value = one.value
    if value.value is None or value.low is None or value.high is None or value.low == value.high:
        return ""
    if value.high == value.value:
        return say("at least {low}", page.lang, low=number_text(value.low, one.unit, page.lang, page.currency))
    return range_text(value, one.unit, page.lang, page.currency)


def info_link(definition: str, title: str, lang: Language) -> Markup | None:
    """The way to a definition: one click."""
    if not definition:
        return None
    label = say("Definition of {name}", lang, name=title)
    return tag("a", "i", href=f"#def-{definition}", class_="info", aria_label=label, title=label)


def _comparisons(one: Figure, page: Page) -> list[Markup]:
    if one.comparisons and all(comparison.difference is None for comparison in one.comparisons):
        if one.value.value is None:
            return []
        return [tag("li", tag("span", one.comparisons[0].reason, class_="against"), class_="none")]
    return [_comparison(comparison, one, page) for comparison in one.comparisons]


def _comparison(comparison: Comparison, one: Figure, page: Page) -> Markup:
    against = say("vs {period}", page.lang, period=period_text(comparison.then.period, page.lang))
    if comparison.difference is None:
        return tag(
            "li",
            tag("span", "–", class_="change"),
            tag("span", against, title=comparison.reason, class_="against"),
            class_="none",
        )
    change = change_text(comparison.difference, one.unit, page.lang, page.currency)
    if comparison.relative is not None and abs(comparison.relative) < _HUGE:
        change += f" ({_percent(comparison.relative, page)})"
    arrow = "●" if change.startswith("±") else "▲" if comparison.difference > 0 else "▼"
    words = {"good": say("better", page.lang), "bad": say("worse", page.lang), "neutral": "", "none": ""}[
        comparison.verdict
    ]
    told = tag("span", tag("span", arrow, aria_hidden="true", class_="arrow"), f" {change}", class_="change")
    hidden = tag("span", f" {words}", class_="hidden") if words else None
    return tag("li", told, hidden, tag("span", against, class_="against"), class_=comparison.verdict)


def _percent(relative: Decimal, page: Page) -> str:
    sign = "+" if relative > 0 else "−" if relative < 0 else "±"
    return sign + number_text(abs(relative), "share", page.lang)


def _spark(trend: tuple[Value, ...]) -> Markup | None:
    """The course over the periods before, as a small line; periods that are not known leave a gap."""
    known = [float(value.value) for value in trend if value.value is not None]
    if len(known) < 3:
        return None
    low, high = min(known), max(known)
    spread = (high - low) or 1.0
    step = _SPARK_WIDTH / (len(trend) - 1)
    path, pen = [], "M"
    end = (0.0, 0.0)
    for place, value in enumerate(trend):
        if value.value is None:
            pen = "M"
            continue
        end = (place * step, 3 + (1 - (float(value.value) - low) / spread) * (_SPARK_HEIGHT - 6))
        path.append(f"{pen}{end[0]:.1f} {end[1]:.1f}")
        pen = "L"
    if not any(step.startswith("L") for step in path):
        return None  # single points, with gaps between all of them, are no course
    line = tag("path", d=" ".join(path))
    dot = tag("circle", cx=f"{end[0]:.1f}", cy=f"{end[1]:.1f}", r="2.5")
    box = f"-3 0 {_SPARK_WIDTH + 6} {_SPARK_HEIGHT}"
    return tag("svg", line, dot, class_="spark", viewBox=box, aria_hidden="true", focusable="false")
