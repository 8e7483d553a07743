"""Profit: what a customer leaves after its own costs."""

from tenure.catalogue.algebra import panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Total, Unit

BURDEN = panel.refunded + panel.bad_debt + panel.direct_cost


class Profit(Family):
    """Contribution before allocated cost."""

    title = ("Profit", "利润贡献")

    customer_contribution = Total(
        en="Customer profit contribution",
        zh="客户利润贡献",
        says="Recognised revenue less refunds, write-offs and direct cost.",
        says_zh="确认收入减去退款、坏账与直接成本。",
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
            }
        },
        cases=(
            Case("2024-09", "3150", "1200 + 400 + 2400 + 710 + 14/30 of cid's 300 − 1500 refunded − 200 direct cost"),
        ),
    )
