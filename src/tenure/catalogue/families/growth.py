"""Growth and development: the base itself, and where customers stand in their life with us."""

from tenure.catalogue.algebra import (
    held_days,
    lifecycle,
    panel,
    panel_attributes,
    profile,
    roles,
    stays,
    steps,
    tier_moves,
)
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Median, Ratio, Running, Total, Unit
from tenure.words import later

ATTRIBUTES = ("customer_attrs",)


class Growth(Family):
    """States of the last day; rates over the opening base."""

    title = ("Growth and development", "客户发展")

    customers_held = Total(
        en="Customers held",
        zh="客户保有量",
        says="Customers in a relationship on the last day of the period, the win-back window included.",
        says_zh="期末处于合作关系中的客户数，含流失挽回期。",
        edges=later("Leads are never held."),
        published=("CN-CRR",),
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
            "sustained": {
                "says": "Held on every day of the period.",
                "says_zh": "当期每一天都在约的客户数。",
                "of": held_days.throughout,
            },
        },
        cases=(Case("2024-06", "5", "bob inside his window, and ann, who has signed and not started"),),
    )
    upgrade_rate = Ratio(
        en="Upgrade rate",
        zh="客户升级率",
        says="Opening customers that moved to a higher product tier, of the opening customers.",
        says_zh="期初客户中，当期升至更高产品等级的占比。",
        edges=later("More seats are no upgrade. Who goes up and down in a period counts in both rates."),
        source=later("many mean MRR going up: `.mrr`"),
        published=("UPG",),
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
        edges=later("Fewer seats are no downgrade. Who goes up and down in a period counts in both rates."),
        source=later("many mean MRR going down: `.mrr`"),
        published=("UPG",),
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
        published=("HS-LC",),
        of=lifecycle.each,
        running=Running.IMMATURE,
        cases=(
            Case("2023-12", "2", "L1 and L2, each once", where={"stage": "lead"}),
            Case("2024-06", "1", "L1 has become cid", where={"stage": "lead"}),
            Case("2024-09", "1", "cid; bob came back", where={"stage": "churned"}),
        ),
    )
    net_new_customers = Total(
        en="Net customer change",
        zh="客户净增数",
        says="Customers held on the last day less those held on the day before the period.",
        says_zh="期末在约客户数减去期初在约客户数。",
        edges=later("By the day a relationship starts, not by signature as `acq.new_customers`."),
        of=panel.held_close - panel.held_open,
        better=Better.MORE,
        running=Running.IMMATURE,
        priority=2,
        variants={
            "rate": {
                "shape": Ratio(
                    numerator=panel.held_close - panel.held_open, denominator=panel.held_open, bounded=False
                ),
                "en": "Net customer growth rate",
                "zh": "客户净增率",
                "says": "Of the opening customers.",
                "says_zh": "占期初客户数的比例。",
                "unit": Unit.SHARE,
            }
        },
        cases=(Case("2024-09", "-1", "cid"),),
    )
    stage_conversion_rate = Ratio(
        en="Stage conversion",
        zh="阶段转化率",
        says="Of those that entered a stage in the period, how many reached the next inside the time that the policies give it: lead to new, new to mature.",
        says_zh="当期进入某阶段者中，在规定时限内到达下一阶段的占比：lead→new、new→mature。",
        numerator=steps.reached,
        denominator=steps.each,
        open=steps.reached.undecided,
        mature=steps.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        params=("from", "to"),
        priority=2,
        cases=(
            Case("2023-11", "1 of 2", "L1 signs on day 89 of 90, L2 never", where={"from": "lead", "to": "new"}),
            Case(
                "2024-02",
                "1 of 1",
                "cid, who cancels in September, has outlasted the 90 days of the new",
                where={"from": "new", "to": "mature"},
            ),
        ),
    )
    stage_dwell_days = Median(
        en="Stage dwell time",
        zh="阶段停留时间",
        says="Median days of the stays in a stage that began in the period and are over.",
        says_zh="当期开始且已结束的阶段停留天数的中位数。",
        of=stays.length,
        undecided=stays.length.undecided,
        unit=Unit.DAYS,
        running=Running.MEMBERS,
        params=("stage",),
        priority=2,
        cases=(
            Case(
                "2024-07",
                "46",
                "bob, back on 16 July, is at risk from 31 August on, as he used nothing all month",
                where={"stage": "new"},
            ),
            Case(
                "2023-11",
                "89",
                "L1 until it signs; L2 is a lead to this day",
                where={"stage": "lead"},
                status="provisional",
            ),
        ),
    )
    role_count = Total(
        en="Customers by role",
        zh="客户角色分布",
        says="Customers held on the last day that carry a role; one customer may carry several.",
        says_zh="期末带有指定角色的在约客户数；同一客户可有多个角色。",
        of=roles.each,
        running=Running.IMMATURE,
        needs=ATTRIBUTES,
        params=("role",),
        priority=3,
        cases=(
            Case(
                "2024-06",
                "2",
                "ann and dan are resellers; ann is an adviser too, which is counted there",
                where={"role": "reseller"},
            ),
        ),
    )
    value_tier_migration = Ratio(
        en="Value-tier migration",
        zh="价值层级迁移率",
        says="Opening customers in the same relationship on the last day that moved down (or up) a value tier, of all of them.",
        says_zh="关系未中断的期初客户中，价值层级下移（或上移）的占比。",
        numerator=tier_moves.moved,
        denominator=tier_moves.kept,
        unit=Unit.SHARE,
        better=Better.NEITHER,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=("contract_prices",),
        params=("direction",),
        priority=2,
        cases=(
            Case("2024-10", "1 of 4", "dan from 2400 to 3600, over the bound of tier A", where={"direction": "up"}),
            Case(
                "2024-07",
                "0 of 4",
                "ann pays more within tier B; bob is lost, which is churn and no move down",
                where={"direction": "down"},
            ),
        ),
    )
    profile_completeness = Ratio(
        en="Profile completeness",
        zh="画像完整度",
        says="Fields of a full profile that are filled on the last day, of all such fields of the customers held.",
        says_zh="期末在约客户的必备画像字段中，已填写的占比。",
        numerator=profile.filled,
        denominator=profile.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=ATTRIBUTES,
        priority=2,
        cases=(
            Case(
                "2024-06",
                "4 of 15",
                "3 fields of ann and 1 of dan, of 3 fields of five customers; bob's size holds from July on",
            ),
        ),
    )
    tag_coverage = Ratio(
        en="Tag coverage",
        zh="标签覆盖率",
        says="Customers with at least one tag, of the customers held on the last day.",
        says_zh="期末在约客户中，至少有一个标签的占比。",
        numerator=panel_attributes.held_close & panel_attributes.tagged,
        denominator=panel_attributes.held_close,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=ATTRIBUTES,
        priority=2,
        cases=(Case("2024-06", "1 of 5", "ann carries two tags and is one customer"),),
    )
