"""docs/catalogue.md: every metric at a glance, with the way to its page in either language."""

from __future__ import annotations

import textwrap

from tenure.catalogue.priorities import PRIORITIES
from tenure.catalogue.registry import families, measures
from tools.markdown import GENERATED, code, table
from tools.metric_terms import made_of


def catalogue_page() -> str:
    """The page."""
    return (
        "".join(
            [GENERATED, "# The catalogue of metrics · 指标目录\n\n", _introduction(), *_families(), _wanted()]
        ).rstrip()
        + "\n"
    )


def _introduction() -> str:
    return (
        "Each metric is declared once, in `src/tenure/catalogue/families/`, and has a page in [English](metrics/en/README.md)\n"
        "and in [Chinese](metrics/zh/README.md): formula, time, edges, policies, how others read it, worked cases, SQL.\n"
        "*Made of* names columns of a stage; `÷` stands between numerator and denominator. *Priority* is how soon it was\n"
        "wanted, 1 first. Variants are told on the page of their metric.\n\n"
        "每个指标只声明一次，并有[中文](metrics/zh/README.md)与[英文](metrics/en/README.md)页面：公式、时间、边界情形、口径、业界算法、算例、SQL。\n\n"
    )


def _families() -> list[str]:
    parts = []
    for family in families():
        rows = [
            (
                f"[{code(one.id)}](metrics/en/{one.id}.md)",
                one.en,
                f"[{one.zh}](metrics/zh/{one.id}.md)",
                made_of(one, "en", "metrics/en/"),
                str(one.priority),
            )
            for one in family.measures.values()
        ]
        head = ("id", "name", "名称", "made of", "priority")
        parts.append(f"## {family.title[0]} · {family.title[1]}\n\n{table(head, rows)}")
    return parts


def _wanted() -> str:
    missing = sorted(name for name in PRIORITIES if name not in measures())
    if not missing:
        return ""
    names = textwrap.fill(", ".join(missing), 118, break_long_words=False)
    return f"## Wanted, not built yet\n\n{names}\n\n"
