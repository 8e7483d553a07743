"""What becomes of each metric while its period is running, in one table.

STATE    the state of the last day of the period: `immature`, without a value, until that day is over
COHORT   a ratio over what was there at the opening: `immature`, without a value, until the period is over
FLOW     events of the period, or a ratio of such: so far, up to the as-of day, as `partial`
MEMBERS  judged member by member (R-MATURE); a count, sum or median so far is `provisional` while a member is open
AS_SAID  its own rule, written beside it
"""

from __future__ import annotations

from enum import Enum


class Timing(Enum):
    """How a metric treats a period, or windows, that are not over."""

    STATE = "state"
    COHORT = "cohort"
    FLOW = "flow"
    MEMBERS = "members"
    AS_SAID = "as said"


_STATE, _COHORT, _FLOW, _MEMBERS, _AS_SAID = Timing

# Plain ids of priority 1. A variant behaves like its plain id unless it has a line of its own.
FIRST_PRIORITY: dict[str, Timing] = {
    "acq.inquiry_deal_rate": _MEMBERS,
    "acq.new_customers": _FLOW,
    "activity.active_customers": _FLOW,
    "activity.active_rate": _FLOW,
    "activity.warning_rate": _STATE,  # a flag is known on the last day of its month, never earlier
    "activity.rescue_rate": _MEMBERS,
    "retention.nday": _MEMBERS,
    "retention.calendar": _MEMBERS,
    "retention.customer_rate": _COHORT,
    "renewal.due_customers": _AS_SAID,  # a schedule: known from signature on, final in any period
    "renewal.due_amount": _AS_SAID,  # the same
    "renewal.renewed_customers": _MEMBERS,
    "renewal.renewed_amount": _MEMBERS,
    "renewal.rate_count": _MEMBERS,
    "renewal.rate_amount": _MEMBERS,
    "renewal.on_time_rate": _AS_SAID,  # partial while a due day lies ahead, whatever the period
    "renewal.grace_recovered": _MEMBERS,
    "renewal.grace_recovery_rate": _MEMBERS,
    "renewal.pending_customers": _STATE,
    "renewal.pending_amount": _STATE,
    "churn.customers": _FLOW,
    "churn.rate_count": _COHORT,
    "churn.rate_amount": _COHORT,
    "churn.sea_pool_size": _STATE,
    "revenue.mrr": _STATE,
    "revenue.mrr_grace": _STATE,
    "revenue.mrr_new": _FLOW,
    "revenue.mrr_reactivation": _FLOW,
    "revenue.mrr_expansion": _FLOW,
    "revenue.mrr_contraction": _FLOW,
    "revenue.mrr_churn": _FLOW,
    "revenue.mrr_fx_impact": _FLOW,
    "revenue.mrr_net_new": _FLOW,
    "revenue.grr": _COHORT,
    "revenue.nrr": _COHORT,
    "revenue.gross_churn_rate": _COHORT,
    "value.arpa": _STATE,
    "value.clv_simple": _COHORT,  # one factor is the churn of the opening base
    "value.clv_contractual": _STATE,
    "value.clv_historical": _FLOW,
    "value.tier_distribution": _STATE,
    "value.high_value_share": _STATE,
    "engagement.interactions_per_customer": _FLOW,
    "engagement.participation_rate": _FLOW,
    "satisfaction.csat": _FLOW,
    "satisfaction.survey_response_rate": _FLOW,
    "loyalty.nps": _FLOW,
    "service.first_response_time": _FLOW,
    "service.first_response_within_target": _MEMBERS,
    "service.unanswered_rate": _MEMBERS,
    "service.resolution_time": _FLOW,
    "service.touchpoint_response_time": _FLOW,
    "campaign.response_rate": _MEMBERS,
    "campaign.conversion_rate": _MEMBERS,
    "campaign.lift": _AS_SAID,  # immature until the horizon is over for every member of both arms
    "campaign.roi": _AS_SAID,  # partial until the year of every converted customer is over
    "growth.customers_held": _STATE,
    "growth.upgrade_rate": _COHORT,
    "growth.downgrade_rate": _COHORT,
    "growth.stage_distribution": _STATE,
    "cost.cac": _FLOW,
    "cost.retention_per_customer": _COHORT,
    "cost.ltv_cac_ratio": _STATE,  # the lifetime value is a state
    "profit.customer_contribution": _FLOW,
    "programme.crm_roi": _FLOW,
    "programme.before_after": _AS_SAID,  # immature until both windows are over
    "programme.ab_difference": _AS_SAID,  # as campaign.lift
}

