"""Stages seen by period: the rows that a metric sums, each with the period it counts in.

A view has a `period` (the place of the period in the question), its subject, `customer_id` where there is one, and
`dims_on`, the day on which a customer's attributes are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.discovery import modules_in
from tenure.errors import UsageError
from tenure.periods import Period, parse_period
from tenure.stages import rated, seen
from tenure.stages.accrual import spent
from tenure.stages.money import at_rate, month_end, times
from tenure.stages.rated import CASH, MOVED, PANEL, PRICES, SPENT, TERMS, Money, through_window
from tenure.stages.sold import PURCHASES
from tenure.stages.spans import days_of_costs, years_of_leads
from tenure.stages.usage import active_months, recorded
from tenure.stages.viewing import Maker, Params, View, dated, of_campaign, to_date, whole
from tenure.stages.workshop import period_table
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _panel(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    return shop.panel(periods).mutate(dims_on=_.p1)


def _costs(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    return spent(shop, periods)


def _returning_people(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People by first day, and whether they came back on day n exactly."""
    later = ibis.interval(days=whole("n", params))
    rows = dated("people", "first_seen_on")(shop, periods, params).mutate(target=(_.first_seen_on + later).cast("date"))
    days = shop.table("user_days").select(seen="user_id", seen_on="day")
    joined = rows.left_join(days, [rows.user_id == days.seen, rows.target == days.seen_on])
    joined = joined.mutate(mature=_.target <= shop.as_of, returned=_.seen.notnull()).drop("seen", "seen_on")
    return joined.mutate(recorded=recorded(shop, _.target))


