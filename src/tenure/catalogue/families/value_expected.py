"""The worth of customers that is still expected: lifetime values, each under the name of what it takes for granted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import residuals
from tenure.catalogue.case import Case
from tenure.catalogue.measure import Better, Combine, Formula, Known, Part, Running, Total, Unit
from tenure.catalogue.value import divided
from tenure.periods import Period, add_months, period_of
from tenure.policies import Policies
from tenure.words import later

PRICES = ("contract_prices",)
SALES = ("transactions",)
CHURN_MONTHS = 6
YEAR_MONTHS = 12


def _product(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    return parts["order"].value * parts["frequency"].value * parts["lifespan"].value


def _product_margin(parts: Mapping[str, Known], policies: Policies) -> Decimal:
    return _product(parts, policies) * policies.number("gross_margin")


def _months_before(steps: int) -> Part:
    def shift(period: Period) -> Period:
        return period_of(period.last, "month").shifted(-steps)

    return Part(measure="churn.rate_count", period=shift)


def _contractual(parts: Mapping[str, Known], policies: Policies) -> Decimal | None:
    value = _contractual_revenue(parts, policies)
    return None if value is None else value * policies.number("gross_margin")


def _contractual_revenue(parts: Mapping[str, Known], _policies: Policies) -> Decimal | None:
    churn = sum((parts[f"churn_{n}"].value for n in range(1, CHURN_MONTHS + 1)), Decimal(0)) / CHURN_MONTHS
    return divided(parts["arpa"].value, churn)


def _year_to(period: Period) -> Period:
    """The twelve months that end with a period."""
    return Period(add_months(period.end, -YEAR_MONTHS), period.end, "year")


def _discounted(first: bool, at_end: bool) -> Combine:
    """Margin a year for ever, kept at the yearly retention and discounted (Fader and Hardie 2012, cases 1 to 3)."""

    def combine(parts: Mapping[str, Known], policies: Policies) -> Decimal | None:
        margin = parts["arpa"].value * YEAR_MONTHS * policies.number("gross_margin")
        rate, kept = policies.number("discount_rate_annual"), parts["kept"].value
        weight = 1 + rate if first else Decimal(1) if at_end else kept
        return divided(margin * weight, 1 + rate - kept)

    return combine


clv_simple = Formula(
    en="CLV, three-factor",
    zh="客户生命周期价值（三因子）",
    says="Average order value × purchase frequency × lifespan.",
    says_zh="平均购买金额 × 购买频率 × 生命周期长度。",
    obeys=("gross_margin",),
    parts={
        "order": Part(measure="value.aov"),
        "frequency": Part(measure="value.purchase_frequency"),
        "lifespan": Part(measure="value.lifespan"),
    },
    combine=_product,
    unit=Unit.MONEY,
    better=Better.MORE,
    running=Running.IMMATURE,
    needs=SALES,
    variants={"margin": {"says": "Times the gross margin.", "says_zh": "再乘以毛利率。", "combine": _product_margin}},
    cases=(
        Case("2024-07", "49500", "6600 an order × 1.5 orders × 5 months"),
        Case("2024-06", "unknown", "without a loss there is no lifespan", status="undefined"),
    ),
)

clv_contractual = Formula(
    en="CLV, contractual",
    zh="客户生命周期价值（订阅口径）",
    says="ARPA × gross margin over the mean of the six monthly churn rates before the last month of the period.",
    says_zh="户均 MRR × 毛利率，除以期末月之前六个月月流失率的均值。",
    edges=later("Six months without a loss: unknown, not infinite."),
    published=("CM-LTV", "ST-LTV"),
    obeys=("gross_margin",),
    parts={"arpa": Part(measure="value.arpa")} | {f"churn_{n}": _months_before(n) for n in range(1, CHURN_MONTHS + 1)},
    combine=_contractual,
    unit=Unit.MONEY,
    better=Better.MORE,
    running=Running.IMMATURE,
    needs=PRICES,
    source=later("ChartMogul: LTV over a six-month trailing churn"),
    variants={
        "revenue": {
            "says": "On revenue, without the margin.",
            "says_zh": "按收入口径，不乘毛利率。",
            "combine": _contractual_revenue,
        }
    },
    cases=(
        Case(
            "2024-12",
            "17730",
            "1477.50 a customer × 0.8 ÷ a mean churn of 1/15 from June to November: bob in July, cid in September, of 5 each",
        ),
        Case("2024-06", "unknown", "nobody was lost from December to May: unknown, not infinite", status="undefined"),
    ),
)

clv_dcf = Formula(
    en="CLV, discounted",
    zh="客户生命周期价值（贴现）",
    says="Yearly margin per customer, for ever, kept at the retention of the last twelve months and discounted; the first payment at once.",
    says_zh="户均年毛利按近十二个月留存率与折现率永续贴现，首笔收款发生在期初。",
    published=("FH-24", "FH-33"),
    obeys=("gross_margin", "discount_rate_annual"),
    parts={"arpa": Part(measure="value.arpa"), "kept": Part(measure="retention.customer_rate", period=_year_to)},
    combine=_discounted(first=True, at_end=False),
    unit=Unit.MONEY,
    better=Better.MORE,
    running=Running.IMMATURE,
    needs=PRICES,
    priority=2,
    source=later("Fader and Hardie (2012)"),
    variants={
        "case2": {
            "says": "Without the first payment.",
            "says_zh": "不含首笔收款。",
            "combine": _discounted(first=False, at_end=False),
        },
        "case3": {
            "says": "Each payment at the end of its year.",
            "says_zh": "每笔收款发生在年末。",
            "combine": _discounted(first=False, at_end=True),
        },
    },
    cases=(
        Case(
            "2024-12",
            "44578.2857142857",
            "1477.50 × 12 × 0.8 = 14184 a year, kept at 3 of 4 (bob was lost): 14184 × 1.1 ÷ (1.1 − 0.75)",
        ),
        Case(
            "2024-06",
            "103488",
            "9408 a year, and nobody was lost in the twelve months: 9408 × 1.1 ÷ 0.1, still finite",
        ),
    ),
)

clv_residual = Total(
    en="Expected residual value (model)",
    zh="预期剩余价值（模型）",
    says="Discounted margin of the renewals still expected of the customers held on the as-of day, by a shifted beta-geometric fit over all relationships; unknown where the fit is not sound.",
    says_zh="按移位贝塔几何模型（拟合全部关系）推算的在约客户未来续约毛利现值；拟合不可靠时未知。",
    published=("FH-21", "FH-16", "FH-33", "BTYD"),
    of=residuals.residual,
    told=residuals.residual.known,
    unit=Unit.MONEY,
    better=Better.MORE,
    running=Running.MEMBERS,
    needs=("contracts", "contract_prices"),
    priority=3,
    source=later("Fader and Hardie (2007), (2010)"),
    cases=(
        Case(
            "2024-12",
            "unknown",
            "ann and dan have renewed once, bob and cid did not, and nobody has come to a second renewal: any number of models fits that",
            status="undefined",
        ),
    ),
)
