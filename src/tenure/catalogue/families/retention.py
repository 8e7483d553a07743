"""Retention: who came back, who stayed; what the curves come to has its own room."""

from tenure.catalogue.algebra import (
    bracket_people,
    cohort_months,
    cohort_revenue,
    later_people,
    panel,
    people,
    rolling_people,
    usage_turns,
)
from tenure.catalogue.case import Case
from tenure.catalogue.families import retention_curves
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit
from tenure.words import later

PEOPLE = ("users", "usage_events")


class Retention(Family):
    """Of people by their first day, of customers by their relationship."""

    title = ("Retention", "留存")

    nday = Ratio(
        en="N-day retention",
        zh="次日/7日/30日留存率",
        says="People who used the product on exactly the n-th day after their first, of those first seen in the period.",
        says_zh="当期首次出现的用户中，恰在第 n 天再次使用的占比。",
        edges=later("It may rise with n."),
        published=("AM-RET", "PH-RET", "MX-RET"),
        numerator=people.returned & people.mature,
        denominator=people.recorded,
        unseen=~people.recorded,
        open=~people.mature,
        mature=people.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("users", "usage_events"),
        params=("n",),
        source=later("Amplitude, Mixpanel: on day N"),
        cases=(
            Case(
                "2024-06",
                "2 of 4",
                "on day 7 exactly: cid (10 minutes into the day, six days and 23:40 hours later) and dan; ann is back on day 2",
                where={"n": "7"},
            ),
            Case(
                "2024-08",
                "0 of 1",
                "day 30 after 5 August has not come by the end of August",
                status="immature",
                low="0 of 1",
                high="1 of 1",
                where={"n": "30"},
                as_of="2024-08-31",
            ),
        ),
        variants={
            "rolling": {
                "says": "In the n-th stretch of 24 hours after the first moment.",
                "says_zh": "按首次出现时刻起算的第 n 个 24 小时段计。",
                "numerator": rolling_people.returned & rolling_people.mature,
                "denominator": rolling_people.recorded,
                "unseen": ~rolling_people.recorded,
                "open": ~rolling_people.mature,
                "mature": rolling_people.mature,
                "source": later("Mixpanel: rolling windows"),
            }
        },
    )
    unbounded = Ratio(
        en="Unbounded retention",
        zh="不限期留存率",
        says="People who used the product on the n-th day after their first or any later one, of those first seen in the period; it still rises.",
        says_zh="当期首次出现的用户中，在第 n 天或之后任意一天再次使用的占比；该值仍会上升。",
        published=("AM-RET", "MX-RET", "PH-RET"),
        numerator=later_people.returned & later_people.mature,
        denominator=later_people.each,
        open=~later_people.mature,
        mature=later_people.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=PEOPLE,
        params=("n",),
        priority=2,
        source=later("Amplitude, Mixpanel, PostHog: on or after day N"),
        cases=(Case("2024-06", "3 of 4", "ann in July, cid and dan on day 7; bob never again", where={"n": "7"}),),
    )
    bracket = Ratio(
        en="Bracket retention",
        zh="区间留存率",
        says="People who used the product on one of the days from..to after their first, of those first seen in the period.",
        says_zh="当期首次出现的用户中，在第 from 至 to 天内至少使用一次的占比。",
        published=("AM-BRK", "MX-RET"),
        numerator=bracket_people.returned,
        denominator=bracket_people.recorded,
        unseen=~bracket_people.recorded,
        open=bracket_people.returned.undecided,
        mature=bracket_people.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=PEOPLE,
        params=("from", "to"),
        priority=2,
        source=later("Amplitude, Mixpanel: custom brackets"),
        cases=(
            Case(
                "2024-06",
                "3 of 4",
                "ann on day 2, cid and dan on day 7; bob on his first day alone",
                where={"from": "1", "to": "7"},
            ),
        ),
    )
    calendar = Ratio(
        en="Calendar-period customer retention",
        zh="按月（周）客户使用留存率",
        says="New logos of the period that were active in the n-th calendar month after their first, of all of them.",
        says_zh="当期新客户在首月之后第 n 个自然月活跃的占比。",
        source=later("as Mixpanel and PostHog, but of customers by the active rule, not of users by any event"),
        published=("MX-RET", "PH-RET"),
        numerator=cohort_months.active & cohort_months.mature,
        denominator=cohort_months.recorded,
        unseen=~cohort_months.recorded,
        open=~cohort_months.mature,
        mature=cohort_months.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("usage_events",),
        params=("n",),
        cases=(
            Case(
                "2023-03",
                "1 of 2",
                "ann and bob sign in March 2023 and start in April; 14 months after April, ann is active on two days of June 2024, bob on one",
                where={"n": "14"},
            ),
        ),
    )
    customer_rate = Ratio(
        en="Customer retention rate",
        zh="客户留存率",
        says="Opening customers that kept their relationship through the period, of the opening customers.",
        says_zh="期初客户中，整个期间保持合作关系未中断的占比。",
        edges=later("A customer lost and signed again inside the period is not retained."),
        source=later(
            "closing less new over opening gives the same where returns are new; two days compared are `churn.rate_count.p2p`"
        ),
        published=("CN-CRR",),
        numerator=panel.survived & panel.held_open,
        denominator=panel.held_open,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        cases=(
            Case("2024-07", "4 of 5", "bob is lost on 16 July although he signs again that very day"),
            Case("2022-12", "0 of 0", "nobody is held on 30 November 2022: unknown, not 100 %", status="undefined"),
        ),
    )
    survival = retention_curves.survival
    revenue_cohort = Ratio(
        en="Cohort revenue retention",
        zh="分群金额留存率",
        says="MRR on the last day of the period `at` of the new logos of the period, of their MRR on their first day, at first-day rates.",
        says_zh="当期首次签约客户在 at 期末的 MRR，与其首日 MRR 之比（按首日汇率）。",
        published=("CM-NETRET", "CB-COH"),
        numerator=cohort_revenue.later_mrr,
        denominator=cohort_revenue.first_mrr,
        among=cohort_revenue.first_mrr > 0,
        open=~cohort_revenue.over,
        mature=cohort_revenue.over,
        bounded=False,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("contract_prices",),
        params=("at",),
        priority=2,
        source=later("agrees with ChartMogul and Chargebee: cohorts of MRR"),
        cases=(
            Case(
                "2023-03",
                "1600 of 1500",
                "ann from 1000 to 1200, bob from 500 to 400 after he came back",
                where={"at": "2024-07"},
            ),
            Case(
                "2023-11",
                "700 of 700",
                "eve's 100 dollars, at the rate of her first day: the dollar at 7.10 is no growth",
                where={"at": "2024-10"},
            ),
            Case(
                "2023-03",
                "unknown",
                "January 2025 is not over at the end of 2024",
                where={"at": "2025-01"},
                status="immature",
            ),
        ),
    )
    resurrected_customers = Total(
        en="Resurrected customers (usage)",
        zh="使用回流客户数",
        says="Customers active in the period that were not in the month before it, but in some month before that.",
        says_zh="当期活跃、前一月不活跃、更早曾活跃的在约客户数。",
        published=("AM-LIFE",),
        of=usage_turns.active & usage_turns.ever_active & ~usage_turns.was_active,
        told=usage_turns.followed,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=("usage_events",),
        priority=3,
        source=later("Amplitude: resurrected; a return in use, not of a contract"),
        cases=(
            Case("2024-10", "1", "ann is active in July and in October, and was not in September"),
            Case(
                "2024-06", "unknown", "use is told since June: nobody knows who was active in May", status="undefined"
            ),
        ),
    )
    early_volatility = retention_curves.early_volatility
    plateau = retention_curves.plateau
    seasonality_index = retention_curves.seasonality_index
