"""Slicing: by columns of the view itself, by cohort and channel, by attributes of customers on the right day (R-DIMS)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_

import ibis
from ibis import _
from ibis.expr.types import Table

from tenure.catalogue.groups import AMONG, Condition, Groups, groups_in
from tenure.catalogue.measure import Dims, Measure
from tenure.errors import NotFound, unknown
from tenure.periods import ONE_DAY, Period, period_of, span
from tenure.stages.attributes import SEVERAL, customers_with
from tenure.stages.lifecycle import STAGES
from tenure.stages.panel import STATES, TIERS, prospects
from tenure.stages.viewing import Cut
from tenure.stages.views import VIEWS
from tenure.stages.workshop import Workshop
from tenure.texts import Text

FEW = 50  # values of an attribute
_OWN = (
    "channel",
    "product",
    "currency",
    "arm",
    "campaign_id",
    "stage",
    "instrument",
    "topic",
    "purpose",
    "kind",
    "acq_channel",
    "dimension",
    "platform",
    "account",
    "feature",
    "role",
    "field",
)
_PANEL = {
    Dims.OPEN: {"tier": "value_tier_open", "state": "state_open"},
    Dims.CLOSE: {"tier": "value_tier_close", "state": "state_close", "stage": "stage_close"},
}
_WORDS = {"tier": TIERS, "state": STATES, "stage": STAGES}  # theirs by definition, whoever falls under them
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
CHANNEL = "acq_channel"
LASTING = ("cohort", CHANNEL)  # never change of a customer
_OF_CUSTOMERS = (*LASTING, "customer")
_PLACED = ("period", "customer_id", "opening", "dims_on")  # when and of whom a row is
CUT_BY = frozenset(
    {*_PLACED, *_OWN, *(column for told in _PANEL.values() for column in told.values())}
)  # what slices look at


def attributes_known(shop: Workshop) -> list[str]:
    """Names of the attributes that customers carry; asked once a workshop."""
    if attributes_known not in shop.answers:
        rows = shop.engine.rows(shop.table("attributes").select("attr").distinct())
        shop.answers[attributes_known] = sorted(str(row["attr"]) for row in rows)
    known: list[str] = shop.answers[attributes_known]
    return known


def scopes_known(shop: Workshop) -> list[str]:
    """The attributes by which a reader's customers can be told: those that every number reads as the customer's.

    Left out are names that some rows carry themselves, that views read, or that the company has defined, and attributes of
    which a customer carries several.
    """
    taken = {*_OWN, *_OF_CUSTOMERS, *SEVERAL, *shop.own_slices, "measure"}
    taken |= {name for told in _PANEL.values() for name in told}
    taken |= {word for one in VIEWS.values() for word in one.params}
    return [name for name in attributes_known(shop) if name not in taken]


def scope_told(shop: Workshop, name: str, word: str) -> tuple[str, str]:
    """The slice of the customers whose attribute has that value, as it is written; large and small letters are one.

    Raises: NotFound where customers are not told apart by it, or none has the value.
    """
    known = scopes_known(shop)
    if name not in known:
        raise unknown(Text("attribute of customers called"), name, known)
    found = _values(shop, name)
    alike = [one for one in found if one.casefold() == word.casefold()]
    if not alike:
        raise _no_word(name, word, found)
    return name, word if word in alike else alike[0]


def check_defined(shop: Workshop, pairs: Iterable[tuple[str, str]]) -> None:
    """Whether stages, tiers, states and cohorts can be called so; a word that they can have is one though nobody falls under it.

    Raises: NotFound for another, with those there are.
    """
    for name, word in [pair for pair in pairs if pair[0] not in shop.own_slices]:
        if name == "cohort" and not _MONTH.fullmatch(word):
            rows = shop.table("customer_slices").filter(_.cohort.notnull()).select("cohort").distinct()
            raise _no_word(name, word, [str(row["cohort"]) for row in shop.engine.rows(rows)])
        told = _WORDS.get(name, (word,))
        if word not in told and word not in _values(shop, name):  # an attribute may bear that name too
            raise _no_word(name, word, list(told))


def check_words(
    shop: Workshop,
    pairs: Iterable[tuple[str, str]],
    names: Sequence[str] | None = None,
    hidden: Callable[[str, str], bool] = lambda _word, _name: False,
) -> None:
    """Whether slices can be called so: beside those with words by definition, attributes by which customers are told apart, or `names`.

    The words of a workshop of some customers are theirs. A hidden word is never told.

    Raises: NotFound for a word that they cannot have, or for a value that no customer ever had.
    """
    told, known = list(pairs), scopes_known(shop) if names is None else names
    check_defined(shop, told)
    for name, word in [pair for pair in told if pair[0] in known]:
        if word not in (found := _values(shop, name)):
            raise _no_word(name, word, [one for one in found if not hidden(one, name)])


def _values(shop: Workshop, name: str) -> list[str]:
    if name == CHANNEL:
        told = shop.table("customer_slices").select(value=name)
    else:
        told = shop.table("attributes").filter(_.attr == name).select("value")
    return sorted(str(row["value"]) for row in shop.engine.rows(told.filter(_.value.notnull()).distinct()))


def _no_word(name: str, word: str, known: Sequence[str]) -> NotFound:
    return unknown(Text("value of {attribute} called", attribute=name), word, known)


def slices_known(shop: Workshop, measure: Measure) -> list[str]:
    """The slices that a number over the panel can be cut by, single customers left out; none for others."""
    if any(term.view != "panel" for term in measure.terms().values()):
        return []
    return [*_PANEL[measure.dims], "acq_channel", "cohort", *attributes_known(shop), *shop.own_slices]


def slices_kept(shop: Workshop) -> list[str]:
    """The slices that are worth keeping numbers by: one value a customer and day, and few values."""
    values = shop.table("attributes").group_by("attr").agg(values=_.value.nunique())
    few = sorted(str(row["attr"]) for row in shop.engine.rows(values.filter(_.values <= FEW)))
    names = [*_PANEL[Dims.OPEN], "acq_channel", *(name for name in few if name not in SEVERAL), *shop.own_slices]
    return list(dict.fromkeys(names))


def slice_words(shop: Workshop, names: Sequence[str]) -> dict[str, list[str]]:
    """Of each slice by an attribute or a channel the words there are, where they are few."""
    told = shop.table("attributes").filter(_.attr.isin(list(names))).select("attr", "value").distinct()
    channels = shop.table("customer_slices").select(attr=ibis.literal("acq_channel"), value="acq_channel").distinct()
    rows = [row for table in (told, channels) for row in shop.engine.rows(table)]
    words = {name: sorted(str(row["value"]) for row in rows if row["attr"] == name and row["value"]) for name in names}
    return {name: found for name, found in words.items() if 1 < len(found) <= FEW}


def sliced(shop: Workshop, table: Table, names: Sequence[str], dims: Dims, periods: Sequence[Period]) -> Table:
    """The table with a column `dim_<name>` for each slice.

    Raises: NotFound when the rows cannot be cut that way, with what they can be cut by.
    """
    for name in names:
        if name in shop.own_slices and "customer_id" in table.columns:
            table = _own(shop, table, name, dims, periods)
        else:
            table = _one(shop, table, name, dims)
    return table


def _own(shop: Workshop, table: Table, name: str, dims: Dims, periods: Sequence[Period]) -> Table:
    """A slice that the company has defined over the panel: for other rows, that of their customer in their period.

    A rate over an opening base reads it at the end of the period before, where the day before the first one lies.
    """
    word = shop.own_slices[name]
    is_panel = "value_tier_close" in table.columns
    if is_panel and dims is Dims.CLOSE:
        return table.mutate(**{f"dim_{name}": word(table)})
    told = [_before(period) for period in periods] if is_panel else periods
    rows = shop.panel(told)
    rows = rows.union(prospects(shop, told)) if is_panel else rows
    rows = rows.select(sliced="customer_id", slice_period="period", **{f"dim_{name}": word(rows)})
    joined = table.left_join(rows, [table.customer_id == rows.sliced, table.period == rows.slice_period])
    return joined.drop("sliced", "slice_period")


def _before(period: Period) -> Period:
    """The time of the same length that ends where a period begins."""
    before = period.previous()
    return before if before.end == period.start else Period(period.start - period.days * ONE_DAY, period.start, "day")


def _own_by_day(shop: Workshop, table: Table, name: str) -> Table:
    """A slice that the company has defined, read in the month that holds the day in `dims_on`."""
    edges = shop.engine.rows(table.agg(first=table.dims_on.min(), last=table.dims_on.max()))[0]
    first, last = edges["first"], edges["last"]
    if not isinstance(first, date) or not isinstance(last, date):
        return table.mutate(**{f"dim_{name}": ibis.null("string")})
    months = [month.so_far(shop.as_of) for month in span(period_of(first, "month"), period_of(last, "month"))]
    rows = shop.panel(months)
    rows = rows.select(
        sliced="customer_id", slice_from="p0", slice_to="p1", **{f"dim_{name}": shop.own_slices[name](rows)}
    )
    days = [table.customer_id == rows.sliced, rows.slice_from <= table.dims_on, rows.slice_to >= table.dims_on]
    return table.left_join(rows, days).drop("sliced", "slice_from", "slice_to")


def _one(shop: Workshop, table: Table, name: str, dims: Dims) -> Table:
    is_panel = "value_tier_close" in table.columns
    own = (_PANEL[dims].get(name) if is_panel else None) or (name if name in _OWN else None)
    if own is not None and own in table.columns:
        return table.mutate(**{f"dim_{name}": table[own].cast("string")})
    if "customer_id" in table.columns:
        if name in _OF_CUSTOMERS:
            facts = shop.table("customer_slices").select(sliced="customer_id", **{f"dim_{name}": name})
            return table.left_join(facts, table.customer_id == facts.sliced).drop("sliced")
        if name in attributes_known(shop):
            return _attribute(shop, table, name, _day(table, dims))
    known = [word for word in _OWN if word in table.columns] + (sorted(_PANEL[dims]) if is_panel else [])
    if "customer_id" in table.columns:
        known += [*_OF_CUSTOMERS, *attributes_known(shop), *shop.own_slices]
    raise unknown(Text("slice of this number called"), name, known)


def _day(table: Table, dims: Dims) -> str:
    """The column with the day on which rows tell a customer's attributes."""
    return "opening" if "value_tier_close" in table.columns and dims is Dims.OPEN else "dims_on"


