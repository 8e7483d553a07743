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
from tenure.stages import seen
from tenure.stages.accrual import accrued
from tenure.stages.money import at_rate, times
from tenure.stages.panel import PURCHASES
from tenure.stages.viewing import Maker, Params, View, dated, day_after, of_campaign, to_date, whole
from tenure.stages.workshop import period_table

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def _panel(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    return shop.panel(periods).mutate(dims_on=_.p1)


def _costs(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    return accrued(shop, periods).mutate(dims_on=_.start)


def _returning_people(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People by first day, and whether they came back on day n exactly."""
    later = ibis.interval(days=whole("n", params))
    rows = dated("people", "first_seen_on")(shop, periods, params).mutate(target=(_.first_seen_on + later).cast("date"))
    days = shop.table("user_days").select(seen="user_id", seen_on="day")
    joined = rows.left_join(days, [rows.user_id == days.seen, rows.target == days.seen_on])
    return joined.mutate(mature=_.target <= shop.as_of, returned=_.seen.notnull()).drop("seen", "seen_on")


def _cohort_months(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """First relationships by signature, and whether the customer was active in the n-th month after its first."""
    months = whole("n", params)
    rows = dated("relationships", "signed_on", keep=lambda t: t.filter(_.seq == 0))(shop, periods, params)
    rows = rows.mutate(month=(_.started_on.truncate("M") + ibis.interval(months=months)).cast("date"))
    counts = shop.table("customer_days").group_by(user=_.customer_id, used=_.day.truncate("M")).agg(days=_.count())
    joined = rows.left_join(counts, [rows.customer_id == counts.user, rows.month == counts.used])
    end = (_.month + ibis.interval(months=1)).cast("date")
    active = (_.days >= shop.policies.whole("active_min_days")).fill_null(False)
    return (
        joined.mutate(month_end=end)
        .mutate(mature=_.month_end <= day_after(shop.as_of), active=active)
        .drop("user", "used")
    )


def _answers(instrument: str, dimension: str = "overall") -> Maker:
    def keep(table: Table) -> Table:
        return table.filter(_.instrument == instrument, _.dimension == dimension, _.answered)

    return dated("answers", keep=keep)


def _votes(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """One vote a person and period: the latest answer (R-DEDUP)."""
    rows = _answers("nps")(shop, periods, params)
    newest = ibis.row_number().over(
        group_by=["period", "respondent_id"], order_by=[ibis.desc("happened_at"), ibis.desc("response_id")]
    )
    return rows.mutate(age=newest).filter(_.age == 0).drop("age")


def _account_votes(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """One vote a customer and period: the mean of its people's latest scores, unrounded."""
    rows = _votes(shop, periods, params).filter(_.customer_id.notnull())
    grouped = rows.group_by("period", "customer_id").agg(total=_.score.sum(), people=_.count(), dims_on=_.dims_on.max())
    return grouped.mutate(promoter=_.total >= _.people * 9, detractor=_.total <= _.people * 6)


def _invited(shop: Workshop, periods: Sequence[Period], params: Params) -> Table:
    """People asked in the period by one instrument, and whether they answered."""
    keep = dated("answers", "sent_on", keep=lambda t: t.filter(_.instrument == params["instrument"]))
    rows = keep(shop, periods, params)
    return rows.group_by("period", "respondent_id").agg(
        answered=_.answered.any(), customer_id=_.customer_id.max(), dims_on=_.sent_on.max()
    )


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
    counts = shop.table("customer_days").group_by(user=_.customer_id, used=_.day.truncate("M")).agg(days=_.count())
    counts = counts.filter(_.days >= shop.policies.whole("active_min_days"))
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
    "panel": View(_panel, "customer_id"),
    "terms": View(dated("terms", "due_on", until_known=False), "contract_id"),
    "movements": View(dated("movements"), "customer_id"),
    "movements_strict": View(dated("movements_strict"), "customer_id"),
    "flags": View(dated("month_flags"), "customer_id"),
    "warnings": View(dated("warnings"), "customer_id"),
    "people": View(_returning_people, "user_id", ("n",)),
    "cohort_months": View(_cohort_months, "customer_id", ("n",)),
    "leads": View(dated("leads"), "lead_id"),
    "tickets": View(_tickets("support"), "ticket_id"),
    "csat": View(_answers("csat"), "response_id"),
    "nps_answers": View(_answers("nps"), "response_id"),
    "votes": View(_votes, "respondent_id"),
    "account_votes": View(_account_votes, "customer_id"),
    "invited": View(_invited, "respondent_id", ("instrument",)),
    "lifecycle": View(_open_leads, "subject"),
    "members": View(_campaign("members"), "member_id"),
    "subjects": View(_subjects, "subject"),
    "campaign_returns": View(_campaign("campaign_returns"), "lead_id"),
    "campaign_costs": View(_campaign("campaign_costs"), "cost_id"),
    "measured": View(_measured, "member_id", ("before", "after")),
    "recoveries": View(_recoveries, "customer_id"),
    "cash": View(dated("cash"), "txn_id"),
    "purchases": View(_purchases, "txn_id"),
    "cash_to_date": View(_to_date("cash"), "txn_id"),
    "costs": View(_costs, "cost_id"),
    "costs_to_date": View(_to_date("spending"), "cost_id"),
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
