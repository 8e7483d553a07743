"""What stands around a page: its periods, what it is compared with, its list, and the ways to take it along."""

from __future__ import annotations

import shlex
from typing import Any

from django.conf import settings

from tenure.desk.books.analysing import analysing
from tenure.desk.books.chips import beside as in_all
from tenure.desk.books.chips import chips
from tenure.desk.books.listing import listing
from tenure.desk.books.taking import numbers_of, pictures_of, tables_of
from tenure.desk.books.wishes import Wish, against, asked_why, beside, ranges
from tenure.pages.arranging import COLUMNS
from tenure.pages.blocks import Page
from tenure.pages.sheet import SINCE, Sheet
from tenure.pages.why import WHY
from tenure.words import Language


def around(page: Page, sheet: Sheet, wish: Wish, path: str, lang: Language) -> dict[str, Any]:
    """For the template of a page that stands at a path."""
    before, after = beside(wish, path)
    analysed = analysing(page, wish)
    fixed = Wish(wish.period, wish.as_of, wish.fixed)
    return {
        "page": page,
        "before": before,
        "after": after,
        "ranges": ranges(wish, path, lang),
        "against": against(wish, path, lang),
        "compare": wish.told.get("compare", ""),
        "courses": SINCE in sheet.options,
        "since": wish.told.get(SINCE.name, ""),
        "kept_by_period": wish.without("period", "as_of", "skip", SINCE.name),
        "kept_by_compare": wish.without("compare"),
        "chips": chips(page, sheet, wish, path),
        "beside_chips": in_all(wish, path),
        "kept_by_filter": wish.without("skip"),
        "breaks": bool(page.filters)
        and "by" in {one.name for one in sheet.options}
        and analysed.get("cut_freely", True),
        "by": wish.told.get("by", ""),
        "kept_by_break": wish.without("by"),
        "whys": asked_why(wish, lang) if WHY in sheet.options else (),
        "kept_by_why": wish.without(WHY.name),
        "analysed": analysed,
        "tables": tables_of(page),
        "numbers": numbers_of(page),
        "pictures": pictures_of(page),
        "kept_by_table": wish.told,
        "here": wish.at(path, form="x")[:-1],
        "whole": wish.at(path, form="x", **{COLUMNS: ""})[:-1] if wish.columns else "",
        "list": listing(page, sheet, wish, path),
        "call": f"curl -H 'Authorization: Bearer …' {shlex.quote(settings.BASE_URL + fixed.at(path, form='json'))}",
    }


def command(name: str, subject: str, wish: Wish) -> str:
    """What one types to see the same at a terminal."""
    words = ["tenure", "show", name, *([subject] if subject else [])]
    words += ["--period", str(wish.period), "--as-of", wish.as_of.isoformat()]
    for key, told in {**wish.options, COLUMNS: wish.columns}.items():
        words += ["--set", f"{key}={told}"] if told else []
    return shlex.join(words)