def _cohort_months(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """First relationships by signature, and whether the customer was active in the n-th month after its first."""
    months = whole("n", params)
    rows = dated("relationships", "signed_on", keep=lambda t: t.filter(_.seq == 0))(shop, periods, params)
    rows = rows.mutate(month=(_.started_on.truncate("M") + ibis.interval(months=months)).cast("date"))
    counts = active_months(shop)
    joined = rows.left_join(counts, [rows.customer_id == counts.user, rows.month == counts.used])
    joined = joined.mutate(last=month_end(joined.month), active=_.user.notnull()).drop("user", "used")
    return joined.mutate(mature=_.last <= shop.as_of, recorded=recorded(shop, _.last))


def _open_leads(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Customers by lifecycle stage on the last day, and leads that had asked and not signed by then."""
    customers = shop.panel(periods).filter(_.stage_close.notnull())
    one = customers.select(
        "period", "customer_id", stage="stage_close", subject=_.customer_id.cast("string"), dims_on="p1"
    )
    rows, cut = shop.table("leads").filter(_.lead_id.notnull()), period_table(periods)
    asked = rows.join(cut, [rows.day <= cut.p1]).filter(_.signed_on.isnull() | (_.signed_on > _.p1))
    other = asked.select(
        "period", customer_id=ibis.null("int64"), stage=ibis.literal("lead"), subject=ibis.literal("lead ") + asked.lead_id.cast("string"),
        dims_on="p1",
    )  # fmt: skip
    return one.union(other.distinct())


def _campaign(stage: str) -> Maker:
    """A stage of campaigns."""

    def make(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
        return of_campaign(shop.table(stage), shop, periods, params)

    return make


def _measured(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Members of campaigns with their usage days before and after, as the question says."""
    rows = _campaign("members")(shop, periods, params)
    for word in ("before", "after"):
        period = parse_period(params[word], shop.policies.text("week_start"))
        days = shop.table("customer_days").filter(_.day >= period.start, _.day < period.end)
        counts = days.group_by(user=_.customer_id).agg(days=_.count()).rename({f"{word}_days": "days"})
        rows = rows.left_join(counts, rows.customer_id == counts.user).drop("user")
    over = (
        max(parse_period(params[word], shop.policies.text("week_start")).last for word in ("before", "after"))
        <= shop.as_of
    )
    return rows.mutate(
        before_days=_.before_days.fill_null(0), after_days=_.after_days.fill_null(0), over=ibis.literal(over)
    )


def _recoveries(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Customers recovered in the period, each once: renewed inside the window, else active again after a warning.

    `mrr` is what it pays a month in the reporting currency.
    """
    cut = period_table(periods)
    terms = shop.table("terms").filter(_.next_signed_on >= _.due_on)
    late = terms.join(cut, [terms.next_signed_on >= cut.p0, terms.next_signed_on <= cut.p1])
    late = late.group_by("period", "customer_id").agg(
        mrr=_.renewed_amount.argmin(_.next_signed_on), dims_on=_.next_signed_on.max()
    )
    saved = dated("warnings")(shop, periods, params)
    counts = active_months(shop)
    pairs = saved.join(
        counts, [saved.customer_id == counts.user, counts.used > saved.month, counts.used < saved.window_end]
    )
    pairs = pairs.mutate(
        used_last=((_.used + ibis.interval(months=1)).cast("date") - ibis.interval(days=1)).cast("date")
    )
    pairs = pairs.filter(_.used_last <= ibis.least(_.p1, ibis.literal(shop.as_of)), _.ended_on > _.used_last)
    first = pairs.group_by("period", "customer_id").agg(on=_.used_last.min()).anti_join(late, ["period", "customer_id"])
    paid = shop.table("mrr_levels").rename(payer="customer_id")
    worth = first.join(paid, [first.customer_id == paid.payer, paid.start <= first["on"], paid.end > first["on"]])
    worth = (
        at_rate(worth, shop, worth["on"])
        .group_by("period", "customer_id")
        .agg(mrr=times(_.mrr, _.rate).sum(), dims_on=_["on"].max())
    )
    return late.select("period", "customer_id", "mrr", "dims_on").union(
        worth.select("period", "customer_id", "mrr", "dims_on")
    )


def _to_date(stage: str) -> Maker:
    """Everything of a stage up to the last day of the period."""

    def make(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
        return (_costs if stage == "spending" else dated(stage))(shop, to_date(shop, periods), params)

    return make


def _purchases(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Invoices and orders: each is one purchase."""
    return dated("cash", keep=lambda t: t.filter(_.kind.isin(PURCHASES)))(shop, periods, params)


def _subjects(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """Those a campaign was to move: its members, or the leads it brought."""
    columns = ("period", "campaign_id", "subject", "customer_id", "arm", "converted", "mature", "dims_on")
    members = (
        _campaign("members")(shop, periods, params).filter(_.campaign_kind != "acquisition").mutate(subject=_.member_id)
    )
    leads = _campaign("campaign_leads")(shop, periods, params).filter(_.campaign_kind == "acquisition")
    leads = leads.mutate(subject=ibis.literal("lead ") + leads.lead_id.cast("string"), arm=ibis.literal("treatment"))
    return members.select(*columns).union(leads.select(*columns))


def _tickets(topic: str) -> Maker:
    return dated("tickets", keep=lambda table: table.filter(_.topic == topic))


VIEWS: dict[str, View] = {
    "panel": View(
        _panel,
        "customer_id",
        counted_by=later(
            "states on the last day of the period, what happens on its own day, opening states on the day before"
        ),
        edges=later(
            "Customers have a row from the first period in which anything is known of them, lost ones included; leads have none."
        ),
        money=PANEL,
    ),
    "terms": View(
        dated("terms", "due_on", until_known=False),
        "contract_id",
        counted_by=later("contracts by the end date they were signed with, whatever happened before"),
        edges=later(
            "A contract cancelled early stays due on the day it was signed for, and counts as not renewed; one signed again after its window is no renewal."
        ),
        money=TERMS,
    ),
    "movements": View(
        dated("movements"),
        "customer_id",
        counted_by=later("the day on which the MRR changes"),
        money={"amount": MOVED, "kind": MOVED},
    ),
    "movements_strict": View(
        dated("movements_strict"),
        "customer_id",
        counted_by=later("the day on which the MRR changes"),
        edges=later(
            "Several contracts of a customer are one: losing one of two is contraction, a second one is expansion."
        ),
        money={"amount": MOVED, "kind": MOVED},
    ),
    "flags": View(
        dated("month_flags"),
        "customer_id",
        counted_by=later("the last day of the month that is judged"),
        edges=later(
            "Only customers held through the whole month are judged; a sharp drop also needs three whole months before it."
        ),
    ),
    "warnings": View(
        dated("warnings"),
        "customer_id",
        counted_by=later("the last day of the month in which the warning begins"),
        edges=later(
            "A flag that was up the month before is the same warning; a return in another relationship is no rescue."
        ),
    ),
    "people": View(
        _returning_people,
        "user_id",
        ("n",),
        counted_by=later("the day a person was first seen"),
        edges=later("Days are civil days of the workspace; the day a person was first seen is day 0."),
    ),
    "cohort_months": View(
        _cohort_months,
        "customer_id",
        ("n",),
        counted_by=later("the day the first relationship was signed"),
        edges=later("Only the first relationship of a customer counts; who has left stays in the denominator."),
    ),
    "leads": View(
        dated("leads"),
        "lead_id",
        counted_by=later("the day of a lead's first inquiry"),
        edges=later(
            "A lead that asks twice is one inquiry, at its first; one that signs after its window stays a miss."
        ),
    ),
    "tickets": View(
        _tickets("support"),
        "ticket_id",
        counted_by=later("the day the ticket was opened"),
        edges=later("Only tickets of topic support; replies of bots and internal notes are no answer."),
    ),
    "lifecycle": View(
        _open_leads,
        "subject",
        counted_by=later("the last day of the period"),
        edges=later("Everybody is in one stage a day; a lead that has signed is a customer."),
    ),
    "members": View(
        _campaign("members"),
        "member_id",
        counted_by=later("the first day of the campaign"),
        edges=later("Everybody assigned counts, reached or not."),
    ),
    "subjects": View(
        _subjects,
        "subject",
        counted_by=later("the first day of the campaign"),
        edges=later("Everybody assigned counts, reached or not; of an acquisition campaign, the leads it brought."),
    ),
    "campaign_returns": View(
        _campaign("campaign_returns"),
        "lead_id",
        counted_by=later("the first day of the campaign"),
        money={"revenue": (Money("transactions", "month_end", years_of_leads),)},
    ),
    "campaign_costs": View(
        _campaign("campaign_costs"),
        "cost_id",
        counted_by=later("the first day of the campaign"),
        money={"amount": (Money("costs", "month_end", days_of_costs),)},
    ),
    "measured": View(
        _measured,
        "member_id",
        ("before", "after"),
        counted_by=later("the first day of the campaign"),
        edges=later("Who is lost in between stays in, with no use."),
    ),
    "recoveries": View(
        _recoveries,
        "customer_id",
        counted_by=later("the day of the signature inside the window, or the end of the month in which use came back"),
        edges=later("Each customer counts once, by its renewal where it has both."),
        money={"mrr": (Money("renewed", "month_before", through_window), Money(PRICES, "own_day"))},
    ),
    "cash": View(dated("cash"), "txn_id", counted_by=later("the day of the transaction"), money={"amount": CASH}),
    "purchases": View(
        _purchases,
        "txn_id",
        counted_by=later("the day of the invoice or order"),
        edges=later("Every invoice or order is one purchase; payments are not counted again."),
        money={"amount": CASH},
    ),
    "cash_to_date": View(
        _to_date("cash"),
        "txn_id",
        counted_by=later("the day of the transaction, from the first one on"),
        money={"amount": (Money("transactions", "month_end", rated.to_date),)},
        edges=later("Money older than the facts is missing."),
    ),
    "costs": View(
        _costs,
        "cost_id",
        counted_by=later("each day of the accrual"),
        money={"amount": SPENT},
        edges=later("A cost is spread evenly over its days, of which the end is not one."),
    ),
    "costs_to_date": View(
        _to_date("spending"),
        "cost_id",
        counted_by=later("each day of the accrual, from the first one on"),
        money={"amount": (Money("costs", "month_end", rated.to_date),)},
        edges=later("A cost is spread evenly over its days, of which the end is not one."),
    ),
}
for _module in modules_in(seen):
    VIEWS |= vars(_module)["VIEWS"]


def view(shop: Workshop, name: str, periods: Sequence[Period], params: Params) -> Table:
    """The rows of a view, for the periods and parameters of a question.

    Raises: UsageError when the question does not say what the view needs.
    """
    needed = VIEWS[name]
    for word in needed.params:
        if word not in params:
            raise UsageError("This number needs {word}.", "Add --where {word}=….", word=word)
    return needed.make(shop, periods, params)
