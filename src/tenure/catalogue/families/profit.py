"""Profit: what a customer leaves after its own costs."""

from tenure.catalogue.algebra import full_profit, panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Total, Unit
from tenure.words import later

EARNED = panel.recognised + panel.sold
BURDEN = panel.refunded + panel.bad_debt + panel.goods + panel.direct_cost


class Profit(Family):
    """Contribution before allocated cost."""

    title = ("Profit", "利润贡献")

    customer_contribution = Total(
        en="Customer profit contribution",
        zh="客户利润贡献",
        says="Revenue, as contracts earn it day by day and a shop sells it, less refunds, write-offs, cost of goods and direct cost.",
        says_zh="收入（合同按日确认，店铺按销售计）减去退款、坏账、商品成本与直接成本。",
        edges=later(
            "Orders are revenue where policy relationship says that purchases make one, invoices too where contracts make none: they bill what contracts earn. Goods cost what the items of an order tell; where they tell none, it counts before it. Shared costs are left out; `.full` lays them on customers."
        ),
        of=EARNED - BURDEN,
        unit=Unit.MONEY,
        better=Better.MORE,
        needs=("revenue",),
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
                "of": full_profit.earned
                - full_profit.refunded
                - full_profit.bad_debt
                - full_profit.goods
                - full_profit.own_cost
                - full_profit.shared_cost,
                "needs": ("revenue", "costs"),
            },
            "margin": {
                "shape": Ratio(
                    numerator=EARNED - BURDEN,
                    denominator=EARNED,
                    among=EARNED > 0,
                ),
                "says": "Over revenue.",
                "says_zh": "与收入之比。",
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
        numerator=panel.held_any & (EARNED - BURDEN < 0),
        denominator=panel.held_any,
        unit=Unit.SHARE,
        better=Better.LESS,
        needs=("revenue",),
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