def _attribute(shop: Workshop, table: Table, name: str, day: str, word: str | None = None) -> Table:
    values = shop.table("attributes").filter(_.attr == name)
    values = values if word is None else values.filter(_.value == word)
    values = values.select(
        sliced="customer_id", slice_from="valid_from", slice_to="valid_to", **{f"dim_{name}": "value"}
    )
    joined = table.left_join(
        values, [table.customer_id == values.sliced, values.slice_from <= table[day], values.slice_to >= table[day]]
    )
    return joined.drop("sliced", "slice_from", "slice_to")


def within(shop: Workshop, table: Table, groups: Groups, dims: Dims, periods: Sequence[Period]) -> Table:
    """The rows that pass groups of filters, each slice read as one alone would be.

    Raises: NotFound when the rows cannot be cut that way, with what they can be cut by.
    """
    marks: dict[Condition, str] = {}
    for one in (one for group in groups for one in group if one not in marks):
        marks[one] = f"passes_{len(marks)}"
        table = _passing(shop, table, one, marks[one], dims, periods)
    passes = (reduce(and_, (table[marks[one]] for one in group)) for group in groups)
    return table.filter(reduce(or_, passes)).drop(*marks.values()) if groups else table


def _passing(shop: Workshop, table: Table, one: Condition, column: str, dims: Dims, periods: Sequence[Period]) -> Table:
    """The table with whether each row passes a filter, in a column; no row twice, though a customer carry several words."""
    name, own = one.name, one.name in shop.own_slices or (one.name in _OWN and one.name in table.columns)
    if name in SEVERAL and not own and name in attributes_known(shop) and "customer_id" in table.columns:
        for place, word in enumerate(one.words):
            carried = _attribute(shop, table, name, _day(table, dims), word)
            table = carried.mutate(**{f"{column}_{place}": carried[f"dim_{name}"].notnull()}).drop(f"dim_{name}")
        parts = [f"{column}_{place}" for place in range(len(one.words))]
        falls = reduce(or_, (table[part] for part in parts))
        return table.mutate(**{column: ~falls if one.outside else falls}).drop(*parts)
    there = f"dim_{name}" in table.columns
    table = table if there else sliced(shop, table, [name], dims, periods)
    falls = table[f"dim_{name}"].isin(one.words).fill_null(False)
    table = table.mutate(**{column: ~falls if one.outside else falls})
    return table if there else table.drop(f"dim_{name}")


