"""Revenue movements: monthly recurring revenue with a roll-forward that always closes."""

from decimal import Decimal
from typing import Any

from tenure.catalogue.algebra import cash, movements_strict, panel, panel_strict
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit
from tenure.words import later

PRICES = ("contract_prices",)
PAYMENTS = ("payments",)
PAID, REFUNDED = (cash.amount.where(cash.kind.equals(kind)) for kind in ("payment", "refund"))
GAINED = panel.mv_new + panel.mv_reactivation + panel.mv_expansion


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
    grr = Ratio(
        en="Gross revenue retention",
        zh="毛收入留存率（GRR）",
        says="Closing MRR of opening customers in the same relationship, capped at the opening, of the opening MRR.",
        says_zh="期初客户（关系未中断）的期末 MRR，以期初为上限，占期初 MRR 的比例。",
        edges=later("Capped by customer, not by contract."),
        source=later(
            "agrees with the SaaS Metrics Standards Board; Gainsight's GRR is over what was due, `renewal.rate_amount.gross`"
        ),
        published=("SMSB-GRR", "GS-RC"),
        numerator=panel.kept_gross,
        denominator=panel.mrr_open,
        among=panel.mrr_open > 0,
        exposure=panel.exposed_gross,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=PRICES,
        variants={
            "p2p": {
                "says": "Comparing the two days, a gap between them forgiven.",
                "says_zh": "仅比较期初与期末两天，不计中断。",
                "numerator": panel.p2p_gross,
                "exposure": panel.p2p_exposed_gross,
            },
            "strict": {
                "says": "On contracts in force only, the win-back window left out.",
                "says_zh": "仅计生效中的合同，不含流失挽回期。",
                "numerator": panel_strict.strict_gross,
                "denominator": panel_strict.strict_open,
                "among": panel_strict.strict_open > 0,
                "exposure": None,
                "source": later("agrees with ChartMogul and Stripe"),
            },
        },
        cases=(
            Case("2024-07", "4400 of 4900", "ann counts 1000 of her 1200; bob's 400 belong to a new relationship"),
            Case(
                "2024-12",
                "5910 of 5910",
                "nothing is lost so far; without eve, whose window is open, it would be 5200",
                low="5200 of 5910",
                high="5910 of 5910",
            ),
            Case("2022-12", "0 of 0", "there is no MRR to keep", status="undefined"),
        ),
    )
    nrr = Ratio(
        en="Net revenue retention",
        zh="净收入留存率（NRR / NDR）",
        says="Closing MRR of opening customers in the same relationship, of the opening MRR.",
        says_zh="期初客户（关系未中断）的期末 MRR 占期初 MRR 的比例。",
        edges=later("New customers and those that came back are outside the base."),
        source=later(
            "agrees with the SaaS Metrics Standards Board and Totango; ChartMogul counts returns in, `.chartmogul`"
        ),
        published=("SMSB-NRR", "CN-NDR", "TT-NRR", "CM-MCR"),
        numerator=panel.kept_net,
        denominator=panel.mrr_open,
        among=panel.mrr_open > 0,
        exposure=panel.exposed_net,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=PRICES,
        variants={
            "p2p": {
                "says": "Comparing the two days, a gap between them forgiven.",
                "says_zh": "仅比较期初与期末两天，不计中断。",
                "numerator": panel.p2p_net,
                "exposure": panel.p2p_exposed_net,
            },
            "chartmogul": {
                "says": "Opening MRR with expansion, reactivation, contraction and churn, of the opening MRR.",
                "says_zh": "（期初 MRR＋增购＋回流－减购－流失）与期初 MRR 之比。",
                "numerator": panel.mrr_open
                + panel.mv_expansion
                + panel.mv_reactivation
                - panel.mv_contraction
                - panel.mv_churn,
                "exposure": None,
                "source": later("ChartMogul: net MRR retention"),
            },
            "strict": {
                "says": "On contracts in force only, the win-back window left out.",
                "says_zh": "仅计生效中的合同，不含流失挽回期。",
                "numerator": panel_strict.strict_net,
                "denominator": panel_strict.strict_open,
                "among": panel_strict.strict_open > 0,
                "exposure": None,
                "source": later("agrees with ChartMogul and Stripe"),
            },
        },
        cases=(
            Case("2024-07", "4600 of 4900", "ann counts with all of her 1200"),
            Case("2022-12", "0 of 0", "there is no MRR to keep", status="undefined"),
        ),
    )
    gross_churn_rate = Ratio(
        en="Gross MRR churn rate",
        zh="毛 MRR 流失率",
        says="Churned and contracted MRR, of the opening MRR.",
        says_zh="（流失＋减购）MRR 占期初 MRR 的比例。",
        edges=later("Who joined inside the period and shrank is in it, so it is not what GRR lacks to 1."),
        source=later("agrees with ChartMogul"),
        published=("CM-MCR",),
        numerator=panel.mv_churn + panel.mv_contraction,
        denominator=panel.mrr_open,
        among=panel.mrr_open > 0,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.IMMATURE,
        dims=Dims.OPEN,
        needs=PRICES,
        variants={
            "net": {
                "says": "Less expansion and reactivation.",
                "says_zh": "再减去增购与回流。",
                "numerator": panel.mv_churn + panel.mv_contraction - panel.mv_expansion - panel.mv_reactivation,
            }
        },
        cases=(Case("2024-01", "600 of 5200", "dan's contraction counts, though nobody leaves"),),
    )
    quick_ratio = Ratio(
        en="Quick ratio",
        zh="SaaS 速动比率",
        says="New, reactivation and expansion MRR over churned and contracted MRR.",
        says_zh="（新增＋回流＋增购）MRR 与（流失＋减购）MRR 之比。",
        source=later("several glossaries leave reactivation out"),
        published=("QR",),
        numerator=GAINED,
        denominator=panel.mv_churn + panel.mv_contraction,
        among=panel.mv_churn + panel.mv_contraction > 0,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=PRICES,
        priority=3,
        cases=(Case("2024-07", "600 of 500", "400 of bob's return and 200 of ann, over bob's loss"),),
    )
    recognised = Total(
        en="Recognised revenue",
        zh="确认收入",
        says="MRR of contracts in force, earned day by day, at the month-end rate of each month.",
        says_zh="生效合同的 MRR 按日计提，按各月月末汇率折算。",
        edges=later("Days inside the win-back window earn nothing."),
        source=later("the ledger of your finance department goes before it"),
        of=panel.recognised,
        better=Better.MORE,
        unit=Unit.MONEY,
        needs=PRICES,
        priority=2,
        cases=(
            Case(
                "2024-06",
                "3400",
                "300 + 2400 + 100 dollars at 7.00; ann and bob are inside their windows and earn nothing",
            ),
        ),
    )
    cash_net = Total(
        en="Net cash collected",
        zh="净回款",
        says="Payments less refunds, by the day the money moved.",
        says_zh="回款减去退款，按资金发生日计。",
        source=later("agrees with ChartMogul and ProfitWell: refunds move cash, not MRR"),
        published=("CM-REF", "PW-REF"),
        of=PAID - REFUNDED,
        better=Better.MORE,
        unit=Unit.MONEY,
        needs=PAYMENTS,
        priority=2,
        cases=(Case("2024-07", "19200", "14400 and 4800; ann's second invoice is not paid"),),
    )
    refund_rate = Ratio(
        en="Refund rate",
        zh="退款率",
        says="Refunds over payments of the period.",
        says_zh="当期退款与回款之比。",
        source=later("agrees with ChartMogul and ProfitWell: refunds move cash, not MRR"),
        published=("CM-REF", "PW-REF"),
        numerator=REFUNDED,
        denominator=PAID,
        among=cash.kind.equals("payment"),
        better=Better.LESS,
        unit=Unit.SHARE,
        needs=PAYMENTS,
        priority=2,
        cases=(Case("2024-09", "1500 of 0", "a refund in a month without a payment: unknown", status="undefined"),),
    )
