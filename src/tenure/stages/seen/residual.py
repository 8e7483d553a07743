"""What the renewals still to come are worth, by a model fitted on all relationships known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from tenure.periods import Period
from tenure.stages.money import DECIMAL, at_rate, times
from tenure.stages.rated import PRICES, Days, Money
from tenure.stages.viewing import Params, View
from tenure.stages.workshop import period_table
from tenure.stats.sbg import ShiftedBetaGeometric, fit_sbg
from tenure.words import later

if TYPE_CHECKING:
    from tenure.stages.workshop import Workshop

YEAR = 365.25


def _renewals(shop: Workshop) -> Table:
    """Every relationship begun by the day, how often it was renewed, whether it ended, and the days of its last contract."""
    runs = shop.table("relationships").filter(_.started_on <= shop.as_of, _.signed_on <= shop.as_of)
    terms = shop.table("agreements").filter(_.cover_ends_on > _.start_date)
    terms = terms.select("start_date", "renewed", holder="customer_id", days=_.end_date.delta(_.start_date, unit="day"))
    pairs = runs.join(
        terms, [runs.customer_id == terms.holder, terms.start_date >= runs.started_on, terms.start_date < runs.ended_on]
    )
    return pairs.group_by("relationship_id", "customer_id", "started_on", "ended_on").agg(
        renewals=_.renewed.fill_null(False).sum(),
        term_days=_.days.argmax(_.start_date),
        ended=(_.ended_on <= shop.as_of).any(),
    )


def _fitted(shop: Workshop, rows: Table) -> ShiftedBetaGeometric | None:
    counted = rows.group_by("renewals", "ended").agg(n=_.count())
    lost: dict[int, int] = defaultdict(int)
    lasting: dict[int, int] = defaultdict(int)
    for row in shop.engine.rows(counted):
        (lost if row["ended"] else lasting)[int(str(row["renewals"]))] += int(str(row["n"]))
    return fit_sbg(lost, lasting)


def _worth(shop: Workshop, rows: Table) -> Table:
    """(renewals, term_days, months): margin-bearing months still expected, discounted; no row without a sound fit."""
    model = _fitted(shop, rows)
    yearly = float(shop.policies.number("discount_rate_annual"))
    found: list[tuple[int, int, float]] = []
    if model is not None and yearly > 0:
        pairs = rows.filter(~_.ended).select("renewals", "term_days").distinct()
        for row in shop.engine.rows(pairs):
            renewals, days = int(str(row["renewals"])), int(str(row["term_days"]))
            discount = (1 + yearly) ** (days / YEAR) - 1
            found.append((renewals, days, model.renewals_to_come(renewals, discount) * days / YEAR * 12))
    columns = zip(*found, strict=True) if found else ((),) * 3
    types = (pa.int64(), pa.int64(), pa.float64())
    names = ("model_renewals", "model_days", "months")
    return ibis.memtable(pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)}))


def _residuals(shop: Workshop, periods: Sequence[Period], _params: Params) -> Table:
    """Customers held on the as-of day, whatever the period, with what they are still expected to bring; null without a fit."""
    rows = shop.part("renewals", "renewals", lambda: _renewals(shop))
    worth = _worth(shop, rows)
    held = rows.filter(~_.ended).left_join(worth, [_.renewals == worth.model_renewals, _.term_days == worth.model_days])
    paid = shop.table("mrr_levels").filter(_.start <= shop.as_of, _.end > shop.as_of)
    paid = at_rate(paid, shop, ibis.literal(shop.as_of))
    paid = paid.group_by(payer="customer_id").agg(mrr=times(_.mrr, _.rate).sum())
    joined = held.join(paid, held.customer_id == paid.payer)
    margin = float(shop.policies.number("gross_margin"))
    value = (_.mrr.cast("float64") * _.months * margin).cast(DECIMAL)
    joined = joined.mutate(residual=value, dims_on=ibis.literal(shop.as_of)).drop(
        "payer", "model_renewals", "model_days"
    )
    return joined.cross_join(period_table(periods).select("period"))


def _today(shop: Workshop, _period: Period, _params: Params) -> Days:
    return shop.as_of, shop.as_of


VIEWS = {
    "residuals": View(
        _residuals,
        "customer_id",
        counted_by=later("all held on the as-of day, whatever the period"),
        money=dict.fromkeys(("mrr", "residual"), (Money(PRICES, "first_day", _today),)),
    )
}
