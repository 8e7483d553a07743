"""Every metric id of the catalogue and how soon it is wanted: 1 first, then 2 and 3."""

from __future__ import annotations

_WANTED = {
    1: """
        acq: inquiry_deal_rate new_customers
        activity: active_customers active_rate warning_rate rescue_rate
        retention: nday calendar customer_rate
        renewal: due_customers due_amount renewed_customers renewed_amount rate_count rate_amount on_time_rate
            grace_recovered grace_recovery_rate pending_customers pending_amount
        churn: customers rate_count rate_amount sea_pool_size
        revenue: mrr mrr_grace mrr_new mrr_reactivation mrr_expansion mrr_contraction mrr_churn mrr_fx_impact
            mrr_net_new grr nrr gross_churn_rate
        value: arpa clv_simple clv_contractual clv_historical tier_distribution high_value_share
        engagement: interactions_per_customer participation_rate
        satisfaction: csat survey_response_rate
        loyalty: nps
        service: first_response_time first_response_within_target unanswered_rate resolution_time
            touchpoint_response_time
        campaign: response_rate conversion_rate lift roi
        growth: customers_held upgrade_rate downgrade_rate stage_distribution
        cost: cac retention_per_customer ltv_cac_ratio
        profit: customer_contribution
        programme: crm_roi before_after ab_difference
    """,
    2: """
        acq: visits leads visit_signup_rate visit_purchase_rate channel_conversion_rate channel_share
        activity: active_users stickiness events_per_active dormant_customers warning_precision warning_recall
            warning_lead_days
        retention: unbounded bracket survival revenue_cohort
        renewal: partial_rate discount_rate loss_rate
        churn: high_value_rate reason_share sea_reacquire_rate
        revenue: recognised cash_net refund_rate
        value: aov purchase_frequency lifespan clv_dcf tenure_days
        engagement: depth care_coverage
        satisfaction: service_csat feedback_closed_rate
        loyalty: promoter_share referral_rate repeat_purchase_rate
        service: tickets_opened backlog resolution_rate
        social: followers follower_growth engagement_rate reply_time reply_rate
        campaign: click_rate cost_per_acquisition incremental_conversions
        growth: net_new_customers stage_conversion_rate stage_dwell_days value_tier_migration profile_completeness
            tag_coverage
        cost: retention_to_cac_ratio cac_payback_months
        programme: did srm_p
    """,
    3: """
        acq: trial_paid_rate referral_share lead_conversion_days lead_response_time
        activity: feature_breadth seat_utilisation
        retention: resurrected_customers early_volatility plateau seasonality_index
        renewal: early_rate days_to_renew
        revenue: quick_ratio
        value: clv_residual referral_value rfm_score
        engagement: two_way_rate reachable_rate
        service: reopen_rate
        social: content_quality
        campaign: response_calibration
        growth: role_count
        profit: unprofitable_share
    """,
}


def _read() -> dict[str, int]:
    out: dict[str, int] = {}
    for priority, text in _WANTED.items():
        family = ""
        for word in text.split():
            if word.endswith(":"):
                family = word[:-1]
            else:
                out[f"{family}.{word}"] = priority
    return out


PRIORITIES = _read()
