"""Money and the ways to it: rates, payments, orders, cards, costs, leads, campaigns."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.days import ONE_DAY, month_of
from tests.oracle.random_contracts import Term, window_end
from tests.oracle.random_draft import EARLIEST, FIRST, LAST, RATES_FROM, Draft

AMOUNTS = ("1000", "0.01", "99.99", "250.5", "12000")
POOLS = ("acquisition_marketing", "acquisition_sales", "retention", "crm_programme", "direct", "service")
CAMPAIGNS = (
    ("retention", "contract_signed_or_upgraded"),
    ("programme", "relationship_kept"),
    ("acquisition", "first_signature"),
)


def draw_rates(draft: Draft) -> None:
    """A rate of the dollar for every month end; one of them is known late."""
    seed, late = draft.one_of(range(5)), draft.one_of(range(10, 26))
    day, number = RATES_FROM, 0
    while day <= date(2025, 3, 31):
        rate = Fraction(700 + (number * number * 7 + seed * 13 * number) % 41 - 20, 100)
        known = draft.zone.at(day, 15 * 60) + timedelta(days=50 if number == late else 0)
        text = f"{float(rate):.2f}"
        draft.add("fx_rates", known, fx_id=f"FX-USD-{day:%Y-%m}", currency="USD", rate_date=day, cny_per_unit=text)
        day, number = month_of(day + ONE_DAY)[1], number + 1


def _transact(draft: Draft, kind: str, day: date, **values: str) -> None:
    """A transaction of the day, unless it lies outside of the years with rates; things sold or sent back cost something."""
    if not EARLIEST <= day <= date(2025, 3, 31):
        return
    moment = draft.at(day)
    known, name = draft.known(moment), draft.name("X")
    draft.add("transactions", known, txn_id=name, kind=kind, happened_at=moment, **values)
    if draft.settings["relationship"] != "contract" and kind in ("order", "invoice", "refund"):
        for _ in draft.some(2):
            item = {"item_id": draft.name("IT"), "txn_id": name, "product": "tea", "happened_at": moment}
            told = {"quantity": draft.one_of(("1", "2.5", "")), "cost": draft.one_of(("30", "0.07", ""))}
            draft.add("order_items", draft.known(moment), currency=values["currency"], **item, **told)


def draw_payments(draft: Draft, terms: list[Term]) -> None:
    """Invoices, payments (for renewals around the end of the window), refunds and write-offs."""
    for number, term in enumerate(terms):
        if not draft.chance("no yes"):
            continue
        money = {"customer_id": term.customer, "contract_id": term.name, "currency": term.currency}
        money["amount"] = draft.one_of(AMOUNTS)
        _transact(draft, "invoice", max(term.start, term.signed), **money)
        end = window_end(draft, terms[number - 1].due if number else term.due)
        paid = draft.one_of((term.signed + 3 * ONE_DAY, end - ONE_DAY, end, term.signed))
        _transact(draft, "payment", max(paid, term.signed), **money)
        if draft.chance():
            _transact(draft, draft.one_of(("refund", "bad_debt")), paid + 20 * ONE_DAY, **money)


def draw_purchases(draft: Draft, customer: str) -> None:
    """Orders and card movements that follow each other within, at, or after the lapse."""
    lapse = int(draft.settings["lapse_days"])
    for kinds in (("order",), ("topup", "redeem")):
        day, currency = draft.day(FIRST, date(2024, 9, 30)), draft.one_of(("CNY", "USD"))
        balance = Fraction(0)
        for number in draft.some(4):
            kind = draft.one_of(kinds) if number else kinds[0]
            amount = draft.one_of(("100", "40", "99.99"))
            if kind == "redeem" and draft.chance("no yes") and balance > 0:
                amount = f"{float(balance):.2f}"  # to the last cent
            balance += Fraction(amount) * (1 if kind == "topup" else -1)
            _transact(draft, kind, day, customer_id=customer, amount=amount, currency=currency)
            day += draft.one_of((30, lapse - 1, lapse, lapse + 1, 0, 1)) * ONE_DAY


def draw_costs(draft: Draft, customers: list[str], campaigns: list[str]) -> None:
    """Accruals of all pools, some in dollars, some of one campaign or customer."""
    for _ in draft.some(6):
        pool = draft.one_of(POOLS)
        start = draft.day(EARLIEST, date(2024, 12, 1))
        campaign = draft.one_of(campaigns) if campaigns and draft.chance("no yes") else ""
        customer = draft.one_of(customers) if pool == "direct" else ""
        _cost(draft, pool, start, draft.one_of((91, 1, 31, 366)), campaign_id=campaign, customer_id=customer)


def _cost(draft: Draft, pool: str, start: date, days: int, **values: str) -> None:
    draft.add(
        "costs",
        draft.known(draft.at(start)),
        cost_id=draft.name("CO"),
        pool=pool,
        amount=draft.one_of(AMOUNTS),
        currency=draft.one_of(("CNY", "CNY", "CNY", "USD")),
        period_start=start,
        period_end=start + days * ONE_DAY,
        **values,
    )


def draw_leads(draft: Draft, customers: dict[str, list[Term]], campaigns: list[str]) -> dict[str, str]:
    """Leads and their touches; some become customers in, at the end of, or after the window. Lead by customer."""
    won: dict[str, str] = {}
    for _ in draft.some(5):
        lead, campaign = draft.name("L"), draft.one_of([*campaigns, ""])
        day, customer = draft.day(), draft.one_of(["", *customers])
        if customer and customers[customer] and customer not in won:
            won[customer] = lead
            day = customers[customer][0].signed - draft.one_of((10, 0, 1, 89, 90, 91, -5)) * ONE_DAY
        if not EARLIEST <= day <= LAST:
            continue
        channel = draft.one_of(("search", "paid_social"))
        kinds = ["inquiry", *(["inquiry"] if draft.chance() else []), *(["trial_start"] if draft.chance() else [])]
        for number, kind in enumerate(kinds):
            moment = draft.at(day + 7 * number * ONE_DAY)
            draft.add(
                "touches",
                draft.known(moment),
                touch_id=draft.name("V"),
                kind=kind,
                channel=channel,
                campaign_id=campaign,
                lead_id=lead,
                referrer_customer_id=draft.one_of(("", *customers)),
                quantity=1,
                happened_at=moment,
            )
    return won


def draw_visits(draft: Draft) -> None:
    """Anonymous visits and sign-ups, counted by day and channel."""
    for _ in draft.some(3):
        moment = draft.at(draft.day())
        draft.add(
            "touches",
            draft.known(moment),
            touch_id=draft.name("V"),
            kind=draft.one_of(("visit", "signup")),
            channel=draft.one_of(("search", "paid_social")),
            quantity=draft.one_of((10, 3)),
            happened_at=moment,
        )


def draw_campaigns(draft: Draft) -> list[str]:
    """Campaigns, with windows that may end around the as-of day."""
    names = []
    for _ in draft.some(2):
        kind, goal = draft.one_of(CAMPAIGNS)
        window = draft.one_of((60, 30, 90))
        near = draft.as_of - (window - 1 + draft.one_of((0, -1, 1, -20))) * ONE_DAY
        start = draft.one_of((draft.day(FIRST, date(2024, 9, 30)), max(FIRST, min(near, LAST))))
        name = draft.name("C-")
        draft.add(
            "campaigns",
            draft.at(start - 10 * ONE_DAY),
            campaign_id=name,
            kind=kind,
            name=name,
            channel="email",
            start_date=start,
            end_date=start + 30 * ONE_DAY,
            response_window_days=draft.one_of(("", 7)),  # without its own, the campaign takes that of a policy
            conversion_window_days=window if window != 30 else "",
            goal=goal,
        )
        if kind == "programme":
            _cost(draft, "crm_programme", start, 366)
        names.append(name)
    return names


def draw_members(draft: Draft, customers: list[str]) -> None:
    """Who was assigned to which arm, reached and answered."""
    for campaign in draft.facts["campaigns"]:
        start = date.fromisoformat(campaign["start_date"])
        for customer in customers:
            arm = draft.one_of(("treatment", "control", ""))
            if not arm:
                continue
            moment = draft.zone.at(start, 60)
            draft.add(
                "campaign_members",
                draft.known(moment),
                member_id=f"{campaign['campaign_id']}-{customer}",
                campaign_id=campaign["campaign_id"],
                subject_id=customer,
                arm=arm,
                predicted_response="0.5" if arm == "treatment" else "",
                happened_at=moment,
            )
            if arm == "treatment":
                _reach(draft, campaign, customer, start)


def _reach(draft: Draft, campaign: dict[str, str], customer: str, start: date) -> None:
    """A message delivered or bounced, and answers on the first, last or next day of the window."""
    window = int(campaign["response_window_days"] or 14)
    steps = [("delivered", start)] if draft.chance("yes yes no") else [("bounced", start)]
    steps += [("impression", start), ("click", start)] if draft.chance("yes no") else []
    steps += [("response", start + draft.one_of((0, window - 1, window, -1)) * ONE_DAY) for _ in draft.some(2)]
    for kind, day in steps:
        moment = draft.at(day)
        draft.add(
            "campaign_events",
            draft.known(moment),
            campaign_event_id=draft.name("CE"),
            campaign_id=campaign["campaign_id"],
            subject_id=customer,
            kind=kind,
            quantity=1,
            happened_at=moment,
        )


def draw_followers(draft: Draft) -> None:
    """Counters of one account."""
    for number in draft.some(2):
        moment = draft.at(draft.day()) + timedelta(minutes=number)
        draft.add(
            "social_snapshots",
            draft.known(moment),
            snapshot_id=draft.name("SO"),
            object_kind="account",
            object_id="A1",
            platform="wechat",
            metric="followers",
            value=draft.one_of((100, 150, 0)),
            happened_at=moment,
        )


def draw_posts(draft: Draft) -> None:
    """Posts, and their counters in the days after, some of them restated."""
    for _ in draft.some(2):
        post, day = draft.name("PO"), draft.day()
        moments = [
            draft.at(day + step * ONE_DAY) for step in (0, *(draft.one_of((1, 7, 8, 30)) for _ in draft.some(3)))
        ]
        for number, start in enumerate(moments):
            moment = start + timedelta(minutes=number)
            for metric in ("posted",) if not number else ("likes", "shares", "impressions", "reach"):
                row = draft.add(
                    "social_snapshots",
                    draft.known(moment),
                    snapshot_id=draft.name("SO"),
                    object_kind="post",
                    object_id=post,
                    platform="wechat",
                    metric=metric,
                    value=1 if not number else draft.one_of((10, 3, 0)),
                    happened_at=moment,
                )
                if number and draft.chance():
                    draft.correct("social_snapshots", row, value=draft.one_of((20, 4)))
