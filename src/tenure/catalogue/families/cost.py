"""Cost and unit economics: what winning and keeping a customer costs."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.catalogue.algebra import costs, lagged_costs, panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Formula, Known, Part, Quotient, Ratio, Running, Total, Unit
from tenure.policies import Policies
from tenure.words import later

COSTS = ("costs",)
ACQUISITION = ("acquisition_marketing", "acquisition_sales")
SPENT = costs.amount.where(costs.purpose.within(*ACQUISITION))
KEEPING = costs.amount.where(costs.purpose.equals("retention"))


def _quotient(parts: Mapping[str, Known], _policies: Policies) -> Quotient:
    return parts["value"].value, parts["cost"].value


def _payback(parts: Mapping[str, Known], policies: Policies) -> Quotient:
    return parts["cost"].value, parts["value"].value * policies.number("gross_margin")


class Cost(Family):
    """Costs are accrual intervals: a month takes its days' share. Each ratio says which purposes it holds."""

    title = ("Cost and unit economics", "成本与单位经济")

    cac = Ratio(
        en="Customer acquisition cost",
        zh="客户获取成本（CAC）",
        says="Marketing and sales cost of acquisition in the period, over new customers of the period.",
        says_zh="当期获客营销与销售成本，除以当期新签客户数。",
        edges=later("Cost of no channel is not laid on channels."),
        source=later("sales and marketing, as the field; it counts new logos only, `.new_logo`"),
        published=("GW-CAC", "WSP-CAC"),
        numerator=SPENT,
        denominator=panel.new_sign,
        unit=Unit.MONEY,
        better=Better.LESS,
        needs=COSTS,
        variants={
            "new_logo": {
                "says": "Over customers that signed for the first time.",
                "says_zh": "以首次签约客户数为分母。",
                "denominator": panel.new_logo,
            },
            "marketing": {
                "says": "Marketing cost alone.",
                "says_zh": "仅计营销成本。",
                "numerator": costs.amount.where(costs.purpose.equals("acquisition_marketing")),
            },
            "lag": {
                "says": "Cost of k months before, over new customers of the period.",
                "says_zh": "以 k 个月前的成本除以当期新签客户数。",
                "numerator": lagged_costs.amount.where(lagged_costs.purpose.within(*ACQUISITION)),
                "params": ("k",),
            },
            "total": {
                "shape": Total(of=SPENT),
                "en": "Acquisition cost",
                "zh": "获客成本总额",
                "says": "The cost itself.",
                "says_zh": "成本总额。",
            },
        },
        cases=(
            Case("2024-07", "400 of 1", "31 of 62 days of the 620, and 90; bob is the one new sign"),
            Case("2024-06", "0 of 0", "nobody new: unknown, not free", status="undefined"),
        ),
    )
    retention_per_customer = Ratio(
        en="Retention cost per customer",
        zh="客户保持成本",
        says="Retention cost of the period, over opening customers kept through it.",
        says_zh="当期客户保持成本，除以期初客户中保持到期末的客户数。",
        edges=later("A leap year is spread over 366 days."),
        published=("CRC",),
        numerator=KEEPING,
        denominator=panel.held_open & panel.survived,
        unit=Unit.MONEY,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=COSTS,
        cases=(Case("2024-07", "200 of 4", "over those kept through July, bob not among them"),),
        variants={
            "total": {
                "shape": Total(of=KEEPING),
                "en": "Retention cost",
                "zh": "客户保持成本总额",
                "says": "The cost itself.",
                "says_zh": "成本总额。",
                "running": Running.PARTIAL,
            }
        },
    )
    ltv_cac_ratio = Formula(
        en="LTV to CAC",
        zh="投入产出比（LTV/CAC）",
        says="Contractual CLV at the end of the period over CAC of the period.",
        says_zh="期末的订阅口径 CLV 与当期 CAC 之比。",
        parts={"value": Part(measure="value.clv_contractual"), "cost": Part(measure="cost.cac")},
        combine=_quotient,
        unit=Unit.TIMES,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=("costs", "contract_prices"),
        cases=(Case("2024", "17730 of 355", "CLV at the end of December over 710 for cid and bob"),),
    )
    retention_to_cac_ratio = Formula(
        en="Retention-to-acquisition cost ratio",
        zh="维护成本与获取成本之比",
        says="Retention cost per customer over CAC.",
        says_zh="客户保持成本与获客成本（CAC）之比。",
        parts={"value": Part(measure="cost.retention_per_customer"), "cost": Part(measure="cost.cac")},
        combine=_quotient,
        unit=Unit.TIMES,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=COSTS,
        priority=2,
        cases=(Case("2024-07", "50 of 400", "200 over four kept, against 400 for bob"),),
    )
    cac_payback_months = Formula(
        en="CAC payback",
        zh="获客成本回收期",
        says="Months until the margin on the first MRR of a new sign has paid its CAC.",
        says_zh="新签客户首日 MRR 的毛利收回 CAC 所需的月数。",
        edges=later("A new customer that cancels stays in."),
        source=later("Gradient Works divides by net new MRR"),
        published=("WSP-CAC", "SG-CAC", "GW-CAC"),
        obeys=("gross_margin",),
        parts={"cost": Part(measure="cost.cac"), "value": Part(measure="value.arpa.new")},
        combine=_payback,
        unit=Unit.TIMES,
        better=Better.LESS,
        needs=("costs", "contract_prices"),
        priority=2,
        cases=(
            Case(
                "2024-07", "400 of 320", "400 for bob, whose first MRR of 400 leaves 320 of margin a month: 1.25 months"
            ),
        ),
    )
