"""Drawings tell what is running and what is not known."""

import re
from datetime import date
from decimal import Decimal

from tenure.catalogue.value import Value
from tenure.pages.blocks import Chart, Figure, Figures, Page, Series
from tenure.periods import parse_periods
from tenure.render.charts import WIDE, specification, svg
from tenure.render.figures import figures_html

PAGE = Page("p", "P", "", "en", "CNY", (), ())
ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def test_points_of_running_periods_are_hollow():
    values = (Series("sold", "Sold", (ONE, TWO), "first"),)
    chart = Chart("sold", "Sold", "", "line", "count", "Month", ("2024-05", "2024-06"), values, ("2024-06",))
    layers = specification(chart, "en", "CNY", (760, 250))["layer"]
    assert [(one["mark"]["filled"], one["transform"][0]["filter"]) for one in layers if one["mark"]["type"] == "point"] == [
        (True, "!datum.running"), (False, "datum.running"),
    ]  # fmt: skip


def test_a_small_line_leaves_a_gap_where_nothing_is_known():
    months = parse_periods("2024-02..2024-06")
    trend = tuple(
        Value("a.b", month, date(2024, 6, 30), "undefined" if number is None else "final", number)
        for month, number in zip(months, (ONE, TWO, None, THREE, ONE), strict=True)
    )
    drawn = str(figures_html(Figures("f", (Figure("a.b", "A", "count", trend[-1], trend=trend),)), PAGE))
    (path,) = re.findall(r' d="([^"]*)"', drawn)
    assert re.sub("[^ML]", "", path) == "MLML"


def test_what_is_not_known_is_a_gap_in_a_line_and_no_point():
    values = (Decimal(1), Decimal(2), None, Decimal(2), Decimal(3))
    places = tuple(f"2024-0{month}" for month in range(1, 6))
    drawn = svg(
        Chart("held", "Held", "", "line", "count", "Month", places, (Series("all", "All", values),)), "en", "CNY", WIDE
    )
    line = re.search(r'<path d="(M[^"]*)" stroke="var\(--first\)"', drawn)
    assert line is not None and line.group(1).count("M") == 2
    assert re.findall(r'data-at="([^"]*)"', drawn) == ["0-0", "1-0", "3-0", "4-0"]
