"""Activity and early warning: do customers use what they bought, and did we notice when they stopped."""

from tenure.catalogue.algebra import (
    active_people,
    features,
    flags,
    losses,
    panel,
    seats,
    touched_warnings,
    usage_turns,
    warning_outcomes,
    warnings,
)
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Median, Ratio, Running, Total, Unit
from tenure.words import later

USAGE = ("usage_events",)


class Activity(Family):
    """The grain is the customer."""

    title = ("Activity and early warning", "活跃度与流失预警")

    active_customers = Total(
        en="Active customers",
        zh="活跃客户数",
        says="Customers held at any time in the period that used the product on enough days.",
        says_zh="当期有合作关系且使用日数达到活跃标准的客户数。",
        source=later("Amplitude and Mixpanel count users; these are paying customers"),
        published=("AM-LIFE",),
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
            Case("2024-05", "unknown", "use is told since June: unknown, not 0 of 5", status="unavailable"),
        ),
    )
    active_users = Total(
        en="Active users (DAU, WAU, MAU)",
        zh="日/周/月活跃用户",
        says="People that used the product in the day, week or month asked for.",
        says_zh="在所查询的日、周或月内使用过产品的用户数。",
        published=("AM-RET", "MX-RET"),
        of=active_people.each,
        better=Better.MORE,
        needs=USAGE,
        priority=2,
        source=later("Amplitude, Mixpanel: unique users"),
        cases=(Case("2024-06", "4", "everybody but eve, once each"),),
    )
    stickiness = Ratio(
        en="Stickiness (DAU/MAU)",
        zh="粘性（DAU/MAU）",
        says="Mean people a day over people in the month.",
        says_zh="日均活跃用户数与当月活跃用户数之比。",
        published=("AM-LIFE", "PH-RET"),
        numerator=active_people.days,
        denominator=active_people.of_days,
        among=active_people.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=USAGE,
        priority=2,
        source=later("Amplitude; PostHog means another chart by the word"),
        cases=(Case("2024-06", "8 of 120", "days of use 2 + 1 + 2 + 3, of four people over 30 days"),),
    )
    events_per_active = Ratio(
        en="Usage frequency",
        zh="使用频次（人均行为数）",
        says="Usage events of active customers, per active customer.",
        says_zh="活跃客户的使用行为数与活跃客户数之比。",
        edges=later("An event imported twice counts once."),
        numerator=panel.usage_events.where(panel.active),
        denominator=panel.active,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=USAGE,
        priority=2,
        variants={
            "active_days": {
                "says": "Distinct usage days of active customers, per active customer.",
                "says_zh": "活跃客户的使用日数与活跃客户数之比。",
                "numerator": panel.usage_days.where(panel.active),
                "unit": Unit.DAYS,
            }
        },
        cases=(Case("2024-06", "7 of 3", "2 of ann, 2 of cid, 3 of dan; bob is not active"),),
    )
    feature_breadth = Ratio(
        en="Feature breadth",
        zh="功能使用广度",
        says="Distinct features that an active customer used, on average.",
        says_zh="活跃客户人均使用的不同功能数。",
        numerator=features.each,
        denominator=panel.active,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=USAGE,
        priority=3,
        cases=(Case("2024-06", "5 of 3", "ann uses 1 feature, cid and dan 2 each; bob uses 2 but is not active"),),
    )
    seat_utilisation = Ratio(
        en="Seat utilisation",
        zh="席位使用率",
        says="People of customers held on the last day that used the product in the period, of the seats in force or carried on that day.",
        says_zh="期末在约客户中当期使用过产品的用户数，占期末生效（含挽回期内）席位数的比例。",
        numerator=active_people.held,
        denominator=seats.seats,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=("usage_events", "contract_prices"),
        priority=3,
        cases=(
            Case(
                "2024-06",
                "4 of 8",
                "one person each of ann, bob, cid and dan, of 2 + 1 + 2 + 3 seats, carried ones included; eve's contract tells no seats",
            ),
        ),
    )
    dormant_customers = Total(
        en="Dormant customers",
        zh="沉睡客户数",
        says="Customers held in the period that were active in the month before it and are not in it.",
        says_zh="前一月活跃、当期不再活跃的在约客户数。",
        published=("AM-LIFE",),
        of=usage_turns.held_any & usage_turns.was_active & ~usage_turns.active,
        told=usage_turns.followed,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=USAGE,
        priority=2,
        source=later("Amplitude: dormant"),
        cases=(Case("2024-07", "2", "cid and dan used it in June and no more; ann goes on"),),
    )
    warning_rate = Ratio(
        en="Early-warning rate",
        zh="潜在流失预警率",
        says="Customers flagged for low use or a sharp drop at month end, of those held through the whole month; months that end in the period.",
        says_zh="月末因使用过低或骤降而触发预警的客户，占整月在约客户的比例。",
        edges=later("Customers inside their win-back window are judged too."),
        published=("HS-WARN",),
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
        variants={
            "touched": {
                "says": "Of the episodes in whose window we turned to the customer to care for it.",
                "says_zh": "仅统计观察窗口内我方主动关怀过的预警。",
                "numerator": touched_warnings.rescued,
                "denominator": touched_warnings.each,
                "open": touched_warnings.rescued.undecided,
                "mature": touched_warnings.mature,
                "needs": ("usage_events", "interactions"),
            }
        },
    )
    warning_precision = Ratio(
        en="Warning precision",
        zh="预警准确率",
        says="Warning episodes begun in the period whose relationship ended within the outcome months, of all of them.",
        says_zh="当期开始的预警中，在观察月数内关系中断的占比。",
        edges=later("A customer rescued lowers it: read it beside the rescue rate."),
        numerator=warning_outcomes.lost,
        denominator=warning_outcomes.each,
        open=warning_outcomes.lost.undecided,
        mature=warning_outcomes.outcome_mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=USAGE,
        priority=2,
        cases=(Case("2024-06", "1 of 2", "bob is lost in July; eve is still held at the end of the year"),),
    )
    warning_recall = Ratio(
        en="Warning recall",
        zh="预警召回率",
        says="Relationships lost in the period that were flagged within the outcome months before, of all lost.",
        says_zh="当期流失的客户关系中，此前观察月数内曾触发预警的占比。",
        numerator=losses.warned_days.known,
        denominator=losses.recorded,
        unseen=~losses.recorded,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=USAGE,
        priority=2,
        cases=(Case("2024-07", "1 of 1", "bob, warned of in June"),),
    )
    warning_lead_days = Median(
        en="Warning lead time",
        zh="预警提前天数",
        says="Median days from the start of the last warning episode to the loss, of the losses warned of.",
        says_zh="有预警的流失中，自最近一次预警开始至流失的天数中位数。",
        published=("HS-WARN",),
        of=losses.warned_days,
        unit=Unit.DAYS,
        better=Better.MORE,
        needs=USAGE,
        priority=2,
        cases=(
            Case("2024-07", "16", "bob is flagged at the end of June and lost on 16 July"),
            Case(
                "2024-Q3",
                "31",
                "the middle of 16 days for bob and 46 for cid, flagged at the end of July and lost on 15 September",
            ),
        ),
    )
