"""Where others publish how they read the same numbers: a short name, a title, an address. Live pages may have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Publication:
    """A page, a note or a paper."""

    title: str
    address: str


PUBLISHED: Mapping[str, Publication] = {
    "CM-MOV": Publication(
        "ChartMogul, MRR movement definitions",
        "https://help.chartmogul.com/hc/en-us/articles/203299912-Chart-Data",
    ),
    "CM-MOV2": Publication(
        "ChartMogul, Understanding MRR movements (no movements from currency)",
        "https://help.chartmogul.com/hc/en-us/articles/4416682609426-Understanding-MRR-movements",
    ),
    "CM-LIFE": Publication(
        "ChartMogul, life of a subscription (second subscription is expansion, losing one of two is contraction)",
        "https://help.chartmogul.com/hc/en-us/articles/201244842",
    ),
    "CM-CHURNREC": Publication(
        "ChartMogul, churn recognition (at cancellation, at end of service period, when scheduled)",
        "https://help.chartmogul.com/hc/en-us/articles/203176581-Churn-Recognition",
    ),
    "CM-CCR": Publication(
        "ChartMogul, customer churn rate",
        "https://help.chartmogul.com/hc/en-us/articles/203359321-Metric-Customer-Churn-rate",
    ),
    "CM-MCR": Publication(
        "ChartMogul, MRR churn rate, gross and net",
        "https://help.chartmogul.com/hc/en-us/articles/203359341-Metric-MRR-Churn-Rate",
    ),
    "CM-CHF": Publication(
        "ChartMogul, churn rate formulas",
        "https://help.chartmogul.com/hc/en-us/articles/207340419-Churn-rate-formulas",
    ),
    "CM-NETRET": Publication(
        "ChartMogul, cohort net MRR retention",
        "https://help.chartmogul.com/hc/en-us/articles/203359411-Cohort-Net-MRR-Retention",
    ),
    "CM-LTV": Publication(
        "ChartMogul, LTV (six-month trailing churn, current month excluded)",
        "https://help.chartmogul.com/hc/en-us/articles/203359061-Chart-Customer-Lifetime-Value-LTV",
    ),
    "CM-ARPA": Publication(
        "ChartMogul, ARPA",
        "https://help.chartmogul.com/hc/en-us/articles/203359301-Chart-Average-Revenue-Per-Account",
    ),
    "CM-ASP": Publication(
        "ChartMogul, average sale price",
        "https://help.chartmogul.com/hc/en-us/articles/203359381-Chart-Average-Sale-Price",
    ),
    "CM-FX": Publication(
        "ChartMogul, foreign currencies (rate of service-period start; exchange-rate impact in its own row)",
        "https://help.chartmogul.com/hc/en-us/articles/201520952-How-ChartMogul-handles-subscriptions-billed-in-foreign-currencies",
    ),
    "CM-REF": Publication(
        "ChartMogul, refunds do not contribute to MRR, churn or LTV",
        "https://dev.chartmogul.com/docs/adding-refunds-using-the-import-api",
    ),
    "ST-GLOSS": Publication(
        "Stripe Billing, metric definitions (MRR, growth with reactivation and FX)",
        "https://docs.stripe.com/billing/subscriptions/analytics/glossary",
    ),
    "ST-BA": Publication(
        "Stripe, how MRR treats discounts, trials, delinquency",
        "https://support.stripe.com/questions/billing-analytics",
    ),
    "ST-TRIAL": Publication(
        "Stripe trial conversion (rolling 30 days), as restated",
        "https://binaryblackboard.com/stripe-subscription-metrics",
    ),
    "ST-LTV": Publication(
        "Stripe LTV (assumes 1.67% when churn is zero)",
        "https://support.stripe.com/questions/calculating-subscriber-lifetime-value-in-billing?locale=es-419",
    ),
    "PW-REF": Publication(
        "ProfitWell, refunds",
        "https://learn.profitwell.com/article/ecb3zzxewx-refunds",
    ),
    "BM-REACT": Publication(
        "Baremetrics, reactivation MRR",
        "https://baremetrics.com/blog/reactivating-subscriptions-reactivating-and-resuming-metrics-for-your-subscriptions",
    ),
    "GP-REACT": Publication(
        "GrowPanel, reactivation edge cases",
        "https://growpanel.io/academy/number-of-reactivations",
    ),
    "CB-FX": Publication(
        "Chargebee RevenueStory, period-end rates",
        "https://support.chargebee.com/support/solutions/articles/256559-how-exchange-rates-affect-revenuestory-metrics-over-time-",
    ),
    "CB-COH": Publication(
        "Chargebee, MRR retention cohort",
        "https://support.chargebee.com/support/solutions/articles/251214-what-is-mrr-retention-cohort-",
    ),
    "GS-RC": Publication(
        "Gainsight Renewal Center calculations",
        "https://support.gainsight.com/ro/Renewal_Center/03User_Guides/Renewal_Center_Metric_Calculations",
    ),
    "SG-DUE": Publication(
        "SaaSGrid, customers up for renewal",
        "https://www.saasgrid.com/metrics-library/customers-up-for-renewal",
    ),
    "PG-REN": Publication(
        "Pedowitz, renewal rates (grace period, on-time, early)",
        "https://www.pedowitzgroup.com/how-do-you-measure-renewal-rates",
    ),
    "CX-INQ": Publication(
        "Concentrix, in-quarter renewal rates (on-time against trailing; short grace)",
        "https://www.concentrix.com/insights/blog/improve-in-quarter-renewal-rates/",
    ),
    "BD-REN": Publication(
        "BigDelta, renewal rate (late renewals, half-size renewals)",
        "https://bigdelta.com/library/metrics/renewal-rate",
    ),
    "KD-ONT": Publication(
        "KPI Depot, on-time renewals",
        "https://kpidepot.com/kpi/percentage-on-time-renewals",
    ),
    "SMSB-GRR": Publication(
        "SaaS Metrics Standards Board GRR, as cited",
        "https://docs.imboard.ai/docs/ontology/customers/gross_revenue_retention/",
    ),
    "SMSB-NRR": Publication(
        "SaaS Metrics Standards Board NRR, as cited",
        "https://docs.imboard.ai/docs/ontology/customers/net_revenue_retention/",
    ),
    "TT-NRR": Publication(
        "Totango, net retention",
        "https://www.totango.com/glossary/net-retention",
    ),
    "AM-RET": Publication(
        "Amplitude, retention FAQ (N-day, unbounded, incomplete periods)",
        "https://amplitude.com/docs/faq/retention-analysis",
    ),
    "AM-BRK": Publication(
        "Amplitude, bracket retention",
        "https://community.amplitude.com/building-and-sharing-your-analysis-58/get-creative-with-custom-bracket-retention-179",
    ),
    "AM-LIFE": Publication(
        "Amplitude, lifecycle (new, current, resurrected, dormant)",
        "https://amplitude.com/docs/analytics/charts/lifecycle",
    ),
    "MX-RET": Publication(
        "Mixpanel, retention (on, on or after, brackets, rolling and calendar, only complete buckets averaged)",
        "https://docs.mixpanel.com/docs/reports/retention",
    ),
    "PH-RET": Publication(
        "PostHog, retention (on, on or after, first time and recurring, weighted mean) and stickiness",
        "https://posthog.com/docs/product-analytics/retention",
    ),
    "ZD-DUR": Publication(
        "Zendesk, native duration metrics",
        "https://support.zendesk.com/hc/en-us/articles/4408834848154",
    ),
    "ZD-FRT": Publication(
        "Zendesk, first reply time",
        "https://support.zendesk.com/hc/en-us/articles/4408821871642",
    ),
    "ZD-ONE": Publication(
        "Zendesk, one-touch resolutions",
        "https://support.zendesk.com/hc/en-us/articles/4408820618266",
    ),
    "FT-ZD": Publication(
        "Fivetran dbt_zendesk decision log",
        "https://github.com/fivetran/dbt_zendesk/blob/main/DECISIONLOG.md",
    ),
    "SP-TEAM": Publication(
        "Sprout Social, team report (average and median reply time, business hours)",
        "https://support.sproutsocial.com/hc/en-us/articles/208762436-Team-Report",
    ),
    "HS-ER": Publication(
        "Hootsuite, engagement-rate formulas",
        "https://blog.hootsuite.com/calculate-engagement-rate/",
    ),
    "BAIN": Publication(
        "Bain, measuring NPS",
        "https://nps.bain.com/about/measuring-your-net-promoter-score/",
    ),
    "UG-NPS": Publication(
        "UserGuiding, only the latest answer counts",
        "https://help.userguiding.com/en/articles/3725767-how-userguiding-promoter-survey-tool-keeps-track-of-the-responses",
    ),
    "DL-CSAT": Publication(
        "Delighted, CSAT",
        "https://help.delighted.com/article/240-how-is-csat-calculated",
    ),
    "T2B": Publication(
        "Kicue, CSAT is top-2-box, not the mean",
        "https://kicue.com/en/blog/how-to-calculate-csat",
    ),
    "FH-16": Publication(
        "Fader and Hardie, how not to project retention",
        "http://www.brucehardie.com/notes/016/",
    ),
    "FH-21": Publication(
        "Fader and Hardie, how to project customer retention (sBG)",
        "http://www.brucehardie.com/papers/021/",
    ),
    "FH-24": Publication(
        "Fader and Hardie, reconciling and clarifying CLV formulas",
        "http://brucehardie.com/notes/024/",
    ),
    "FH-33": Publication(
        "Fader and Hardie, what is wrong with this CLV formula",
        "http://brucehardie.com/notes/033/",
    ),
    "BTYD": Publication(
        "BTYD package (Pareto/NBD, BG/NBD, gamma-gamma)",
        "https://stat.ethz.ch/CRAN/web/packages/BTYD/refman/BTYD.html",
    ),
    "LC-COHORT": Publication(
        "Rekener, cohort-based lead conversion (wait long enough)",
        "https://www.rekener.com/resources/metrics/how-to-calculate-cohort-based-lead-conversion-rate",
    ),
    "GA-CTR": Publication(
        "Click-through rate",
        "https://criterionglobal.com/glossary_terms/ctr-click-through-rate/",
    ),
    "HS-WARN": Publication(
        "Health scoring, usage decline as leading sign",
        "https://www.digitalapplied.com/blog/customer-health-scoring-crm-framework-2026-guide",
    ),
    "HS-LC": Publication(
        "Lifecycle stage is single-select",
        "https://insidea.com/glossary/revops-fundamentals/lifecycle-stage",
    ),
    "UPG": Publication(
        "Upgrade and downgrade rate over customers at start",
        "https://www.getmonetizely.com/articles/understanding-and-tracking-saas-subscription-movement-a-guide-to-upgrade-and-downgrade-rates",
    ),
    "CRC": Publication(
        "Customer retention cost",
        "https://kpiexamples.operately.com/finance/customer-retention-cost",
    ),
    "GW-CAC": Publication(
        "Gradient Works, CAC and payback",
        "https://www.gradient.works/revops-glossary/customer-acquisition-cost-cac",
    ),
    "WSP-CAC": Publication(
        "Wall Street Prep, CAC payback",
        "https://www.wallstreetprep.com/knowledge/cac-payback-period/",
    ),
    "SG-CAC": Publication(
        "SaaSGrid, CAC payback",
        "http://www.saasgrid.com/metrics-library/cac-payback",
    ),
    "QR": Publication(
        "Quick ratio, zero denominators and reactivation",
        "https://dnoise.online/en/metrics/formulas/quick-ratio-formula",
    ),
    "INC": Publication(
        "Incrementality with holdouts",
        "https://metrickittools.com/guides/incrementality-lift-guide",
    ),
    "CAUS": Publication(
        "Why before-and-after is not an effect (retention offer case)",
        "https://datafield.dev/intermediate-data-science/part-07/chapter-36/case-study-02.html",
    ),
    "SRM": Publication(
        "Statsig, sample-ratio mismatch thresholds",
        "https://docs.statsig.com/experiments/monitor",
    ),
    "CUPED": Publication(
        "GrowthBook, CUPED",
        "https://docs.growthbook.io/statistics/cuped-technical.md",
    ),
    "RFM": Publication(
        "Ascent360, RFM quintiles",
        "https://help.ascent360.com/help/understanding-rfm",
    ),
    "CN-CRR": Publication(
        "51CTO 云SaaS，留存率如何计算",
        "https://blog.51cto.com/u_15127637/2861622",
    ),
    "CN-NDR": Publication(
        "PartnerShare，如何理解和计算 NDR",
        "https://www.partnershare.cn/information/saas-102/689",
    ),
    "CN-SEA": Publication(
        "公海客户（CRM 配置说明）",
        "http://help.icsoc.net/docs/application/crm/highsea/",
    ),
    "CN-XB": Publication(
        "MBA智库，续保率",
        "https://wiki.mbalib.com/wiki/%E7%BB%AD%E4%BF%9D%E7%8E%87",
    ),
}
