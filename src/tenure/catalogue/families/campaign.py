"""Campaigns: who answered, who did what was wanted, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import (
    brought,
    campaign_costs,
    campaign_events,
    campaign_returns,
    member_returns,
    members,
    predicted,
    subjects,
)
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Formula, Known, Part, Quotient, Ratio, Running, Total, Unit
from tenure.policies import Policies
from tenure.words import later

MEMBERS = ("campaigns", "campaign_members")
TREATED, CONTROL = {"arm": "treatment"}, {"arm": "control"}
ARMS = {
    "treated": Part(measure="campaign.conversion_rate", where=TREATED),
    "control": Part(measure="campaign.conversion_rate", where=CONTROL),
}


def difference(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    """Treatment less control."""
    return parts["treated"].value - parts["control"].value


def _relative(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return difference(parts, policies), parts["control"].value


def _return(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return parts["revenue"].value * policies.number("gross_margin") - parts["cost"].value, parts["cost"].value


def incremental(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    """What treatment brought beyond what the control rate would have given it."""
    return parts["treated"].numerator - parts["treated"].denominator * parts["control"].value


def _incremental_return(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    gain = incremental(parts, policies) * policies.number("gross_margin")
    return gain - parts["cost"].value, parts["cost"].value


def _calibration(parts: Mapping[str, Known], _policies: Policies) -> Quotient | None:
    if parts["told"].numerator != parts["told"].denominator:  # a prediction is missing
        return None
    return parts["observed"].value, parts["predicted"].value


REVENUE = Ratio(
    numerator=member_returns.revenue,
    denominator=member_returns.each,
    ahead=member_returns.running,
    running=Running.MEMBERS,
)
COST = Part(measure=Total(of=campaign_costs.amount, running=Running.MEMBERS))


class Campaign(Family):
    """A campaign counts in the period it starts in; name one with campaign_id."""

    title = ("Campaigns", "营销活动")

    response_rate = Ratio(
        en="Response rate",
        zh="客户响应率",
        says="Treated customers that responded inside the response window, of the treated whom the message reached.",
        says_zh="成功送达的客户中，在响应窗口内响应的占比。",
        edges=later("Two answers of one member count once."),
        numerator=members.responded.yes & members.delivered & members.treated,
        denominator=members.delivered & members.treated,
        open=members.responded.undecided & members.delivered & members.treated,
        mature=members.answer_over,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=MEMBERS,
        variants={
            "targeted": {
                "says": "Of all assigned to treatment.",
                "says_zh": "以全部实验组成员为分母。",
                "numerator": members.responded.yes & members.treated,
                "denominator": members.treated,
                "open": members.responded.undecided & members.treated,
                "cases": (Case("2024-06", "1 of 4", "bob included"),),
            }
        },
        cases=(
            Case(
                "2024-06",
                "1 of 3",
                "ann once, though she answers twice; cid ten minutes after the week; bob's message bounced",
            ),
        ),
    )
    conversion_rate = Ratio(
        en="Campaign conversion rate",
        zh="活动转化率",
        says="Members (or leads, of an acquisition campaign) that reached the campaign's goal inside its window, of all of them.",
        says_zh="在转化窗口内达成活动目标的成员（获客活动为线索）占比。",
        edges=later("Somebody in two campaigns counts in each, so campaigns do not add up."),
        numerator=subjects.converted,
        denominator=subjects.each,
        open=subjects.converted.undecided,
        mature=subjects.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("campaigns",),
        cases=(Case("2024-06", "1 of 5", "ann signs inside the 30 days; bob on 16 July does not"),),
    )
    lift = Formula(
        en="Campaign lift",
        zh="活动增量效果",
        says="Conversion rate of treatment less that of control, everybody assigned.",
        says_zh="实验组与对照组转化率之差（按分配计）。",
        edges=later("Without a control group it is unknown, not 0; look at `programme.srm_p` first."),
        source=later("agrees with the field: a control group is the baseline"),
        published=("INC",),
        parts=ARMS,
        combine=difference,
        whole=True,
        running=Running.MEMBERS,
        unit=Unit.POINTS,
        better=Better.MORE,
        needs=MEMBERS,
        variants={
            "relative": {
                "says": "Over the control rate.",
                "says_zh": "与对照组转化率之比。",
                "combine": _relative,
                "unit": Unit.SHARE,
                "cases": (
                    Case("2024-06", "0.25 of 0", "nobody of the control group signed: unknown", status="undefined"),
                ),
            }
        },
        cases=(Case("2024-06", "0.25", "1 of 4 treated, bob included though his message bounced, less 0 of 1"),),
    )
    roi = Formula(
        en="Campaign return",
        zh="营销活动投入产出（ROI）",
        says="(Gross margin × billing less refunds in the first year of converted leads − cost) over cost.",
        says_zh="（毛利率 × 转化线索首年开票净额 − 成本）÷ 成本。",
        edges=later("What came with the campaign, not what came because of it: `.incremental`."),
        published=("INC",),
        obeys=("gross_margin",),
        parts={
            "revenue": Part(
                measure=Total(of=campaign_returns.revenue, running=Running.MEMBERS, ahead=campaign_returns.running)
            ),
            "cost": COST,
        },
        combine=_return,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("campaigns", "costs", "touches", "transactions"),
        cases=(
            Case(
                "2023-11",
                "680 of 1000",
                "0.8 × (3600 − 1500 of cid's first year) − 1000; that year runs until February 2025",
                status="partial",
            ),
        ),
        variants={
            "incremental": {
                "says": "Of the billing less refunds in the year from the first day that treatment brought beyond control, everybody assigned.",
                "says_zh": "以实验组相对对照组的增量首年开票净额计（按分配计）。",
                "parts": {
                    "treated": Part(measure=REVENUE, where=TREATED),
                    "control": Part(measure=REVENUE, where=CONTROL),
                    "cost": COST,
                },
                "combine": _incremental_return,
                "needs": ("campaigns", "campaign_members", "costs", "transactions"),
            }
        },
    )
    click_rate = Ratio(
        en="Click-through rate",
        zh="点击率",
        says="Clicks over impressions.",
        says_zh="点击次数与展示次数之比。",
        published=("GA-CTR",),
        numerator=campaign_events.quantity.where(campaign_events.kind.equals("click")),
        denominator=campaign_events.quantity.where(campaign_events.kind.equals("impression")),
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("campaigns", "campaign_events"),
        priority=2,
        cases=(Case("2023-11", "40 of 2000", "40 clicks on the 2000 impressions of autumn"),),
    )
    cost_per_acquisition = Ratio(
        en="Cost per acquisition",
        zh="单客获取成本（活动）",
        says="Cost of the campaign over its leads that signed inside its window.",
        says_zh="活动成本除以在转化窗口内签约的线索数。",
        edges=later("A new customer that cancels still counts."),
        numerator=campaign_costs.amount,
        denominator=brought.converted,
        undecided=brought.converted.undecided,
        unit=Unit.MONEY,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=("campaigns", "costs"),
        priority=2,
        variants={
            "lead": {
                "says": "Over all its leads.",
                "says_zh": "以全部线索数为分母。",
                "denominator": brought.each,
                "undecided": None,
            },
            "new_customers": {
                "shape": Total(of=brought.converted, undecided=brought.converted.undecided),
                "en": "New customers of the campaign",
                "zh": "活动新增客户数",
                "says": "The leads that signed inside the window.",
                "says_zh": "在转化窗口内签约的线索数。",
                "unit": Unit.COUNT,
                "better": Better.MORE,
                "needs": ("campaigns",),
            },
        },
        cases=(Case("2023-11", "1000 of 1", "cid, although he cancels later"),),
    )
    incremental_conversions = Formula(
        en="Incremental conversions",
        zh="增量转化数",
        says="Conversions of treatment less what the control rate would have given it.",
        says_zh="实验组转化数减去按对照组转化率推算的数量。",
        source=later("agrees with the field: a control group is the baseline"),
        published=("INC",),
        parts=ARMS,
        combine=incremental,
        whole=True,
        running=Running.MEMBERS,
        unit=Unit.COUNT,
        better=Better.MORE,
        needs=MEMBERS,
        priority=2,
        cases=(Case("2024-06", "1", "ann; the control rate of 0 would have given the four nothing"),),
    )
    response_calibration = Formula(
        en="Response calibration",
        zh="响应率预测校准",
        says="Response rate of all targeted over the mean response predicted for them by the first day; 1 is right.",
        says_zh="全部实验组成员的实际响应率与活动开始前预测响应率均值之比，1 为准确。",
        parts={
            "observed": Part(measure="campaign.response_rate.targeted"),
            "predicted": Part(
                measure=Ratio(
                    numerator=predicted.predicted, denominator=predicted.predicted.known, running=Running.MEMBERS
                )
            ),
            "told": Part(
                measure=Ratio(numerator=predicted.predicted.known, denominator=predicted.each, running=Running.MEMBERS)
            ),
        },
        combine=_calibration,
        running=Running.MEMBERS,
        unit=Unit.TIMES,
        needs=MEMBERS,
        priority=3,
        cases=(
            Case(
                "2024-06", "0.25 of 0.2", "1 of 4 responded, where 0.4, 0.2, 0.1 and 0.1 were predicted: 0.2 on average"
            ),
        ),
    )