OTHERS: dict[str, Timing] = {
    "acq.inquiry_deal_rate.period": _FLOW,
    "acq.visits": _FLOW,
    "acq.leads": _FLOW,
    "acq.visit_signup_rate": _FLOW,
    "acq.visit_purchase_rate": _FLOW,
    "acq.channel_conversion_rate": _FLOW,
    "acq.trial_paid_rate": _MEMBERS,
    "acq.channel_share": _FLOW,
    "acq.referral_share": _FLOW,
    "acq.lead_conversion_days": _MEMBERS,
    "acq.lead_response_time": _FLOW,
    "activity.active_users": _FLOW,
    "activity.stickiness": _STATE,  # an open month has no value
    "activity.events_per_active": _FLOW,
    "activity.feature_breadth": _FLOW,
    "activity.seat_utilisation": _STATE,
    "activity.dormant_customers": _STATE,  # an open month has no value
    "activity.warning_precision": _MEMBERS,
    "activity.warning_recall": _FLOW,
    "activity.warning_lead_days": _FLOW,
    "retention.unbounded": _MEMBERS,
    "retention.bracket": _MEMBERS,
    "retention.survival": _AS_SAID,  # all relationships as of the day, censored there
    "retention.revenue_cohort": _AS_SAID,  # immature until the month asked for is over
    "retention.resurrected_customers": _STATE,  # an open month has no value
    "retention.early_volatility": _AS_SAID,  # of the cohorts that are mature
    "retention.plateau": _AS_SAID,  # of the points that are mature
    "retention.seasonality_index": _AS_SAID,  # undefined until every cohort of two years is mature
    "renewal.early_rate": _AS_SAID,  # as on_time_rate
    "renewal.partial_rate": _MEMBERS,
    "renewal.days_to_renew": _MEMBERS,
    "renewal.discount_rate": _MEMBERS,
    "renewal.loss_rate": _MEMBERS,
    "churn.high_value_rate": _COHORT,
    "churn.reason_share": _FLOW,
    "churn.sea_reacquire_rate": _MEMBERS,
    "revenue.quick_ratio": _FLOW,
    "revenue.recognised": _FLOW,
    "revenue.cash_net": _FLOW,
    "revenue.refund_rate": _FLOW,
    "value.aov": _FLOW,
    "value.purchase_frequency": _FLOW,
    "value.lifespan": _COHORT,
    "value.clv_dcf": _STATE,
    "value.tenure_days": _STATE,
    "value.arpa.new": _FLOW,
    "value.referral_value": _FLOW,
    "value.rfm_score": _STATE,
    "engagement.depth": _FLOW,
    "engagement.reachable_rate": _STATE,
    "engagement.two_way_rate": _FLOW,
    "engagement.care_coverage": _FLOW,
    "satisfaction.service_csat": _FLOW,
    "satisfaction.feedback_closed_rate": _MEMBERS,
    "satisfaction.feedback_closed_rate.count": _FLOW,
    "loyalty.promoter_share": _FLOW,
    "loyalty.referral_rate": _FLOW,
    "loyalty.repeat_purchase_rate": _FLOW,
    "loyalty.repeat_purchase_rate.new_90d": _MEMBERS,
    "service.tickets_opened": _FLOW,
    "service.resolution_rate": _MEMBERS,
    "service.reopen_rate": _FLOW,
    "service.backlog": _STATE,
    "social.followers": _STATE,
    "social.follower_growth": _STATE,
    "social.engagement_rate": _FLOW,
    "social.engagement_rate.d7": _MEMBERS,
    "social.content_quality": _FLOW,
    "social.reply_time": _FLOW,
    "social.reply_rate": _FLOW,
    "social.reply_rate.window": _MEMBERS,
    "campaign.click_rate": _AS_SAID,  # to date
    "campaign.cost_per_acquisition": _AS_SAID,  # to date
    "campaign.incremental_conversions": _AS_SAID,  # as campaign.lift
    "campaign.response_calibration": _AS_SAID,  # undefined while the response rate has no value
    "growth.net_new_customers": _STATE,
    "growth.stage_conversion_rate": _MEMBERS,
    "growth.stage_dwell_days": _MEMBERS,
    "growth.role_count": _STATE,
    "growth.value_tier_migration": _COHORT,
    "growth.profile_completeness": _STATE,
    "growth.tag_coverage": _STATE,
    "cost.retention_per_customer.total": _FLOW,
    "cost.retention_to_cac_ratio": _COHORT,
    "cost.cac_payback_months": _FLOW,
    "profit.unprofitable_share": _FLOW,
    "programme.did": _AS_SAID,  # as before_after
    "programme.srm_p": _AS_SAID,  # at assignment
}

