"""Programme effect: did the work change anything, and was it worth its cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import costs, measured, recoveries
from tenure.catalogue.case import Case
from tenure.catalogue.families.campaign import ARMS, MEMBERS, difference
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Formula, Known, Part, Quotient, Ratio, Running, Total, Unit
from tenure.policies import Policies
from tenure.stats.shares import fisher_exact

MONTHS = 12


def _gain(parts: Mapping[str, Known], policies: Policies) -> Decimal:
    return parts["recovered"].value * MONTHS * policies.number("gross_margin")


def _return(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return _gain(parts, policies) - parts["cost"].value, parts["cost"].value


def _multiple(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return _gain(parts, policies), parts["cost"].value


def _kept(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    return parts["treated"].numerator - parts["treated"].denominator * parts["control"].value


def _p_value(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    sides = (parts["treated"], parts["control"])
    hits, counts = [int(side.numerator) for side in sides], [int(side.denominator) for side in sides]
    return Decimal(repr(fisher_exact(hits[0], counts[0], hits[1], counts[1])))


class Programme(Family):
    """Effects compare everybody assigned, reached or not (R-ITT)."""

    title = ("Programme effect", "客户保有策略效果")

    crm_roi = Formula(
        en="CRM return on investment",
        zh="CRM 投资回报率（ROI）",
        says="Gross margin × yearly value of customers recovered in the window or rescued after a warning, less programme cost, over that cost.",
        says_zh="（毛利率 × 挽回期内续签或预警后恢复活跃客户的年化价值 − 项目成本）÷ 项目成本。",
        parts={
            "recovered": Part(measure=Total(of=recoveries.mrr)),
            "cost": Part(measure=Total(of=costs.amount.where(costs.purpose.equals("crm_programme")))),
        },
        combine=_return,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("costs", "contracts"),
        variants={
            "multiple": {
                "says": "Benefit over investment.",
                "says_zh": "收益与投入之比。",
                "combine": _multiple,
                "unit": Unit.TIMES,
            }
        },
        cases=(Case("2024-06", "9216 of 2304", "ann, recovered in the window: 1200 × 12 × 0.8 − 2304"),),
    )
    before_after = Ratio(
        en="Before-and-after change",
        zh="前后对比变化",
        says="Mean usage days of the treated customers in the period after, less that in the period before. Not an effect.",
        says_zh="实验组客户后期与前期平均使用日之差，不能视为效果。",
        numerator=(measured.after_days - measured.before_days).where(measured.treated),
        denominator=measured.treated,
        open=measured.treated & ~measured.over,
        mature=measured.over,
        bounded=False,
        unit=Unit.DAYS,
        running=Running.MEMBERS,
        needs=("campaign_members", "usage_events"),
        params=("before", "after"),
        cases=(
            Case(
                "2024-06",
                "-2 of 4",
                "5 usage days of the treated in June, 3 in July",
                where={"before": "2024-06", "after": "2024-07"},
            ),
        ),
    )
    ab_difference = Formula(
        en="A/B difference",
        zh="A/B 测试差异",
        says="Goal rate of treatment less that of control, everybody assigned.",
        says_zh="实验组与对照组目标达成率之差（按分配计）。",
        parts=ARMS,
        combine=difference,
        whole=True,
        unit=Unit.POINTS,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=MEMBERS,
        variants={
            "p_value": {
                "says": "Two-sided p of Fisher's exact test.",
                "says_zh": "Fisher 精确检验双侧 p 值。",
                "combine": _p_value,
                "unit": Unit.SHARE,
            },
            "incremental_kept": {
                "says": "Treated that reached the goal, less what the control rate would have given.",
                "says_zh": "实验组达成数减去按对照组比率推算的数量。",
                "combine": _kept,
                "unit": Unit.COUNT,
            },
        },
        cases=(
            Case("2024-07", "0.75", "3 of 4 kept, bob lost although he signed again that day, less 0 of 1 in control"),
        ),
    )
