"""What the demo companies' files say, read once: the last version of each fact, days in the company's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from tenure.demo import COMPANIES, saas, tea
from tenure.demo.ledger import Sheet

Row = dict[str, str]
_FACTS = {"qinghe": tea.facts, "orrendale": saas.facts}
SLUGS = tuple(COMPANIES)


@cache
def sheets(slug: str) -> dict[str, Sheet]:
    """The files of a company."""
    return _FACTS[slug]()


@cache
def facts(slug: str, kind: str) -> list[Row]:
    """The facts of a kind in force at the end."""
    return in_force(sheets(slug)[kind])


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@cache
def civil(slug: str, text: str) -> date:
    """The day of an instant where the company is."""
    return instant(text).astimezone(ZoneInfo(COMPANIES[slug].zone)).date()


def month(slug: str, text: str) -> str:
    return f"{civil(slug, text):%Y-%m}"


def share(rows: list[bool]) -> float:
    return sum(rows) / len(rows)


def nps(slug: str, survey: str) -> float:
    """Promoters less detractors, of those who answered."""
    asked = [row for row in facts(slug, "survey_responses") if row["survey_id"] == survey and row["score"]]
    scores = [int(row["score"]) for row in asked]
    return 100 * (share([score >= 9 for score in scores]) - share([score <= 6 for score in scores]))


def in_force(sheet: Sheet) -> list[dict[str, str]]:
    """What the last version of each key says, without what was retracted."""
    last = {row[0]: row for row in sheet.rows}
    return [dict(zip(sheet.columns, row, strict=True)) for row in last.values() if row[-1] == "assert"]
