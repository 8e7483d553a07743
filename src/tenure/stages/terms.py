"""Contract terms and what became of each (R-WINDOW, R-DUE, R-EARLY, R-CANCEL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.stages.money import FAR, ZERO, at_rate, before_month, times
from tenure.stages.readings import counted, kept_until

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop


def agreements(shop: Workshop) -> Table:
    """Each contract with its window, the renewal that follows it, and the day its cover ends.

    `window_ends_on` is the first day after the win-back window; `ends_on` the first day not covered by the contract itself;
    `cover_ends_on` the first day on which the customer is no longer held by it. `renewed` is null while the window is open.
    """
    grace = ibis.interval(months=shop.policies.whole("grace_months"))
    told = shop.facts.table("contracts")
    if "contract" not in shop.policies.words("relationship"):
        told = told.limit(0)  # where contracts are no base of relationships, they say nothing
    contracts = told.mutate(
        window_ends_on=(_.end_date + grace).cast("date"),
        ends_on=ibis.least(_.end_date, ibis.coalesce(_.terminated_on, _.end_date)),
        cancelled=(_.termination_kind == "cancelled").fill_null(False),
    )
    linked = contracts.select(
        predecessor="predecessor_id",
        next_id="contract_id",
        next_signed_on="signed_on",
        next_start="start_date",
        next_customer="customer_id",
    ).filter(_.predecessor.notnull())
    pairs = contracts.join(
        linked,
        [
            contracts.contract_id == linked.predecessor,
            contracts.customer_id == linked.next_customer,
            linked.next_signed_on < contracts.window_ends_on,
        ],
    ).filter(~_.cancelled)
    last = ibis.row_number().over(group_by="contract_id", order_by=[ibis.desc("next_signed_on"), ibis.desc("next_id")])
    followers = (
        pairs.mutate(place=last).filter(_.place == 0).select("contract_id", "next_id", "next_signed_on", "next_start")
    )
    joined = contracts.left_join(followers, "contract_id").drop("contract_id_right")
    over = joined.window_ends_on <= shop.as_of
    told = joined.mutate(
        renewed=ibis.cases((_.next_id.notnull(), True), (_.cancelled | over, False), else_=ibis.null("boolean")),
        mature=over,
    )
    return kept_until(told, shop).rename(cover_ends_on="kept_until")


def price_spans(shop: Workshop) -> Table:
    """The price of a contract and the days it is in force: `valid_from` to `valid_to`, both inclusive."""
    following = _.from_date.lead().over(group_by="contract_id", order_by=["from_date", "price_id"])
    return counted(shop.facts.table("contract_prices"), shop).mutate(
        valid_from=_.from_date,
        valid_to=ibis.coalesce((following - ibis.interval(days=1)).cast("date"), ibis.literal(FAR)),
    )


def priced(table: Table, shop: Workshop, contract: str, day: str, prefix: str) -> Table:
    """The table with the price columns of a contract on a day, each named with a prefix; null where no price is in force."""
    spans = shop.table("price_spans")
    columns = {f"{prefix}{name}": spans[name] for name in ("mrr", "list_mrr", "currency", "seats", "product_tier")}
    spans = spans.select(price_contract="contract_id", price_from="valid_from", price_to="valid_to", **columns)
    joined = table.left_join(
        spans, [table[contract] == spans.price_contract, spans.price_from <= table[day], spans.price_to >= table[day]]
    )
    return joined.drop("price_contract", "price_from", "price_to")


def terms(shop: Workshop) -> Table:
    """One row per contract, due on its scheduled end date as signed: amounts at the opening rate of the due month.

    `renewed` and `paid_renewal` are null while open; `entered_window` tells whether the due day passed unsigned.
    """
    base = shop.table("agreements").mutate(
        due_on=_.end_date,
        last_covered=(_.ends_on - ibis.interval(days=1)).cast("date"),
        rate_on=before_month(_.end_date),
    )
    base = priced(base, shop, "contract_id", "last_covered", "")
    base = priced(base, shop, "next_id", "next_start", "next_")
    base = at_rate(base, shop, base.rate_on, "due_rate")
    base = at_rate(base, shop, base.rate_on, "next_rate", "next_currency")
    base = base.left_join(_first_payment(shop), [("next_id", "paid_contract")]).drop("paid_contract")
    signed_in_time = _.next_signed_on < _.due_on
    base = base.mutate(
        due_amount=ibis.ifelse(_.ends_on > _.start_date, times(_.mrr, _.due_rate), ZERO),
        renewed_amount=times(_.next_mrr, _.next_rate),
        list_amount=times(_.next_list_mrr, _.next_rate),
        paid_in_window=(_.first_paid_on < _.window_ends_on).fill_null(False),
        on_time=signed_in_time.fill_null(False),
        due_ahead=_.due_on > shop.as_of,
        early=(_.due_on.delta(_.next_signed_on, unit="day") >= shop.policies.whole("early_days")).fill_null(False),
        entered_window=(_.due_on <= shop.as_of) & _.termination_kind.isnull() & ~signed_in_time.fill_null(False),
    )
    return base.mutate(
        renewed_gross=ibis.ifelse(_.renewed_amount.isnull(), ZERO, ibis.least(_.renewed_amount, _.due_amount)),
        partial=(_.renewed_amount < _.due_amount).fill_null(False),
        paid_renewal=ibis.cases(
            (_.next_id.isnull(), _.renewed), (_.paid_in_window, True), (_.mature, False), else_=ibis.null("boolean")
        ),
    ).drop("rate_on", "last_covered", "paid_in_window", "seq", "known_on")


def _first_payment(shop: Workshop) -> Table:
    payments = shop.facts.table("transactions").filter(_.kind == "payment", _.contract_id.notnull())
    return payments.group_by(paid_contract=_.contract_id).agg(first_paid_on=_.happened_on.min())


def tier_steps(shop: Workshop) -> Table:
    """(customer_id, day, step): product tier rising (+1) or falling (-1), within a contract or at its renewal."""
    contracts = shop.table("agreements").select(
        "contract_id", "customer_id", "start_date", "ends_on", "next_id", "next_start"
    )
    prices = shop.table("price_spans").select(
        price_of="contract_id",
        valid_from="valid_from",
        valid_to="valid_to",
        product_tier="product_tier",
        price_id="price_id",
    )
    # only prices that came into force
    charged = contracts.join(
        prices,
        [
            contracts.contract_id == prices.price_of,
            prices.valid_from < contracts.ends_on,
            prices.valid_to >= contracts.start_date,
        ],
    ).filter(_.start_date < _.ends_on)
    charged = charged.mutate(day=ibis.greatest(_.valid_from, _.start_date))
    before = _.product_tier.lag().over(group_by="contract_id", order_by=["valid_from", "price_id"])
    within = charged.mutate(before=before).select("customer_id", "product_tier", "before", "day")
    edges = charged.group_by("contract_id").agg(
        first=_.product_tier.argmin(_.valid_from), last=_.product_tier.argmax(_.valid_from)
    )
    renewed = contracts.filter(_.next_id.notnull()).join(edges.select("contract_id", before="last"), "contract_id")
    renewed = renewed.join(edges.select(next_key="contract_id", product_tier="first"), [("next_id", "next_key")])
    steps = within.union(renewed.select("customer_id", "product_tier", "before", day="next_start"))
    return (
        steps.mutate(step=(_.product_tier - _.before).sign()).filter(_.step != 0).select("customer_id", "day", "step")
    )


def unpriced(shop: Workshop) -> Table:
    """(missing): how many contracts have no price at all."""
    return shop.table("agreements").anti_join(shop.table("price_spans"), "contract_id").agg(missing=_.count())
