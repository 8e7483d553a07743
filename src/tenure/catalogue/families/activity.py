"""Activity and early warning: do customers use what they bought, and did we notice when they stopped."""

from tenure.catalogue.algebra import flags, panel, warnings
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit

USAGE = ("usage_events",)


class Activity(Family):
    """The grain is the customer."""

    title = ("Activity and early warning", "活跃度与流失预警")

    active_customers = Total(
        en="Active customers",
        zh="活跃客户数",
        says="Customers held at any time in the period that used the product on enough days.",
        says_zh="当期有合作关系且使用日数达到活跃标准的客户数。",
        of=panel.active,
        better=Better.MORE,
        needs=USAGE,
        cases=(
            Case(
                "2024-06",
                "3",
                "ann, cid (00:30 and 00:10 local) and dan use it on two days or more; bob twice on one day is one day",
            ),
        ),
    )
    active_rate = Ratio(
        en="Active rate",
        zh="活跃率",
        says="Active customers, of the customers held at any time in the period.",
        says_zh="活跃客户数占当期有合作关系客户数的比例。",
        numerator=panel.active,
        denominator=panel.held_any,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=USAGE,
        cases=(
            Case("2024-06", "3 of 5", "all five are held on some day of June, ann and bob inside their windows"),
            Case("2022-11", "0 of 0", "nobody is held yet", status="undefined"),
        ),
    )
    warning_rate = Ratio(
        en="Early-warning rate",
        zh="潜在流失预警率",
        says="Customers flagged for low use or a sharp drop at month end, of those held through the whole month; months that end in the period.",
        says_zh="月末因使用过低或骤降而触发预警的客户，占整月在约客户的比例。",
        numerator=flags.flagged,
        denominator=flags.each,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=USAGE,
        variants={
            "low": {
                "says": "Only those that hardly use it.",
                "says_zh": "仅统计“不怎么使用了”的客户。",
                "numerator": flags.low,
            },
            "drop": {
                "says": "Only those whose use fell sharply.",
                "says_zh": "仅统计“使用突然急剧下降”的客户。",
                "numerator": flags["drop"],
            },
        },
        cases=(Case("2024-06", "2 of 5", "bob used it on one day, eve on none, in a month they were held throughout"),),
    )
    rescue_rate = Ratio(
        en="Potential-churn rescue rate",
        zh="潜在流失挽回率",
        says="Warning episodes after which the customer was active again in a full month of the window, of the episodes begun in the period.",
        says_zh="当期开始的预警中，客户在观察窗口内恢复活跃的占比。",
        numerator=warnings.rescued,
        denominator=warnings.each,
        open=warnings.rescued.undecided,
        mature=warnings.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        dims=Dims.CLOSE,
        needs=USAGE,
        cases=(Case("2024-06", "1 of 2", "eve is active again in August; bob's relationship breaks on 16 July"),),
    )
