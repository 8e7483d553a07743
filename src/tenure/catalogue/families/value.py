"""Customer value: what a customer brings and has brought; what is still expected has its own room."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.algebra import (
    cash,
    cash_to_date,
    costs_to_date,
    panel,
    purchases,
    referred_cash,
    referred_costs,
    scores,
    signed_worth,
    tenures,
)
from tenure.catalogue.case import Case
from tenure.catalogue.families import value_expected
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Formula, Known, Part, Ratio, Running, Total, Unit
from tenure.policies import Policies
from tenure.words import later

PRICES = ("contract_prices",)
SALES = ("transactions",)
PAYMENTS = ("payments",)
LOST = panel.held_open & ~panel.survived
SOLD = cash.kind.within("invoice", "order")


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
        source=later("agrees with ChartMogul"),
        published=("CM-ARPA", "CM-ASP"),
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
        variants={
            "new": {
                "says": "MRR of the new signs of the period on their first day, per new sign.",
                "says_zh": "当期新签客户首日 MRR 与新签数之比。",
                "numerator": signed_worth.start_mrr,
                "denominator": signed_worth.each,
                "running": Running.PARTIAL,
                "source": later("ChartMogul: ASP"),
            }
        },
    )
    aov = Ratio(
        en="Average order value",
        zh="平均购买金额（客单价）",
        says="Invoiced (or ordered) amount over the number of invoices (or orders).",
        says_zh="开票（或订单）金额与笔数之比。",
        edges=later("Refunds are not subtracted; `.net` does that."),
        numerator=purchases.amount,
        denominator=purchases.each,
        unit=Unit.MONEY,
        better=Better.MORE,
        needs=SALES,
        priority=2,
        cases=(Case("2024-07", "19800 of 3", "three invoices; payments are not counted again"),),
        variants={
            "net": {
                "says": "Refunds and credits subtracted.",
                "says_zh": "扣除退款与贷项。",
                "numerator": cash.amount.where(SOLD) - cash.amount.where(cash.kind.within("refund", "credit")),
                "denominator": SOLD,
            }
        },
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
        edges=later("It takes it that customers leave at one rate all along: read it beside the survival curve."),
        source=later("Stripe takes 1.67 % a month where nobody is lost; here that is unknown"),
        published=("ST-LTV",),
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
    clv_simple = value_expected.clv_simple
    clv_contractual = value_expected.clv_contractual
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
        needs=PAYMENTS,
        cases=(
            Case("2024-12", "21100", "22800 paid − 1500 refunded − 200 direct cost; invoices not paid bring nothing"),
        ),
    )
    tier_distribution = Total(
        en="Value tiers",
        zh="客户价值分层",
        says="Customers held on the last day, by value tier.",
        says_zh="期末在约客户按价值层级的分布。",
        edges=later("Tiers are bounds in the reporting currency, so a rate can move a customer."),
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
        among=panel.mrr_close > 0,
        unit=Unit.SHARE,
        running=Running.IMMATURE,
        needs=PRICES,
        cases=(
            Case("2024-10", "3600 of 5910", "dan, since the price of 1 October"),
            Case("2024-06", "0 of 4900", "nobody reaches 3000: a measured 0"),
        ),
    )
    clv_dcf = value_expected.clv_dcf
    clv_residual = value_expected.clv_residual
    referral_value = Formula(
        en="Referral value",
        zh="口碑传播价值",
        says="Realised value of the customers that a customer referred, up to the last day of the period; never add it to their own.",
        says_zh="某客户所推荐客户截至期末的已实现价值；不可与被推荐客户自身价值相加。",
        parts={
            "money": Part(
                measure=Total(
                    of=referred_cash.amount.where(referred_cash.kind.equals("payment"))
                    - referred_cash.amount.where(referred_cash.kind.equals("refund"))
                )
            ),
            "cost": Part(measure=Total(of=referred_costs.amount.where(referred_costs.purpose.equals("direct")))),
        },
        combine=_realised,
        unit=Unit.MONEY,
        better=Better.MORE,
        needs=PAYMENTS,
        priority=3,
        cases=(
            Case(
                "2024-12",
                "4600",
                "bob, whom ann brought, has paid 4800 and cost 200; what ann pays herself is not in it",
                where={"customer": "ann"},
            ),
        ),
    )
    tenure_days = Ratio(
        en="Tenure",
        zh="关系持续时间",
        says="Mean days since the running relationship began, of the customers held on the last day; no lifespan.",
        says_zh="期末在约客户当前合作关系已持续天数的均值（并非生命周期）。",
        edges=later("It begins again with each relationship; `.first` does not."),
        numerator=panel.tenure_days,
        denominator=panel.held_close,
        unit=Unit.DAYS,
        better=Better.MORE,
        running=Running.IMMATURE,
        priority=2,
        variants={
            "first": {
                "says": "Since the first relationship began.",
                "says_zh": "自首次合作关系开始计。",
                "numerator": tenures.days_since_first,
                "denominator": tenures.held_close,
            }
        },
        cases=(Case("2024-12", "1955 of 4", "ann 640 days, dan 730, eve 417, and bob 168 since he came back"),),
    )
    rfm_score = Ratio(
        en="Three-factor value score",
        zh="三维价值评分",
        says="Mean score, 1 to 5, of customers held on the last day by tenure, interactions or revenue (the factor named) over twelve months; 1 to 3 below twenty customers.",
        says_zh="期末在约客户按指定维度（tenure 关系时长、frequency 互动频次、revenue 收入）近十二个月五分位评分的均值；不足 20 个客户时按三分位。",
        source=later("the classic score takes recency, frequency and money"),
        published=("RFM",),
        numerator=scores.score,
        denominator=scores.each,
        unit=Unit.SCORE,
        running=Running.IMMATURE,
        params=("factor",),
        priority=3,
        cases=(
            Case(
                "2024-12",
                "7 of 4",
                "by thirds, as they are fewer than twenty: dan 3, ann 2, eve and bob 1",
                where={"factor": "tenure"},
            ),
            Case(
                "2024-12",
                "7 of 4",
                "ann 3, bob 2; dan and eve, who were billed nothing in 2024, tie and share the 1",
                where={"factor": "revenue"},
            ),
        ),
    )
