"""Fact rows as they are known on a day, and the policies with their defaults."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from tests.oracle.days import Zone, instant

Row = Mapping[str, str]
Facts = Mapping[str, Sequence[Row]]

KEYS = {
    "fx_rates": "fx_id",
    "customers": "customer_id",
    "users": "user_id",
    "customer_attrs": "attr_id",
    "contracts": "contract_id",
    "contract_prices": "price_id",
    "contract_notices": "notice_id",
    "transactions": "txn_id",
    "order_items": "item_id",
    "usage_events": "event_id",
    "touches": "touch_id",
    "interactions": "interaction_id",
    "ticket_events": "ticket_event_id",
    "survey_responses": "response_id",
    "campaigns": "campaign_id",
    "campaign_members": "member_id",
    "campaign_events": "campaign_event_id",
    "social_snapshots": "snapshot_id",
    "costs": "cost_id",
}

DEFAULTS = {
    "reporting_zone": "Asia/Shanghai",
    "reporting_currency": "CNY",
    "week_start": "Monday",
    "relationship": "contract",
    "lapse_days": "180",
    "grace_months": "3",
    "early_days": "60",
    "active_min_days": "2",
    "low_max_days": "1",
    "drop_ratio": "0.5",
    "drop_min_mean": "2",
    "rescue_months": "2",
    "warning_outcome_months": "6",
    "sea_window_days": "180",
    "inquiry_window_days": "90",
    "trial_window_days": "60",
    "response_window_days": "14",
    "conversion_window_days": "30",
    "gross_margin": "0.8",
    "discount_rate_annual": "0.10",
    "csat_top_min": "4",
    "frt_target_business_minutes": "60",
    "unanswered_window_days": "7",
    "resolution_window_days": "30",
    "feedback_close_days": "30",
    "stage_new_days": "90",
    "value_tier_a_min": "3000",
    "value_tier_b_min": "1000",
    "profile_required": "industry|region|size",
    "depth_weights": "meeting:3|phone:2|event:2|email:1|inapp:1",
    "content_weights": "likes:1|comments:3|shares:5|saves:4",
    "retention_points": "3",
    "plateau_tolerance": "0.02",
    "cost_key": "revenue",
    "business_hours": "Mon-Fri 09:00-18:00",
    "holidays": "2024-04-04|2024-04-05",
}


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file as it is written."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_facts(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each kind in a folder; a kind without a file has none."""
    return {kind: read(path) if (path := folder / f"{kind}.csv").exists() else [] for kind in KEYS}


class Policies:
    """The settings numbers depend on; what is not set has its default."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = {**DEFAULTS, **settings}
        if "reporting_utc_offset" in settings and "reporting_zone" not in settings:
            self._settings["reporting_zone"] = settings["reporting_utc_offset"]
        self.zone = Zone(self._settings["reporting_zone"])
        self.currency = self._settings["reporting_currency"]
        self.bases = self.words("relationship")

    def text(self, key: str) -> str:
        """The setting as it is written."""
        return self._settings[key]

    def whole(self, key: str) -> int:
        """The setting as a whole number."""
        return int(self._settings[key])

    def number(self, key: str) -> Fraction:
        """The setting as an exact number."""
        return Fraction(self._settings[key])

    def words(self, key: str) -> list[str]:
        """The parts of a setting joined by bars."""
        return [word for word in self._settings[key].split("|") if word]

    def weights(self, key: str) -> dict[str, int]:
        """The parts of a setting such as likes:1|comments:3, by name."""
        pairs = (word.split(":") for word in self.words(key))
        return {name: int(weight) for name, weight in pairs}


def visible(facts: Facts, cut: datetime) -> dict[str, list[Row]]:
    """Of every key the last version known before the cut, unless that version retracts it (R-ASOF)."""
    known: dict[str, list[Row]] = {}
    for kind, key in KEYS.items():
        best: dict[str, Row] = {}
        for row in facts.get(kind, ()):
            if instant(row["known_at"]) >= cut:
                continue
            older = best.get(row[key])
            if older is None or instant(row["known_at"]) > instant(older["known_at"]):
                best[row[key]] = row
        known[kind] = [row for row in best.values() if row["op"] == "assert"]
    return known
