"""Retention: who came back, who stayed."""

from tenure.catalogue.algebra import cohort_months, panel, people
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Unit
from tenure.words import later


class Retention(Family):
    """Of people by their first day, of customers by their relationship."""

    title = ("Retention", "留存")

    nday = Ratio(
        en="N-day retention",
        zh="次日/7日/30日留存率",
        says="People who used the product on exactly the n-th day after their first, of those first seen in the period.",
        says_zh="当期首次出现的用户中，恰在第 n 天再次使用的占比。",
        numerator=people.returned & people.mature,
        denominator=people.each,
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
    )
    calendar = Ratio(
        en="Calendar-period customer retention",
        zh="按月（周）客户使用留存率",
        says="New logos of the period that were active in the n-th calendar month after their first, of all of them.",
        says_zh="当期新客户在首月之后第 n 个自然月活跃的占比。",
        numerator=cohort_months.active & cohort_months.mature,
        denominator=cohort_months.each,
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