TIMING = {**FIRST_PRIORITY, **OTHERS}

# Ids that speak about a campaign: their period is its id.
PER_CAMPAIGN = ("campaign.", "programme.before_after", "programme.did", "programme.ab_difference", "programme.srm_p")

# Ids whose definition needs a whole calendar month; for other grains the months that end in the period are pooled.
BY_MONTH = frozenset({"activity.warning_rate"})

# Built on contract terms or recurring revenue: unavailable where purchases and cards are the only base.
NEEDS_CONTRACTS = (
    "renewal.",
    "revenue.mrr",
    "revenue.grr",
    "revenue.nrr",
    "revenue.gross_churn_rate",
    "revenue.quick_ratio",
    "revenue.recognised",
    "churn.rate_amount",
    "churn.high_value_rate",
    "retention.revenue_cohort",
    "value.arpa",
    "value.clv_contractual",
    "value.clv_dcf",
    "value.tier_distribution",
    "value.high_value_share",
    "growth.upgrade_rate",
    "growth.downgrade_rate",
    "growth.value_tier_migration",
    "activity.seat_utilisation",
    "cost.cac_payback_months",
    "cost.ltv_cac_ratio",
    "programme.crm_roi",
)

# Says what use a period saw: unavailable for periods before any use was told.
NEEDS_USE = frozenset(
    {
        "activity.active_customers",
        "activity.active_rate",
        "activity.active_users",
        "activity.stickiness",
        "activity.events_per_active",
        "activity.events_per_active.active_days",
        "activity.feature_breadth",
        "activity.seat_utilisation",
        "activity.dormant_customers",
        "activity.warning_rate",
        "activity.warning_rate.low",
        "activity.warning_rate.drop",
        "activity.warning_recall",
        "activity.warning_lead_days",
        "growth.customers_held.active",
        "retention.resurrected_customers",
    }
)

# Compares the use of the periods that the question names: the same of them.
COMPARES_USE = frozenset({"programme.before_after", "programme.did", "programme.ab_difference.cuped"})

# Says what was paid: unavailable where nobody ever told a payment.
NEEDS_PAYMENTS = frozenset({"value.clv_historical", "value.referral_value", "revenue.cash_net", "revenue.refund_rate"})

# Says who came or asked: unavailable where no touch of one of these kinds is told at all.
NEEDS_TOUCHES = {
    "acq.visits": ("visit",),
    "acq.leads": ("inquiry",),
    "acq.visit_signup_rate": ("visit", "signup"),
    "acq.visit_purchase_rate": ("visit",),
    "acq.channel_conversion_rate": ("visit",),
    "acq.inquiry_deal_rate": ("inquiry",),
    "acq.inquiry_deal_rate.period": ("inquiry",),
    "acq.lead_conversion_days": ("inquiry",),
    "acq.lead_response_time": ("inquiry",),
}


def plain_id(metric: str) -> str:
    """The id without its variant."""
    return ".".join(metric.split(".")[:2])


def timing_of(metric: str) -> Timing:
    """How an id, variant or plain, treats what is not over."""
    return TIMING.get(metric) or TIMING[plain_id(metric)]


def is_per_campaign(metric: str) -> bool:
    """Whether the period of the id is a campaign."""
    return metric.startswith(PER_CAMPAIGN)


def needs_contracts(metric: str) -> bool:
    """Whether the id has no meaning without contracts."""
    return metric.startswith(NEEDS_CONTRACTS)
