"""Revenue that is kept, recognised and paid."""

from tenure.catalogue.algebra import cash, panel, panel_strict
from tenure.catalogue.case import Case
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit
from tenure.words import later

PRICES = ("contract_prices",)
PAYMENTS = ("payments",)
PAID, REFUNDED = (cash.amount.where(cash.kind.equals(kind)) for kind in ("payment", "refund"))
GAINED = panel.mv_new + panel.mv_reactivation + panel.mv_expansion

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
