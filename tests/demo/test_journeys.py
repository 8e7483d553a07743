"""Leads come by more than one channel, so that the rules by which credit is given differ, as they do with real companies."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.demo.reading import SLUGS, facts

COMPANY = pytest.mark.parametrize("slug", SLUGS)


def journeys(slug: str) -> dict[str, list[dict[str, str]]]:
    """The touches of each lead, in their order."""
    out = defaultdict(list)
    for row in sorted(facts(slug, "touches"), key=lambda row: (row["happened_at"], row["touch_id"])):
        if row["lead_id"]:
            out[row["lead_id"]].append(row)
    return out


@COMPANY
def test_first_and_last_channel_of_many_leads_differ(slug: str) -> None:
    ways = journeys(slug).values()
    differ = sum(way[0]["channel"] != way[-1]["channel"] for way in ways)
    assert 0.25 < differ / len(ways) < 0.5


@COMPANY
def test_a_visit_before_lies_before_the_question(slug: str) -> None:
    for way in journeys(slug).values():
        kinds = [row["kind"] for row in way]
        assert kinds.count("inquiry") == 1
        assert set(kinds[: kinds.index("inquiry")]) <= {"visit"}
        assert "visit" not in kinds[kinds.index("inquiry") :]
