"""Named sets of policies: how well-known tools define the same numbers (the table of definitions they publish)."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.errors import unknown
from tenure.policies import SETTINGS, Policies
from tenure.texts import Text

OURS = "ours"  # the policies of the workspace, as they are
# The questions on which the tools differ. Where a tool's pages do not answer one, its set keeps Tenure's own answer.
QUESTIONS = (
    "churn_date", "past_due_days", "same_month", "limited_discount", "metered", "on_hold", "reactivation_days", "churn_base",
)  # fmt: skip
SETS: Mapping[str, Mapping[str, str]] = {
    "tenure": {},
    # paddle.com/help/profitwell-metrics: churn at the end of the paid period, metered use counts, on hold is no MRR
    "profitwell": {
        "churn_date": "period_end", "same_month": "neither", "limited_discount": "subtracted", "metered": "included",
        "on_hold": "zero",
    },
    # docs.stripe.com/billing/subscriptions/analytics/glossary: churn at cancellation, over opening and new subscribers, no metered use
    "stripe": {
        "churn_date": "notice", "same_month": "both", "limited_discount": "ignored", "metered": "excluded",
        "churn_base": "opening_and_new",
    },
    # help.chargify.com: churn at cancellation, on hold continues, a return after 90 days is new
    "maxio": {
        "churn_date": "notice", "same_month": "both", "limited_discount": "subtracted", "metered": "excluded",
        "on_hold": "continues",
        "reactivation_days": "90", "churn_base": "opening",
    },
    # help.chartmogul.com: churn as the billing system says, unless chosen otherwise
    "chartmogul": {"churn_date": "as_billed", "churn_base": "opening"},
}  # fmt: skip


def policy_set(name: str, ours: Policies) -> Policies:
    """The policies of a named set: its answers to the questions of the table, the workspace's own to everything else.

    Raises: NotFound with its neighbours.
    """
    if name == OURS:
        return ours
    if name not in SETS:
        raise unknown(Text("set of policies"), name, [*SETS, OURS])
    return ours.others({key: SETTINGS[key].default for key in QUESTIONS} | dict(SETS[name]))
