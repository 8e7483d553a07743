"""One query per view gives all the sums that questions come down to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
from ibis.expr.types import Table

from tenure.catalogue.algebra import Term, as_number
from tenure.catalogue.groups import AMONG, groups_in
from tenure.catalogue.measure import Measure, Median, Summary
from tenure.catalogue.question import Key, Leaf, Question, Sums, leaves_of
from tenure.catalogue.slices import CUT_BY, sliced, within
from tenure.engine.dialects import statement
from tenure.periods import Period
from tenure.stages.views import VIEWS, view
from tenure.stages.workshop import Workshop
from tenure.stats.durations import kaplan_meier_median

CONSUMED = ("campaign_id", "measure")  # words of a question that views read themselves, beside their own


_WIDE = 24  # columns
_PANELS = ("panel", "lifecycle")
Wanted = tuple[Leaf, str, Term]  # a term of a leaf, by name

_CAMPAIGNS = ("members", "subjects", "campaign_returns", "campaign_costs", "measured")


def rows_of(
    shop: Workshop,
    name: str,
    question: Question,
    measure: Measure,
    extra: Sequence[str] = (),
    terms: Iterable[Term] | None = None,
) -> Table:
    """The rows of a view that a question is about, cut as it says; where terms are told, with what they look at alone."""
    consumed = {word for word in (*VIEWS[name].params, *CONSUMED) if word in question.where}
    told = consumed | {word for term in measure.terms().values() for word in VIEWS[term.view].params}
    filters = [
        word
        for word in question.where
        if word != AMONG and (word not in told or (word == "campaign_id" and name not in _CAMPAIGNS))
    ]
    groups = groups_in(question.where)
    table = view(shop, name, question.periods, {word: question.where[word] for word in consumed})
    names = list(dict.fromkeys([*question.by, *filters, *extra]))
    cut_by = [*names, *(one.name for group in groups for one in group)]
    if terms is not None and not any(one in shop.own_slices for one in cut_by):
        table = narrowed(shop, table, name, terms)
    table = sliced(shop, table, names, measure.dims, question.periods)
    for word in filters:
        table = table.filter(table[f"dim_{word}"] == question.where[word])
    return within(shop, table, groups, measure.dims, question.periods)


def narrowed(shop: Workshop, table: Table, name: str, terms: Iterable[Term]) -> Table:
    """A wide view with the columns that terms look at, and those that it is cut by: each column less is work less."""
    if len(table.columns) <= _WIDE:
        return table
    used = {VIEWS[name].subject, *CUT_BY}
    for term in terms:
        fields = as_number(term.build(table, shop.policies)).op().find(ops.Field)
        used |= {field.name for field in fields if field.rel == table.op()}
    return table.select([column for column in table.columns if column in used])


def gather(shop: Workshop, leaves: Sequence[Leaf]) -> Mapping[Any, Sums]:
    """All sums of all leaves, each asked once a workshop; leaves that look at the same rows share one query."""
    told = shop.answers
    leaves = [leaf for leaf in leaves if leaf.key not in told]
    shop.prepare(
        {
            p
            for leaf in leaves
            for term in leaf.measure.terms().values()
            if term.view in _PANELS
            for p in leaf.seen(shop.as_of).periods
        }
    )
    out: dict[tuple[object, ...], dict[str, dict[Key, Decimal]]] = {}
    alone: list[Wanted] = []
    for leaf in {leaf.key: leaf for leaf in leaves}.values():
        out[leaf.key] = {}
        alone += [(leaf, name, term) for name, term in leaf.measure.terms().items()]
        if isinstance(leaf.measure, Median):
            out[leaf.key] |= _middles(shop, leaf.measure, leaf.seen(shop.as_of))
        if isinstance(leaf.measure, Summary):
            out[leaf.key] |= _conclusions(shop, leaf.measure, leaf.seen(shop.as_of))
    for wanted in together(shop, alone):
        rows, places = summed(shop, wanted)
        for i, (leaf, name, _term) in enumerate(wanted):
            out[leaf.key][name] = column_of(rows, i, places, leaf.seen(shop.as_of))
    told.update(out)
    return told


def together(shop: Workshop, wanted: Iterable[Wanted]) -> list[list[Wanted]]:
    """The terms, those together that one query can sum; over the panel those of other periods too."""
    groups: dict[tuple[object, ...], list[Wanted]] = {}
    for leaf, name, term in wanted:
        seen = leaf.seen(shop.as_of)
        asked = replace(seen, periods=()) if term.view == "panel" else seen
        groups.setdefault((term.view, leaf.measure.dims, asked.key), []).append((leaf, name, term))
    return list(groups.values())


def summed(shop: Workshop, wanted: Sequence[Wanted]) -> tuple[pa.Table, Mapping[Period, int]]:
    """The sums of terms that go together, a column each, by period and slices; and the place of each period in them."""
    first, question = wanted[0][0], wanted[0][0].seen(shop.as_of)
    if wanted[0][2].view == "panel":
        every = (period for leaf, _name, _term in wanted for period in leaf.seen(shop.as_of).periods)
        question = replace(question, periods=tuple(dict.fromkeys(every)))
    terms = [term for _leaf, _name, term in wanted] if question.by or question.where else None
    table = rows_of(shop, wanted[0][2].view, question, first.measure, terms=terms)
    sums = {
        f"sum_{i}": as_number(term.build(table, shop.policies)).sum() for i, (_leaf, _name, term) in enumerate(wanted)
    }
    grouped = table.group_by(["period", *(f"dim_{name}" for name in question.by)]).agg(**sums)
    return shop.engine.arrow(grouped), {period: place for place, period in enumerate(question.periods)}


def column_of(rows: pa.Table, number: int, places: Mapping[Period, int], question: Question) -> dict[Key, Decimal]:
    """One column of sums, by the periods of a question and its slices; what sums to nothing known is nothing."""
    keys = zip(rows["period"].to_pylist(), *(rows[f"dim_{name}"].to_pylist() for name in question.by), strict=True)
    cells: dict[int, dict[tuple[str | None, ...], Decimal]] = {}
    for (place, *slices), told in zip(keys, rows[f"sum_{number}"].to_pylist(), strict=True):
        cells.setdefault(place, {})[tuple(slices)] = _exact(told)
    return {
        (place, slices): sum_
        for place, period in enumerate(question.periods)
        for slices, sum_ in cells.get(places.get(period, place), {}).items()
    }


def _exact(told: object) -> Decimal:
    return Decimal(0) if told is None else told if isinstance(told, Decimal) else Decimal(str(told))


def _key(row: Mapping[str, Any], question: Question) -> Key:
    return int(row["period"]), tuple(row[f"dim_{name}"] for name in question.by)


def _middles(shop: Workshop, measure: Median, question: Question) -> dict[str, dict[Key, Decimal]]:
    """`median` and `known` of a median; by Kaplan and Meier where it has a censored side."""
    table = rows_of(shop, measure.of.view, question, measure)
    length = measure.of.build(table, shop.policies)
    keys = ["period", *(f"dim_{name}" for name in question.by)]
    out: dict[str, dict[Key, Decimal]] = {"median": {}, "known": {}}
    if measure.censored is None:
        grouped = table.group_by(keys).agg(median=length.quantile(0.5), known=length.count())
        for row in shop.engine.rows(grouped):
            out["known"][_key(row, question)] = Decimal(row["known"])
            if row["median"] is not None:
                out["median"][_key(row, question)] = Decimal(repr(row["median"]))
        return out
    lasting = measure.censored.build(table, shop.policies)
    counted = (
        table.mutate(ended=length.notnull(), length=ibis.coalesce(length, lasting))
        .group_by([*keys, "ended", "length"])
        .agg(n=lambda t: t.count())
    )
    curves: dict[Key, tuple[dict[int, int], dict[int, int]]] = {}
    for row in shop.engine.rows(counted):
        sides = curves.setdefault(_key(row, question), ({}, {}))
        sides[0 if row["ended"] else 1][int(str(row["length"]))] = int(str(row["n"]))
    for key, (ended, still) in curves.items():
        out["known"][key] = Decimal(sum(ended.values()))
        middle = kaplan_meier_median(ended, still)
        if middle is not None:
            out["median"][key] = middle
    return out


def _conclusions(shop: Workshop, measure: Summary, question: Question) -> dict[str, dict[Key, Decimal]]:
    """`value` of a summary where it has one, and `low95` and `high95` where it has an interval."""
    table = rows_of(shop, measure.counted.view, question, measure)
    columns = {name: term.build(table, shop.policies) for name, term in measure.columns.items()}
    keys = ["period", *(f"dim_{name}" for name in question.by)]
    alike = table.mutate(**columns).group_by([*keys, *columns]).agg(n=lambda t: t.count())
    groups: dict[Key, list[Mapping[str, Any]]] = {}
    for row in shop.engine.rows(alike):
        groups.setdefault(_key(row, question), []).append(row)
    out: dict[str, dict[Key, Decimal]] = {"value": {}, "low95": {}, "high95": {}}
    for key, rows in groups.items():
        made = measure.conclude(rows, question.where, shop.policies)
        if made is not None:
            out["value"][key] = made.value
            if made.interval:
                out["low95"][key], out["high95"][key] = (Decimal(repr(edge)) for edge in made.interval)
    return out


def statements(shop: Workshop, measure: Measure, question: Question, dialect: str) -> list[str]:
    """The statements that give the sums of a measure, over the stages they stand on."""
    return [
        f"-- {leaf.measure.id or measure.id}\n{statement(table, dialect)};"
        for leaf in leaves_of(measure, question, shop.policies)
        for table in sums_asked(shop, leaf)
    ]


def sums_asked(shop: Workshop, leaf: Leaf) -> Iterator[Table]:
    """What is asked for one measure made of sums, a table a query."""
    measure, seen = leaf.measure, leaf.seen(shop.as_of)
    if isinstance(measure, Median) and measure.censored is None:
        table = rows_of(shop, measure.of.view, seen, measure)
        length = measure.of.build(table, shop.policies)
        yield table.group_by("period").agg(median=length.quantile(0.5), known=length.count())
    if isinstance(measure, Median) and measure.censored is not None:
        table = rows_of(shop, measure.of.view, seen, measure)
        length, lasting = measure.of.build(table, shop.policies), measure.censored.build(table, shop.policies)
        table = table.mutate(ended=length.notnull(), length=ibis.coalesce(length, lasting))
        yield table.group_by(["period", "ended", "length"]).agg(n=lambda t: t.count())
    if isinstance(measure, Summary):
        table = rows_of(shop, measure.counted.view, seen, measure)
        columns = {name: term.build(table, shop.policies) for name, term in measure.columns.items()}
        yield table.mutate(**columns).group_by(["period", *columns]).agg(n=lambda t: t.count())
    for view_name in dict.fromkeys(term.view for term in measure.terms().values()):
        table = rows_of(shop, view_name, seen, measure)
        sums = {
            name: as_number(term.build(table, shop.policies)).sum()
            for name, term in measure.terms().items()
            if term.view == view_name
        }
        yield table.group_by("period").agg(**sums)
