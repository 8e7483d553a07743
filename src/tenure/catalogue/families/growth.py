"""Growth and development: the base itself, and where customers stand in their life with us."""

from tenure.catalogue.algebra import lifecycle, panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit


class Growth(Family):
    """States of the last day; rates over the opening base."""

    title = ("Growth and development", "客户发展")

    customers_held = Total(
        en="Customers held",
        zh="客户保有量",
        says="Customers in a relationship on the last day of the period, the win-back window included.",
        says_zh="期末处于合作关系中的客户数，含流失挽回期。",
        of=panel.held_close,
        better=Better.MORE,
        running=Running.IMMATURE,
        variants={
            "active": {
                "says": "Held on the last day and active in the period.",
                "says_zh": "期末在约且当期活跃的客户数。",
                "of": panel.held_close & panel.active,
                "needs": ("usage_events",),
            },
            "strict": {
                "says": "With a contract in force, the window left out.",
                "says_zh": "期末合同生效中的客户数，不含流失挽回期。",
                "of": panel.state_close.equals("active"),
                "cases": (Case("2024-06", "3", "without ann and bob"),),
            },
        },
        cases=(Case("2024-06", "5", "bob inside his window, and ann, who has signed and not started"),),
    )
    upgrade_rate = Ratio(
        en="Upgrade rate",
        zh="客户升级率",
        says="Opening customers that moved to a higher product tier, of the opening customers.",
        says_zh="期初客户中，当期升至更高产品等级的占比。",
        numerator=panel.held_open & panel.upgraded,
        denominator=panel.held_open,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=("contract_prices",),
        variants={
            "mrr": {
                "says": "Opening customers whose MRR expanded.",
                "says_zh": "期初客户中，当期 MRR 有增购的占比。",
                "numerator": panel.held_open & (panel.mv_expansion > 0),
            }
        },
        cases=(
            Case("2024-10", "1 of 4", "dan to product tier 3"),
            Case("2024-07", "0 of 5", "ann pays more for the same tier"),
        ),
    )
    downgrade_rate = Ratio(
        en="Downgrade rate",
        zh="客户降级率",
        says="Opening customers that moved to a lower product tier, of the opening customers.",
        says_zh="期初客户中，当期降至更低产品等级的占比。",
        numerator=panel.held_open & panel.downgraded,
        denominator=panel.held_open,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=("contract_prices",),
        variants={
            "mrr": {
                "says": "Opening customers whose MRR contracted.",
                "says_zh": "期初客户中，当期 MRR 有减购的占比。",
                "numerator": panel.held_open & (panel.mv_contraction > 0),
            }
        },
        cases=(Case("2024-01", "1 of 4", "dan renews on a lower tier"),),
    )
    stage_distribution = Total(
        en="Lifecycle stage distribution",
        zh="生命周期阶段分布",
        says="Leads, new, mature, at-risk and churned customers on the last day of the period.",
        says_zh="期末处于线索、新客户、成熟、风险、流失各阶段的数量。",
        of=lifecycle.each,
        running=Running.IMMATURE,
        cases=(
            Case("2023-12", "2", "L1 and L2, each once", where={"stage": "lead"}),
            Case("2024-06", "1", "L1 has become cid", where={"stage": "lead"}),
            Case("2024-09", "1", "cid; bob came back", where={"stage": "churned"}),
        ),
    )
