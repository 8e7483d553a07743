"""Renewal: of those whose contract ends, who signs again, and when."""

from tenure.catalogue.algebra import panel, terms, terms_by_day
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Dims, Median, Ratio, Running, Total, Unit
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
    on_time_rate = Ratio(
        en="On-time renewal rate",
        zh="如期续约率",
        says="Contracts renewed before their due day, of the contracts due.",
        says_zh="到期日前已续签的合同占到期合同的比例。",
        edges=later("The last covered day is still on time."),
        published=("KD-ONT", "PG-REN", "CX-INQ"),
        numerator=terms.on_time,
        denominator=terms.each,
        ahead=terms.due_ahead,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        cases=(
            Case(
                "2024",
                "1 of 4",
                "dan alone signed before his due day; ann recovered later, and that does not count here",
            ),
        ),
    )
    grace_recovered = Total(
        en="Recovered in the window",
        zh="流失挽回数",
        says="Contracts that passed their due day unsigned and were renewed inside the win-back window.",
        says_zh="到期未签、但在流失挽回期内续签的合同数。",
        edges=later("Who signed in time and starts later did not enter the window."),
        published=("BD-REN",),
        of=terms.renewed.yes & terms.entered_window,
        undecided=terms.renewed.undecided & terms.entered_window,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        cases=(
            Case("2024-04", "1", "ann; bob signed after the window"),
            Case("2024-01", "0", "dan signed before his due day and never entered the window"),
        ),
    )
    grace_recovery_rate = Ratio(
        en="Win-back rate",
        zh="流失挽回率",
        says="Contracts renewed inside the win-back window, of those that entered it.",
        says_zh="进入流失挽回期的合同中，最终续签的占比。",
        source=later("Stripe and ChartMogul show churn and then a reactivation"),
        published=("BD-REN",),
        numerator=terms.renewed.yes & terms.entered_window,
        denominator=terms.entered_window,
        open=terms.renewed.undecided & terms.entered_window,
        mature=terms.mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        cases=(
            Case(
                "2024",
                "1 of 2",
                "ann of ann and bob; eve is still inside",
                status="provisional",
                low="1 of 3",
                high="2 of 3",
            ),
            Case("2024-01", "0 of 0", "dan never entered the window", status="undefined"),
        ),
    )
    pending_customers = Total(
        en="Customers in the window",
        zh="挽回期内客户数",
        says="Customers with a contract inside its win-back window on the last day of the period.",
        says_zh="期末有合同处于流失挽回期内的客户数。",
        edges=later("A customer with another contract in force is in it too."),
        of=panel.in_window_close,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=CONTRACTS,
        cases=(
            Case("2024-06", "1", "bob; ann signed on that very evening"),
            Case("2024-07", "0", "bob's window is over, ann has renewed"),
        ),
    )
    pending_amount = Total(
        en="Amount in the window",
        zh="挽回期内金额",
        says="MRR due of the contracts inside their win-back window on the last day of the period.",
        says_zh="期末处于流失挽回期内的合同的应续金额。",
        of=panel.window_amount,
        unit=Unit.MONEY,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=PRICES,
        cases=(Case("2024-06", "500", "what bob was due to renew"),),
    )
    early_rate = Ratio(
        en="Early renewal rate",
        zh="提前续约率",
        says="Contracts renewed so many days ahead that it counts as early, of the contracts due.",
        says_zh="提前达到规定天数续签的合同占到期合同的比例。",
        published=("PG-REN",),
        numerator=terms.early,
        denominator=terms.each,
        ahead=terms.due_ahead,
        unit=Unit.SHARE,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        priority=3,
        cases=(Case("2024-01", "1 of 1", "dan signs 73 days ahead, 60 are early"),),
    )
    partial_rate = Ratio(
        en="Partial renewal rate",
        zh="部分续约率",
        says="Renewals that pay less a month than was due, of the renewals.",
        says_zh="续签月费低于应续金额的合同占已续合同的比例。",
        published=("BD-REN",),
        numerator=terms.partial & terms.renewed.yes,
        denominator=terms.renewed.yes,
        undecided=terms.renewed.undecided,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=PRICES,
        priority=2,
        cases=(Case("2024-01", "1 of 1", "dan pays 2400 where 3000 were due"),),
    )
    days_to_renew = Median(
        en="Renewal timing",
        zh="续约提前（滞后）天数",
        says="Median of the day of signature less the due day, over the renewals; negative is ahead.",
        says_zh="续签日与到期日之差的中位数，负数表示提前。",
        of=terms.next_signed_on.days_after(terms.due_on),
        undecided=terms.renewed.undecided,
        unit=Unit.DAYS,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        priority=3,
        cases=(Case("2024-04", "90", "ann, from 1 April to 30 June; bob did not renew"),),
    )
    discount_rate = Ratio(
        en="Renewal discount",
        zh="续约折扣率",
        says="List price less signed price, of the list price, over the renewals that tell a list price.",
        says_zh="有目录价的续签中，（目录价－签约价）÷ 目录价。",
        edges=later("Renewals without a list price are left out."),
        source=later("Stripe leaves coupons of limited duration out of MRR; here MRR is the price signed for the term"),
        published=("ST-BA",),
        numerator=terms.list_amount - terms.renewed_amount,
        denominator=terms.list_amount,
        among=terms.list_amount > 0,
        undecided=terms.renewed.undecided,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=PRICES,
        priority=2,
    )
    loss_rate = Ratio(
        en="Loss rate at expiry",
        zh="到期流失率",
        says="Customers due in the period that did not renew by the end of their win-back window, of all customers due.",
        says_zh="应续客户中，至流失挽回期结束仍未续签的占比。",
        edges=later("Once final it is what the renewal rate lacks to 1."),
        published=("CN-XB",),
        numerator=(panel.due > 0) & ~panel.renewed_any & ~panel.pending,
        denominator=panel.due > 0,
        open=panel.pending,
        mature=panel.renewal_mature,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=CONTRACTS,
        dims=Dims.OPEN,
        priority=2,
        cases=(Case("2024-04", "1 of 2", "bob, half an hour late"),),
    )
