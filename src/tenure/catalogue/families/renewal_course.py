"""The course of renewals: when and on what terms customers sign, who is still inside the window, who is lost."""

from tenure.catalogue.algebra import panel, terms
from tenure.catalogue.case import Case
from tenure.catalogue.measure import Better, Dims, Median, Ratio, Running, Total, Unit
from tenure.words import later

CONTRACTS = ("contracts",)
PRICES = ("contracts", "contract_prices")

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
    cases=(
        Case(
            "2024-01",
            "600 of 3000",
            "dan renews at 2400, the list says 3000; the price of October is no part of the renewal",
        ),
        Case(
            "2024-04",
            "0 of 0",
            "no list price is told of ann's renewal: unknown, not without discount",
            status="undefined",
        ),
    ),
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
