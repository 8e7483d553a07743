"""Renewal: of those whose contract ends, who signs again; when and on what terms has its own room."""

from tenure.catalogue.algebra import panel, terms, terms_by_day
from tenure.catalogue.case import Case
from tenure.catalogue.families import renewal_course
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Ratio, Running, Total, Unit
from tenure.words import later

CONTRACTS = ("contracts",)
PRICES = ("contracts", "contract_prices")


class Renewal(Family):
    """Everything belongs to the period of the scheduled end date as signed (R-DUE)."""

    title = ("Renewal", "续约")

    due_customers = Total(
        en="Customers due",
        zh="应续客户数",
        says="Customers with a contract whose scheduled end lies in the period.",
        says_zh="合同约定到期日落在当期的客户数。",
        edges=later("A renewal signed early does not move the due day."),
        source=later("agrees with Gainsight and SaaSGrid: by the due day"),
        published=("SG-DUE", "GS-RC"),
        of=panel.due > 0,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        dims=Dims.OPEN,
        variants={"contracts": {"says": "Contracts due.", "says_zh": "到期合同数。", "of": terms.each}},
        cases=(
            Case("2024-04", "2", "ann and bob, although neither signs in April"),
            Case("2025-02", "1", "cid stays due on the day he once agreed to, cancelled or not"),
        ),
    )
    due_amount = Total(
        en="Amount due",
        zh="应续金额",
        says="MRR in force on the last covered day of the contracts due in the period.",
        says_zh="当期到期合同在最后一个服务日的 MRR 合计。",
        edges=later("A renewal signed early does not move the due day."),
        source=later("as Gainsight by the due day; the amount is a month's, not that of the term"),
        published=("SG-DUE", "GS-RC"),
        of=terms.due_amount,
        unit=Unit.MONEY,
        running=Running.MEMBERS,
        needs=PRICES,
        cases=(
            Case("2024-04", "1500", "1000 of ann and 500 of bob, on their last covered day"),
            Case("2024-11", "710", "eve's 100 dollars at the rate with which November opens, 7.10"),
        ),
    )
    renewed_customers = Total(
        en="Customers renewed",
        zh="已续客户数",
        says="Customers due that signed again before the end of their win-back window.",
        says_zh="应续客户中，在流失挽回期结束前续签的客户数。",
        published=("GS-RC",),
        of=panel.renewed_any,
        undecided=panel.due_open,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        dims=Dims.OPEN,
        cases=(
            Case("2024-04", "1", "ann, by her signature of 30 June; bob is half an hour late"),
            Case("2024-06", "0", "the month of the signature has nothing due"),
        ),
    )
    renewed_amount = Total(
        en="Amount renewed",
        zh="已续金额",
        says="MRR of the renewals of contracts due in the period, at their start.",
        says_zh="当期到期合同续签后的起始 MRR 合计。",
        published=("GS-RC",),
        of=terms.renewed_amount,
        undecided=terms.renewed.undecided,
        unit=Unit.MONEY,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=PRICES,
        variants={
            "gross": {
                "says": "Capped per contract at what was due.",
                "says_zh": "按合同以应续金额封顶。",
                "of": terms.renewed_gross,
                "cases": (Case("2024-04", "1000", "ann's, capped at what was due"),),
            },
        },
        cases=(Case("2024-04", "1200", "ann's new price at its start"),),
    )
    rate_count = Ratio(
        en="Renewal rate by count",
        zh="客户数续约率",
        says="Customers due in the period that renewed by the end of their win-back window, of all customers due.",
        says_zh="应续客户中，在流失挽回期结束前续签的占比。",
        edges=later(
            "The first day after the window is too late. Of several contracts due one renewed is enough; `.all` and `.contract` are stricter."
        ),
        published=("GS-RC", "SG-DUE", "PG-REN", "CN-XB", "CX-INQ"),
        numerator=panel.renewed_any,
        denominator=panel.due > 0,
        open=panel.pending,
        mature=panel.renewal_mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        dims=Dims.OPEN,
        source=later("departs from Gainsight: the win-back window counts"),
        variants={
            "all": {
                "says": "A customer counts as renewed only if all its contracts due were renewed.",
                "says_zh": "客户当期到期的合同全部续签才算续约。",
                "numerator": panel.renewed_all,
                "open": panel.pending_all,
            },
            "contract": {
                "says": "By contract.",
                "says_zh": "按合同计。",
                "numerator": terms.renewed,
                "denominator": terms.each,
                "open": terms.renewed.undecided,
                "mature": terms.mature,
            },
            "paid": {
                "says": "Renewed and first paid inside the window.",
                "says_zh": "在挽回期内续签且完成首次付款。",
                "numerator": panel.paid_any,
                "open": panel.paid_pending,
            },
            "by_day": {
                "says": "By contract, renewed by the k-th day after the due day.",
                "says_zh": "按合同计，在到期日后第 k 天之前续签。",
                "numerator": terms_by_day.renewed_by_day,
                "denominator": terms_by_day.each,
                "open": terms_by_day.renewed_by_day.undecided,
                "mature": terms_by_day.day_over,
                "params": ("k",),
            },
        },
        cases=(
            Case("2024-04", "1 of 2", "ann signs on the last day of her window, bob half an hour after his"),
            Case(
                "2024",
                "2 of 3",
                "dan and ann of the three decided; eve's window is open, so it ends between 2 and 3 of 4",
                status="provisional",
                low="2 of 4",
                high="3 of 4",
            ),
            Case(
                "2024-11",
                "0 of 1",
                "eve's window runs until 10 February 2025: not 0 %",
                status="immature",
                low="0 of 1",
                high="1 of 1",
            ),
            Case("2024-05", "0 of 0", "nothing is due in May", status="undefined"),
        ),
    )
    rate_amount = Ratio(
        en="Renewal rate by amount",
        zh="金额续费率",
        says="MRR renewed, of the MRR due in the period.",
        says_zh="已续金额占应续金额的比例。",
        edges=later("Both amounts of a contract are taken at one rate; renewing for less is in the number."),
        source=later("Gainsight: net renewal rate; its figures without what exceeds the target are `.gross`"),
        published=("GS-RC",),
        numerator=terms.renewed_amount,
        denominator=terms.due_amount,
        open=terms.renewed.undecided,
        mature=terms.mature,
        among=terms.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=PRICES,
        variants={
            "gross": {
                "says": "Capped per contract at what was due.",
                "says_zh": "按合同以应续金额封顶。",
                "numerator": terms.renewed_gross,
                "cases": (Case("2024-04", "1000 of 1500", "ann's rise does not hide bob's loss"),),
            },
        },
        cases=(
            Case("2024-04", "1200 of 1500", "ann pays more than before, so one may exceed what the other lost"),
            Case("2024-05", "0 of 0", "nothing is due in May", status="undefined"),
        ),
    )
    on_time_rate = renewal_course.on_time_rate
    grace_recovered = renewal_course.grace_recovered
    grace_recovery_rate = renewal_course.grace_recovery_rate
    pending_customers = renewal_course.pending_customers
    pending_amount = renewal_course.pending_amount
    early_rate = renewal_course.early_rate
    partial_rate = renewal_course.partial_rate
    days_to_renew = renewal_course.days_to_renew
    discount_rate = renewal_course.discount_rate
    loss_rate = renewal_course.loss_rate
