"""Customer value: what a customer brings, has brought, and will bring."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import cash_to_date, costs_to_date, panel, purchases
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Formula, Known, Part, Ratio, Running, Total, Unit
from tenure.catalogue.value import divided
from tenure.periods import Period, period_of
from tenure.policies import Policies
from tenure.words import later

PRICES = ("contract_prices",)
SALES = ("transactions",)
LOST = panel.held_open & ~panel.survived
CHURN_MONTHS = 6


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


def _realised(parts: Mapping[str, Known], _policies: Policies) -> Decimal:
    return parts["money"].value - parts["cost"].value


class Value(Family):
    """One id per meaning of value; nothing called lifetime value without saying which."""

    title = ("Customer value", "客户价值")

    arpa = Ratio(
        en="Average revenue per account",
        zh="户均 MRR（ARPA）",
        says="MRR over customers held, on the last day of the period.",
        says_zh="期末 MRR 与在约客户数之比。",
        numerator=panel.mrr_close,
        denominator=panel.held_close,
        unit=Unit.MONEY,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=PRICES,
        cases=(
            Case("2024-06", "4900 of 5", "over customers held, windows included, not over contracts in force"),
            Case("2022-11", "0 of 0", "nobody is held", status="undefined"),
        ),
    )
    aov = Ratio(
        en="Average order value",
        zh="平均购买金额（客单价）",
        says="Invoiced (or ordered) amount over the number of invoices (or orders).",
        says_zh="开票（或订单）金额与笔数之比。",
        numerator=purchases.amount,
        denominator=purchases.each,
        unit=Unit.MONEY,
        better=Better.MORE,
        needs=SALES,
        priority=2,
        cases=(Case("2024-07", "19800 of 3", "three invoices; payments are not counted again"),),
    )
    purchase_frequency = Ratio(
        en="Purchase frequency",
        zh="购买频率",
        says="Purchases over customers that bought, in the period.",
        says_zh="当期购买笔数与购买客户数之比。",
        numerator=panel.purchases,
        denominator=panel.purchases > 0,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=SALES,
        priority=2,
        cases=(Case("2024-07", "3 of 2", "ann buys twice, bob once"),),
    )
    lifespan = Ratio(
        en="Customer lifespan",
        zh="客户生命周期长度",
        says="Opening customers over opening customers lost: how many such periods a customer stays.",
        says_zh="期初客户数与其中当期流失数之比，即客户平均停留的期数。",
        numerator=panel.held_open,
        denominator=LOST,
        unit=Unit.TIMES,
        better=Better.MORE,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        priority=2,
        cases=(
            Case("2024-07", "5 of 1", "one of five is lost"),
            Case("2024-06", "5 of 0", "nobody is lost: unknown, not for ever", status="undefined"),
        ),
    )
    clv_simple = Formula(
        en="CLV, three-factor",
        zh="客户生命周期价值（三因子）",
        says="Average order value × purchase frequency × lifespan.",
        says_zh="平均购买金额 × 购买频率 × 生命周期长度。",
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
        variants={
            "margin": {"says": "Times the gross margin.", "says_zh": "再乘以毛利率。", "combine": _product_margin}
        },
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
        parts={"arpa": Part(measure="value.arpa")}
        | {f"churn_{n}": _months_before(n) for n in range(1, CHURN_MONTHS + 1)},
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
            Case(
                "2024-06", "unknown", "nobody was lost from December to May: unknown, not infinite", status="undefined"
            ),
        ),
    )
    clv_historical = Formula(
        en="Realised value",
        zh="已实现客户价值",
        says="Payments less refunds and direct cost, from the first fact to the last day of the period.",
        says_zh="自首笔记录至期末的回款减去退款与直接成本。",
        parts={
            "money": Part(
                measure=Total(
                    of=cash_to_date.amount.where(cash_to_date.kind.equals("payment"))
                    - cash_to_date.amount.where(cash_to_date.kind.equals("refund"))
                )
            ),
            "cost": Part(
                measure=Total(
                    of=costs_to_date.amount.where(
                        costs_to_date.purpose.equals("direct") & costs_to_date.customer_id.known
                    )
                )
            ),
        },
        combine=_realised,
        unit=Unit.MONEY,
        better=Better.MORE,
        needs=SALES,
        cases=(
            Case("2024-12", "21100", "22800 paid − 1500 refunded − 200 direct cost; invoices not paid bring nothing"),
        ),
    )
    tier_distribution = Total(
        en="Value tiers",
        zh="客户价值分层",
        says="Customers held on the last day, by value tier.",
        says_zh="期末在约客户按价值层级的分布。",
        of=panel.held_close,
        running=Running.IMMATURE,
        needs=PRICES,
        cases=(Case("2024-06", "2", "dan, and ann with exactly 1000, the lowest MRR of tier B", where={"tier": "B"}),),
    )
    high_value_share = Ratio(
        en="High-value share",
        zh="高价值客户贡献占比",
        says="MRR of tier A, of all MRR on the last day.",
        says_zh="期末 A 级客户 MRR 占全部 MRR 的比例。",
        numerator=panel.mrr_close.where(panel.value_tier_close.equals("A")),
        denominator=panel.mrr_close,
        unit=Unit.SHARE,
        running=Running.IMMATURE,
        needs=PRICES,
        cases=(
            Case("2024-10", "3600 of 5910", "dan, since the price of 1 October"),
            Case("2024-06", "0 of 4900", "nobody reaches 3000: a measured 0"),
        ),
    )
