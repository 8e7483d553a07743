"""Revenue movements: monthly recurring revenue with a roll-forward that always closes; what is kept has its own room."""

from decimal import Decimal
from typing import Any

from tenure.catalogue.algebra import movements_strict, panel
from tenure.catalogue.case import Case
from tenure.catalogue.families import revenue_kept
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Running, Total, Unit
from tenure.words import later

PRICES = ("contract_prices",)


def _strict(kind: str) -> dict[str, Any]:
    return {
        "says": "Contracts in force only, the win-back window left out.",
        "says_zh": "仅计生效中的合同，不含流失挽回期。",
        "of": movements_strict.amount.where(movements_strict.kind.equals(kind)),
        "source": later("agrees with ChartMogul and Stripe"),
    }


class Revenue(Family):
    """Plain ids carry an expired contract through its window; `.strict` counts contracts in force only."""

    title = ("Revenue movements", "收入变动")

    mrr = Total(
        en="Monthly recurring revenue",
        zh="月度经常性收入（MRR）",
        says="Price in force of all contracts covering the last day, those inside their window included.",
        says_zh="期末所有合同（含流失挽回期内）的生效月费合计。",
        edges=later(
            "Trials, single fees and taxes are to be left out before the import. A refund moves cash, not MRR."
        ),
        source=later("agrees with ChartMogul and Stripe as `.strict`; here a contract is carried through its window"),
        published=("CM-MOV", "ST-GLOSS"),
        of=panel.mrr_close,
        better=Better.MORE,
        running=Running.IMMATURE,
        unit=Unit.MONEY,
        needs=PRICES,
        variants={
            "strict": {
                "says": "Contracts in force only.",
                "says_zh": "仅计生效中的合同。",
                "of": panel.mrr_close_strict,
                "cases": (Case("2024-06", "3400", "without ann and bob"),),
            },
            "arr": {"says": "Twelve times MRR.", "says_zh": "MRR 的 12 倍。", "scale": Decimal(12)},
        },
        cases=(
            Case(
                "2024-06",
                "4900",
                "1000 + 500 + 300 + 2400 + 100 dollars at 7.00; ann and bob are carried through their windows",
            ),
        ),
    )
    mrr_grace = Total(
        en="MRR inside the window",
        zh="挽回期内 MRR",
        says="MRR less MRR of contracts in force.",
        says_zh="MRR 与生效合同 MRR 之差。",
        edges=later("By contract: the second contract of a customer that ran out is in it."),
        of=panel.mrr_close - panel.mrr_close_strict,
        better=Better.LESS,
        running=Running.IMMATURE,
        unit=Unit.MONEY,
        needs=PRICES,
        cases=(Case("2024-06", "1500", "ann, who has signed but not started, and bob"),),
    )
    mrr_new = Total(
        en="New MRR",
        zh="新增 MRR",
        says="MRR of first-ever relationships that start in the period.",
        says_zh="当期开始的首次合作关系带来的 MRR。",
        edges=later("MRR begins with the contract, a new sign with the signature."),
        source=later("ChartMogul: New Business"),
        published=("CM-MOV",),
        of=panel.mv_new,
        better=Better.MORE,
        unit=Unit.MONEY,
        needs=PRICES,
        variants={"strict": _strict("new")},
        cases=(
            Case("2024-02", "300", "cid, from the day it starts"),
            Case("2024-07", "0", "bob's return is no new MRR"),
        ),
    )
    mrr_reactivation = Total(
        en="Reactivation MRR",
        zh="回流 MRR（公海再成交）",
        says="MRR of later relationships that start in the period.",
        says_zh="当期开始的再次合作关系带来的 MRR。",
        edges=later("A break and a return on one day are two movements."),
        source=later("agrees with ChartMogul and Baremetrics"),
        published=("CM-MOV", "BM-REACT"),
        of=panel.mv_reactivation,
        better=Better.MORE,
        unit=Unit.MONEY,
        needs=PRICES,
        variants={"strict": _strict("reactivation")},
        cases=(Case("2024-07", "400", "bob"),),
    )
    mrr_expansion = Total(
        en="Expansion MRR",
        zh="增购 MRR",
        says="Increases of continuing customers.",
        says_zh="存续客户的 MRR 增加额。",
        source=later("agrees with ChartMogul: a second contract is expansion"),
        published=("CM-MOV", "CM-LIFE"),
        of=panel.mv_expansion,
        better=Better.MORE,
        unit=Unit.MONEY,
        needs=PRICES,
        variants={"strict": _strict("expansion")},
        cases=(
            Case("2024-07", "200", "ann from 1000 to 1200 at the start of the renewal"),
            Case("2024-08", "0", "a stronger dollar is no expansion"),
        ),
    )
    mrr_contraction = Total(
        en="Contraction MRR",
        zh="减购 MRR",
        says="Decreases of continuing customers.",
        says_zh="存续客户的 MRR 减少额。",
        source=later("agrees with ChartMogul: losing one of two contracts is contraction"),
        published=("CM-MOV", "CM-LIFE"),
        of=panel.mv_contraction,
        better=Better.LESS,
        unit=Unit.MONEY,
        needs=PRICES,
        variants={"strict": _strict("contraction")},
        cases=(Case("2024-01", "600", "dan renews 3000 at 2400"),),
    )
    mrr_churn = Total(
        en="Churned MRR",
        zh="流失 MRR",
        says="MRR of the relationships that end in the period.",
        says_zh="当期中断的合作关系的 MRR。",
        source=later("agrees with ChartMogul and Stripe as `.strict`; here it is booked one window later"),
        published=("CM-MOV",),
        of=panel.mv_churn,
        better=Better.LESS,
        unit=Unit.MONEY,
        needs=PRICES,
        variants={"strict": _strict("churn")},
        cases=(
            Case("2024-07", "500", "bob"),
            Case("2024-04", "0", "nothing is lost while a window runs"),
        ),
    )
    mrr_fx_impact = Total(
        en="Revaluation",
        zh="汇率影响",
        says="Closing MRR in its own currency times the change of the rate, month by month.",
        says_zh="期末原币 MRR 乘以汇率变动，逐月计算。",
        source=later("ChartMogul and Chargebee tell it apart too; the rate here is that of the month end"),
        published=("CM-FX", "CM-MOV2", "CB-FX", "ST-GLOSS"),
        of=panel.fx_impact,
        unit=Unit.MONEY,
        needs=PRICES,
        cases=(
            Case("2024-08", "10", "eve's 100 dollars from 7.00 to 7.10"),
            Case("2024-07", "0", "no rate moved"),
        ),
    )
    mrr_net_new = Total(
        en="Net new MRR",
        zh="净新增 MRR",
        says="New, reactivation and expansion less contraction and churn.",
        says_zh="新增＋回流＋增购－减购－流失。",
        edges=later("Revaluation is left out."),
        source=later("agrees with ChartMogul"),
        published=("CM-MOV",),
        of=panel.mv_new + panel.mv_reactivation + panel.mv_expansion - panel.mv_contraction - panel.mv_churn,
        better=Better.MORE,
        unit=Unit.MONEY,
        needs=PRICES,
        cases=(Case("2024-07", "100", "400 of bob's return + 200 of ann − 500 of bob's loss"),),
    )
    grr = revenue_kept.grr
    nrr = revenue_kept.nrr
    gross_churn_rate = revenue_kept.gross_churn_rate
    quick_ratio = revenue_kept.quick_ratio
    recognised = revenue_kept.recognised
    cash_net = revenue_kept.cash_net
    refund_rate = revenue_kept.refund_rate
