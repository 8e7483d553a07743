"""Programme effect: did the work change anything, and was it worth its cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import baselines, costs, kept_values, measured, members, recoveries
from tenure.catalogue.case import Case
from tenure.catalogue.families.campaign import ARMS, CONTROL, MEMBERS, TREATED, difference, incremental
from tenure.catalogue.families.renewal import PRICES
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Formula, Known, Part, Quotient, Ratio, Running, Total, Unit
from tenure.policies import Policies
from tenure.stats.shares import even_split, fisher_exact
from tenure.words import later

MONTHS = 12


def _gain(parts: Mapping[str, Known], policies: Policies) -> Decimal:
    return parts["recovered"].value * MONTHS * policies.number("gross_margin")


def _return(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return _gain(parts, policies) - parts["cost"].value, parts["cost"].value


def _multiple(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return _gain(parts, policies), parts["cost"].value


def _p_value(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    sides = (parts["treated"], parts["control"])
    hits, counts = [int(side.numerator) for side in sides], [int(side.denominator) for side in sides]
    return Decimal(repr(fisher_exact(hits[0], counts[0], hits[1], counts[1])))


def _sample_ratio(parts: Mapping[str, Known], _policies: Policies) -> Decimal | None:
    p = even_split(int(parts["treated"].value), int(parts["control"].value))
    return None if p is None else Decimal(repr(p))


def _experimental(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    gain = incremental(parts, policies) * MONTHS * policies.number("gross_margin")
    return gain - parts["cost"].value, parts["cost"].value


def _adjusted(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    """The difference less what use before explains of it (Deng, Xu, Kohavi and Walker 2013, eq. 3 and 4)."""
    sides = (parts["treated"], parts["control"])
    uses = (parts["treated_use"], parts["control_use"])
    size = sum((side.denominator for side in sides), Decimal(0))
    use = sum((side.numerator for side in uses), Decimal(0)) / size
    goal = sum((side.numerator for side in sides), Decimal(0)) / size
    spread = parts["use_squared"].value / size - use * use
    together = parts["use_and_goal"].value / size - use * goal
    explained = together / spread if spread else Decimal(0)
    return sides[0].value - sides[1].value - explained * (uses[0].value - uses[1].value)


REACHED = Ratio(
    numerator=baselines.converted,
    denominator=baselines.each,
    undecided=baselines.converted.undecided,
    running=Running.MEMBERS,
)
USED = Ratio(numerator=baselines.before_days, denominator=baselines.each, running=Running.MEMBERS)
KEPT = Ratio(
    numerator=kept_values.start_mrr.where(kept_values.converted.yes),
    denominator=kept_values.each,
    undecided=kept_values.converted.undecided,
    running=Running.MEMBERS,
)
INVESTED = Part(measure=Total(of=costs.amount.where(costs.purpose.equals("crm_programme"))))
CONTROL_CHANGE = Ratio(
    numerator=(measured.after_days - measured.before_days).where(~measured.treated),
    denominator=~measured.treated,
    open=~measured.treated & ~measured.over,
    mature=measured.over,
    bounded=False,
    running=Running.MEMBERS,
)


class Programme(Family):
    """Effects compare everybody assigned, reached or not (R-ITT)."""

    title = ("Programme effect", "客户保有策略效果")

    crm_roi = Formula(
        en="CRM return on investment",
        zh="CRM 投资回报率（ROI）",
        says="Gross margin × yearly value of customers recovered in the window or rescued after a warning, less programme cost, over that cost.",
        says_zh="（毛利率 × 挽回期内续签或预警后恢复活跃客户的年化价值 − 项目成本）÷ 项目成本。",
        published=("INC",),
        obeys=("gross_margin",),
        parts={
            "recovered": Part(measure=Total(of=recoveries.mrr)),
            "cost": INVESTED,
        },
        combine=_return,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("costs", *PRICES),
        variants={
            "multiple": {
                "says": "Benefit over investment.",
                "says_zh": "收益与投入之比。",
                "combine": _multiple,
                "unit": Unit.TIMES,
            },
            "experimental": {
                "says": "The gain is the yearly MRR kept by the treated of the programmes of the period beyond what control kept.",
                "says_zh": "收益按当期项目实验组相对对照组多保留的年化 MRR 计。",
                "parts": {
                    "treated": Part(measure=KEPT, where=TREATED),
                    "control": Part(measure=KEPT, where=CONTROL),
                    "cost": INVESTED,
                },
                "combine": _experimental,
                "needs": ("costs", *PRICES, "campaign_members"),
            },
        },
        cases=(Case("2024-06", "9216 of 2304", "ann, recovered in the window: 1200 × 12 × 0.8 − 2304"),),
    )
    before_after = Ratio(
        en="Before-and-after change",
        zh="前后对比变化",
        says="Mean usage days of the treated customers in the period after, less that in the period before. Not an effect.",
        says_zh="实验组客户后期与前期平均使用日之差，不能视为效果。",
        edges=later("Only those who stayed would flatter it, so the lost stay in."),
        source=later("what would have happened anyway is in it: prefer `programme.did`"),
        published=("CAUS",),
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
        edges=later("Look once, at the end: looking again and again finds differences that are none."),
        published=("SRM", "CUPED"),
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
                "combine": incremental,
                "unit": Unit.COUNT,
            },
            "cuped": {
                "says": "Adjusted by the usage days of the period before.",
                "says_zh": "以前期使用日数校正（CUPED）。",
                "parts": {
                    "treated": Part(measure=REACHED, where=TREATED),
                    "control": Part(measure=REACHED, where=CONTROL),
                    "treated_use": Part(measure=USED, where=TREATED),
                    "control_use": Part(measure=USED, where=CONTROL),
                    "use_and_goal": Part(
                        measure=Total(of=baselines.before_days * baselines.converted, running=Running.MEMBERS)
                    ),
                    "use_squared": Part(
                        measure=Total(of=baselines.before_days * baselines.before_days, running=Running.MEMBERS)
                    ),
                },
                "combine": _adjusted,
                "params": ("before",),
                "needs": ("campaigns", "campaign_members", "usage_events"),
                "source": later("Deng, Xu, Kohavi and Walker (2013)"),
            },
        },
        cases=(
            Case("2024-07", "0.75", "3 of 4 kept, bob lost although he signed again that day, less 0 of 1 in control"),
        ),
    )
    did = Formula(
        en="Difference in differences",
        zh="双重差分",
        says="Change of the mean usage days of the treated less that of control; it needs that both moved alike before.",
        says_zh="实验组与对照组平均使用日变化之差；以两组此前趋势平行为前提。",
        published=("CAUS",),
        parts={"treated": Part(measure="programme.before_after"), "control": Part(measure=CONTROL_CHANGE)},
        combine=difference,
        whole=True,
        unit=Unit.DAYS,
        running=Running.MEMBERS,
        needs=("campaign_members", "usage_events"),
        params=("before", "after"),
        priority=2,
        cases=(
            Case(
                "2024-06",
                "2.5",
                "the treated fall by half a day each, dan in control by three",
                where={"before": "2024-06", "after": "2024-07"},
            ),
        ),
    )
    srm_p = Formula(
        en="Sample-ratio check",
        zh="样本比例校验",
        says="p of the sizes of the two arms against an even split, by chi-square; below 0.001 the effects are not to be trusted.",
        says_zh="两组人数相对均等分配的卡方检验 p 值；低于 0.001 时效果指标不可信。",
        edges=later(
            "Below 0.001 the other numbers of the campaign are not to be believed, where an even split was planned: no file tells the plan. For another, ask `tenure analyse programmes --set split=0.9`."
        ),
        published=("SRM",),
        parts={
            "treated": Part(measure=Total(of=members.treated, running=Running.MEMBERS)),
            "control": Part(measure=Total(of=~members.treated, running=Running.MEMBERS)),
        },
        combine=_sample_ratio,
        running=Running.MEMBERS,
        unit=Unit.SHARE,
        needs=MEMBERS,
        priority=2,
        cases=(
            Case(
                "2024-06",
                "0.179712494879",
                "4 treated and 1 in control, where 2.5 each were due: chi-square 2 × 1.5² ÷ 2.5 = 1.8",
            ),
        ),
    )
