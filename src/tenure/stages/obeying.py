"""Which policies the rows of a view, or single columns of it, obey: what a number's page and a bridge want to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tenure.policies import SETTINGS

_HELD = ("relationship", "lapse_days", "grace_months", "churn_date", "past_due_days", "same_month")
_PRICED = ("limited_discount", "metered", "on_hold")
_PAID = ("grace_months", "churn_date", "past_due_days", *_PRICED)
_MOVED = (*_PAID, "same_month")
_DUE = ("grace_months",)
_TIERS = ("value_tier_a_min", "value_tier_b_min")
_FLAGGED = ("low_max_days", "drop_ratio", "drop_min_mean")
_CONVERTED = {"converted": ("conversion_window_days",), "mature": ("conversion_window_days",)}
_HOURS = ("business_hours", "holidays", "make_up_days")

# Of a view, the policies that decide which rows it has.
ROWS: Mapping[str, tuple[str, ...]] = {
    "flags": _HELD,
    "warnings": (*_HELD, *_FLAGGED),
    "touched_warnings": (*_HELD, *_FLAGGED),
    "warning_outcomes": (*_HELD, *_FLAGGED, "warning_outcome_months"),
    "losses": _HELD,
    "reasoned_losses": _HELD,
    "pool_entries": (*_HELD, "sea_window_days"),
    "cohort_months": (*_HELD, "active_min_days"),
    "first_returns": (*_HELD, "active_min_days"),
    "two_years_of_returns": (*_HELD, "active_min_days"),
    "cohort_ages": (*_HELD, "active_min_days"),
    "cohort_revenue": (*_HELD, *_PRICED),
    "lasting": _HELD,
    "campaign_returns": ("conversion_window_days",),
    "leads": ("inquiry_window_days",),
    "trials": ("trial_window_days",),
    "signings": _HELD,
    "channel_signings": _HELD,
    "signed_worth": (*_HELD, *_PRICED),
    "features": (*_HELD, "active_min_days"),
    "movements_strict": (*_PRICED, "same_month", "reactivation_days"),
    "panel_strict": (*_HELD, *_PRICED),
    "tier_moves": (*_HELD, *_PAID, *_TIERS),
    "tenures": _HELD,
    "held_days": _HELD,
    "panel_contacts": _HELD,
    "panel_attributes": _HELD,
    "roles": _HELD,
    "profile": (*_HELD, "profile_required"),
    "weighted_contacts": ("depth_weights",),
    "lifecycle": (*_HELD, *_FLAGGED, "stage_new_days"),
    "steps": (*_HELD, *_FLAGGED, "stage_new_days"),
    "stays": (*_HELD, *_FLAGGED, "stage_new_days"),
    "recoveries": ("grace_months", "active_min_days", *_FLAGGED, "rescue_months"),
    "full_profit": (*_HELD, *_PAID, "cost_key"),
    "scores": _HELD,
    "residuals": (*_HELD, *_PAID, "gross_margin", "discount_rate_annual"),
    "terms_by_day": _DUE,
    "seats": _DUE,
}
# Of a column, the policies that decide its values; a name may end in * for all that begin so.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "panel": {
        "held*": _HELD, "survived": _HELD, "joined": _HELD, "lost": _HELD, "new_*": _HELD, "state_*": _HELD,
        "in_sea_close": _HELD, "tenure_days": _HELD, "mrr_*": _PAID, "kept_*": (*_HELD, *_PAID), "p2p_*": (*_HELD, *_PAID),
        "exposed_*": (*_HELD, *_PAID), "fx_impact": _PAID, "mv_*": _MOVED,
        "mv_new": ("reactivation_days",), "mv_reactivation": ("reactivation_days",), "active": (*_HELD, "active_min_days"),
        "value_tier_*": (*_HELD, *_PAID, *_TIERS), "due": (), "due_amount": (), "renewed_*": _DUE, "pending*": _DUE,
        "paid_*": _DUE, "renewal_mature": _DUE, "in_window_close": _DUE, "window_amount": _DUE, "due_open": _DUE,
        "recognised": _PRICED, "sold": ("relationship",), "goods": ("relationship",), "purchases": (), "upgraded": (), "downgraded": (),
    },
    "terms": {
        "renewed*": _DUE, "mature": _DUE, "entered_window": _DUE, "partial": _DUE, "list_amount": _DUE, "early": ("early_days",),
    },
    "flags": {"flagged": _FLAGGED, "low": ("low_max_days",), "drop": ("drop_ratio", "drop_min_mean")},
    "warnings": {"rescued": ("active_min_days", "rescue_months"), "mature": ("rescue_months",)},
    "touched_warnings": {"rescued": ("active_min_days", "rescue_months"), "mature": ("rescue_months",)},
    "losses": {"warned_days": (*_FLAGGED, "warning_outcome_months")},
    "usage_turns": {"held_any": _HELD, "*active": (*_HELD, "active_min_days")},
    "active_people": {"held": _HELD},
    "members": {"responded": ("response_window_days",), "answer_over": ("response_window_days",), **_CONVERTED},
    "predicted": {"responded": ("response_window_days",), "answer_over": ("response_window_days",), **_CONVERTED},
    "subjects": _CONVERTED,
    "brought": _CONVERTED,
    "baselines": _CONVERTED,
    "kept_values": _CONVERTED,
    "tickets": {
        "in_target": ("frt_target_business_minutes", *_HOURS), "target_over": ("frt_target_business_minutes", *_HOURS),
        "reply_business": _HOURS, "solved_business": _HOURS, "answer_*": ("unanswered_window_days",),
        "resolution_*": ("resolution_window_days",),
    },
    "feedback": {"closure_*": ("feedback_close_days",)},
    "posts": {"weighed": ("content_weights",)},
}  # fmt: skip


def obeyed(view: str, text: str) -> list[str]:
    """The policies that a term over a view obeys, by the names in its text; in the order in which they are declared."""
    names = set(re.findall(r"\w+", text))
    found = {name for name in names if name in SETTINGS} | set(ROWS.get(view, ()))
    for pattern, policies in COLUMNS.get(view, {}).items():
        shape = re.compile(re.escape(pattern).replace(r"\*", ".*"))
        if any(shape.fullmatch(name) for name in names):
            found.update(policies)
    return in_order(found)


def in_order(policies: Iterable[str]) -> list[str]:
    """Policies in the order in which they are declared."""
    wanted = set(policies)
    return [name for name in SETTINGS if name in wanted]
