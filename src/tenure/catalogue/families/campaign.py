"""Campaigns: who answered, who did what was wanted, and what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import campaign_costs, campaign_returns, members, subjects
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Formula, Known, Part, Quotient, Ratio, Running, Total, Unit
from tenure.policies import Policies

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


class Campaign(Family):
    """A campaign counts in the period it starts in; name one with campaign_id."""

    title = ("Campaigns", "营销活动")

    response_rate = Ratio(
        en="Response rate",
        zh="客户响应率",
        says="Treated customers that responded inside the response window, of the treated whom the message reached.",
        says_zh="成功送达的客户中，在响应窗口内响应的占比。",
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
        parts={
            "revenue": Part(
                measure=Total(of=campaign_returns.revenue, running=Running.MEMBERS, ahead=campaign_returns.running)
            ),
            "cost": Part(measure=Total(of=campaign_costs.amount, running=Running.MEMBERS)),
        },
        combine=_return,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("campaigns", "costs"),
        cases=(
            Case(
                "2023-11",
                "680 of 1000",
                "0.8 × (3600 − 1500 of cid's first year) − 1000; that year runs until February 2025",
                status="partial",
            ),
        ),
    )
