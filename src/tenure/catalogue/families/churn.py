"""Churn and the public pool: who was lost, for good or not."""

from tenure.catalogue.algebra import panel, pool_entries, reasoned_losses
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit
from tenure.words import later

LOST = panel.held_open & ~panel.survived


class Churn(Family):
    """A customer is lost on its first day without cover: after the window, or on the day of an early cancellation."""

    title = ("Churn and the public pool", "流失与公海")

    customers = Total(
        en="Customers lost",
        zh="流失客户数",
        says="Relationships whose first uncovered day lies in the period.",
        says_zh="当期中断的客户关系数（以首个无合作日为准）。",
        edges=later("An early cancellation ends on its day: the window is for contracts that run out."),
        source=later("agrees with ChartMogul that the last contract decides; it dates the loss one window earlier"),
        published=("CM-CCR", "CM-LIFE", "CM-CHURNREC"),
        of=panel.lost,
        better=Better.LESS,
        cases=(
            Case("2024-07", "1", "bob, on 16 July, the first day after his window"),
            Case("2024-04", "0", "running out is not leaving: both windows have only begun"),
            Case("2024-09", "1", "cid, on the day of the cancellation: no window for that"),
        ),
    )
    rate_count = Ratio(
        en="Customer churn rate",
        zh="客户流失率",
        says="Opening customers lost in the period, of the opening customers.",
        says_zh="期初客户中，当期流失的占比。",
        edges=later("Who joined and left inside the period is among the customers lost, not here."),
        published=("CM-CCR",),
        numerator=LOST,
        denominator=panel.held_open,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        source=later("agrees with ChartMogul: joined and left inside the period is left out"),
        variants={
            "p2p": {
                "says": "Held on the day before the period and not on its last day; a returner is not lost.",
                "says_zh": "期初前一日在约、期末不在约的客户占比；期间回来的不算流失。",
                "numerator": panel.held_open & ~panel.held_close,
                "cases": (Case("2024-07", "0 of 5", "held on both days, the gap at midnight forgiven"),),
            },
            "stripe": {
                "says": "All lost in the period, of opening and new customers together.",
                "says_zh": "当期流失数与（期初客户数＋新签数）之比。",
                "numerator": panel.lost,
                "denominator": panel.held_open + panel.new_sign,
                "source": later("Stripe: subscriber churn"),
            },
            "total": {
                "says": "All lost in the period, of the mean of opening and closing customers.",
                "says_zh": "当期流失数与期初、期末客户数均值之比。",
                "numerator": panel.lost,
                "denominator": (panel.held_open + panel.held_close).halved,
                "bounded": False,
            },
        },
        cases=(
            Case("2024-07", "1 of 5", "bob of the five held on 30 June"),
            Case("2022-12", "0 of 0", "nobody is held yet", status="undefined"),
        ),
    )
    rate_amount = Ratio(
        en="Churned-MRR rate",
        zh="流失金额率",
        says="Opening MRR of the opening customers lost, of the opening MRR.",
        says_zh="期初客户中当期流失者的期初 MRR，占期初 MRR 的比例。",
        source=later("agrees with ChartMogul; contraction is in `revenue.gross_churn_rate`"),
        published=("CM-CHF",),
        numerator=panel.mrr_open.where(LOST),
        denominator=panel.mrr_open,
        among=panel.mrr_open > 0,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=("contract_prices",),
        cases=(Case("2024-07", "500 of 4900", "bob's opening MRR, not the 400 he comes back with"),),
    )
    sea_pool_size = Total(
        en="Public pool size",
        zh="公海客户池规模",
        says="Customers lost and not signed again by the last day of the period.",
        says_zh="截至期末已流失且尚未重新签约的客户数。",
        edges=later("A customer leaves the pool when it signs, and is held when it starts."),
        source=later("Chinese CRMs also put leads that nobody works on into the pool"),
        published=("CN-SEA",),
        of=panel.in_sea_close,
        better=Better.LESS,
        running=Running.IMMATURE,
        cases=(
            Case("2024-07", "0", "bob was lost, and signed again the same day"),
            Case("2024-09", "1", "cid"),
        ),
    )
    high_value_rate = Ratio(
        en="High-value churn rate",
        zh="高价值客户流失率",
        says="Opening customers of tier A lost in the period, of the opening customers of tier A.",
        says_zh="期初 A 级客户中，当期流失的占比。",
        numerator=LOST & panel.value_tier_open.equals("A"),
        denominator=panel.held_open & panel.value_tier_open.equals("A"),
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=("contract_prices",),
        priority=2,
        cases=(Case("2024-07", "0 of 0", "nobody of tier A is held", status="undefined"),),
    )
    reason_share = Ratio(
        en="Churn reason mix",
        zh="流失原因分布",
        says="Relationships lost in the period whose latest notice gives the reason (`unknown` where none does), of all lost.",
        says_zh="当期流失的客户关系中，最近一次通知所述原因为指定原因的占比（无原因记为 unknown）。",
        numerator=reasoned_losses.has_reason,
        denominator=reasoned_losses.each,
        unit=Unit.SHARE,
        params=("reason",),
        priority=2,
        cases=(Case("2024-07", "1 of 1", "bob gave no notice", where={"reason": "unknown"}),),
    )
    sea_reacquire_rate = Ratio(
        en="Pool re-acquisition rate",
        zh="公海再成交率",
        says="Customers that entered the public pool in the period and signed again inside the window, of all that entered.",
        says_zh="当期进入公海的客户中，在观察窗口内重新签约的占比。",
        source=later("the field divides reactivations by churn of the same period, which mixes cohorts"),
        published=("BM-REACT", "GP-REACT"),
        numerator=pool_entries.signed_again,
        denominator=pool_entries.each,
        open=pool_entries.signed_again.undecided,
        mature=pool_entries.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        priority=2,
        cases=(Case("2024-07", "1 of 1", "bob leaves the pool on the day he enters it"),),
    )