def customers_cut(
    shop: Workshop, where: Mapping[str, str], period: Period, latest: Workshop, own: Mapping[str, str]
) -> Table:
    """(customer_id): who falls under some slices at the end of a period, or by the as-of day within it; and under others now.

    `latest` is the workshop of the last day known, by which `own` is told.

    Raises: NotFound where customers cannot be cut that way, with what they can be cut by.
    """
    parts = [customers_with(latest, name, word) for name, word in own.items()]
    parts += [_falling(shop, where, period)] if where else []
    return reduce(lambda one, other: one.semi_join(other, "customer_id"), parts)


def _falling(shop: Workshop, where: Mapping[str, str], period: Period) -> Table:
    seen = (period.so_far(shop.as_of),)
    plain = {name: word for name, word in where.items() if name != AMONG}
    rows = sliced(shop, shop.panel(seen).mutate(dims_on=_.p1), tuple(plain), Dims.CLOSE, seen)
    for name, word in plain.items():
        rows = rows.filter(rows[f"dim_{name}"] == word)
    rows = within(shop, rows, groups_in(where), Dims.CLOSE, seen)
    return rows.select("customer_id").distinct()


def segments(shop: Workshop, name: str) -> Cut:
    """What gives rows of customers a column `segment`: the word they fall under, by the day in their `dims_on`.

    Raises: NotFound, when it is used, where the rows cannot be cut that way.
    """

    def cut(table: Table) -> Table:
        by_day = name in shop.own_slices and "value_tier_close" not in table.columns
        made = _own_by_day(shop, table, name) if by_day else sliced(shop, table, [name], Dims.CLOSE, ())
        return made.mutate(segment=made[f"dim_{name}"]).drop(f"dim_{name}")

    return cut
