"""Profit: what a customer leaves after its own costs."""

from tenure.catalogue.algebra import full_profit, panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Total, Unit
from tenure.words import later

BURDEN = panel.refunded + panel.bad_debt + panel.direct_cost


class Profit(Family):
    """Contribution before allocated cost."""

    title = ("Profit", "利润贡献")

    customer_contribution = Total(
        en="Customer profit contribution",
        zh="客户利润贡献",
        says="Recognised revenue less refunds, write-offs and direct cost.",
        says_zh="确认收入减去退款、坏账与直接成本。",
        edges=later("Shared costs are left out; `.full` lays them on customers."),
        of=panel.recognised - BURDEN,
        unit=Unit.MONEY,
        better=Better.MORE,
        needs=("contract_prices",),
        variants={
            "billed": {
                "says": "On invoices (or orders) instead of accrual.",
                "says_zh": "以开票（或订单）金额代替确认收入。",
                "of": panel.billed - BURDEN,
                "needs": ("transactions",),
                "cases": (Case("2024-09", "-1700", "no invoice in September"),),
            },
            "full": {
                "says": "Less every cost: its own, and its part of those of nobody, shared as the policy cost_key says.",
                "says_zh": "减去全部成本：自身成本，以及按 cost_key 策略分摊的共同成本。",
                "of": full_profit.recognised
                - full_profit.refunded
                - full_profit.bad_debt
                - full_profit.own_cost
                - full_profit.shared_cost,
                "needs": ("contract_prices", "costs"),
            },
            "margin": {
                "shape": Ratio(
                    numerator=panel.recognised - BURDEN,
                    denominator=panel.recognised,
                    among=panel.recognised > 0,
                ),
                "says": "Over recognised revenue.",
                "says_zh": "与确认收入之比。",
                "unit": Unit.SHARE,
            },
        },
        cases=(
            Case("2024-09", "3150", "1200 + 400 + 2400 + 710 + 14/30 of cid's 300 − 1500 refunded − 200 direct cost"),
        ),
    )
    unprofitable_share = Ratio(
        en="Unprofitable share",
        zh="亏损客户占比",
        says="Customers with a negative contribution, of the customers held in the period; zero is not negative.",
        says_zh="当期在约客户中，利润贡献为负的占比；零不算负。",
        numerator=panel.held_any & (panel.recognised - BURDEN < 0),
        denominator=panel.held_any,
        unit=Unit.SHARE,
        better=Better.LESS,
        needs=("contract_prices",),
        priority=3,
        variants={
            "billed": {
                "says": "On invoices (or orders) instead of accrual.",
                "says_zh": "以开票（或订单）金额代替确认收入。",
                "numerator": panel.held_any & (panel.billed - BURDEN < 0),
                "needs": ("transactions",),
            }
        },
        cases=(Case("2024-09", "1 of 5", "cid earns 140 and gets 1500 back; bob stays ahead by 200"),),
    )
