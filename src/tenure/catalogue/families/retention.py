"""Retention: who came back, who stayed."""

from tenure.catalogue.algebra import cohort_months, panel, people
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
    )
