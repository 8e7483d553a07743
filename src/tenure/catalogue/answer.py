"""From a question to values: one query per view, then each measure reads its own sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
from ibis.expr.types import Table

from tenure.catalogue.algebra import Term, as_number
from tenure.catalogue.family import measure as find
from tenure.catalogue.measure import Formula, Known, Measure, Median, Part, Ratio, Running, Total
from tenure.catalogue.slices import sliced
from tenure.catalogue.value import Status, Value, divided, share_interval
from tenure.errors import UsageError
from tenure.periods import ONE_DAY, Period
from tenure.stages.money import missing_rates
from tenure.stages.views import VIEWS, view
from tenure.stages.workshop import Workshop
from tenure.stats.durations import kaplan_meier_median

Key = tuple[int, tuple[str | None, ...]]  # place of the period, values of the slices
Sums = Mapping[str, Mapping[Key, Decimal]]
CONSUMED = ("campaign_id", "measure")  # words of a question that views read themselves, beside their own


@dataclass(frozen=True)
class Question:
    """What is asked: which periods, cut by what, of whom."""

    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two questions the same."""
        return (self.periods, self.by, tuple(sorted(self.where.items())))


@dataclass(frozen=True)
class Leaf:
    """A measure that is made of sums, asked in one way."""

    measure: Measure
    question: Question

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two leaves the same."""
        return (id(self.measure), self.question.key)

    def seen(self, as_of: date) -> Question:
        """The question as its rows are read: what happens in a running period, only so far."""
        if self.measure.running is not Running.PARTIAL:
            return self.question
        return replace(self.question, periods=tuple(_so_far(period, as_of) for period in self.question.periods))


def _so_far(period: Period, as_of: date) -> Period:
    end = max(period.start, min(period.end, as_of + ONE_DAY))
    return period if end == period.end else Period(period.start, end, "day")


def answer(shop: Workshop, measures: Sequence[Measure], question: Question) -> list[list[Value]]:
    """The values of each measure, period by period and slice by slice.

    Raises: UsageError, NotFound for a question that cannot be asked.
    """
    for one in measures:
        _check(one, question)
    tellable = [one for one in measures if not _missing(shop, one)]
    sums = _gather(shop, [leaf for one in tellable for leaf in _leaves(one, question)])
    return [_values(shop, one, question, sums) for one in measures]


def _check(measure: Measure, question: Question) -> None:
    for word in measure.params:
        if word not in question.where and word != "measure":
            raise UsageError(f"{measure.id} needs {word}.", f"Add --where {word}=….")
    if measure.grains and any(period.grain not in measure.grains for period in question.periods):
        raise UsageError(f"{measure.id} is told by {', '.join(measure.grains)} only.", "Ask for a period such as 2024-07.")


def _missing(shop: Workshop, measure: Measure) -> str:
    """Why a measure cannot be told from the facts at hand; empty when it can."""
    lacking = [kind for kind in measure.needs if not shop.facts.has(kind)]
    if set(measure.needs) & {"contracts", "contract_prices"} and "contract" not in shop.policies.words("relationship"):
        lacking = lacking or ["contracts"]
    if lacking:
        return f"no {', '.join(lacking)}"
    if {"contract_prices", "transactions", "costs"} & set(measure.needs):
        rates = missing_rates(shop)
        if rates:
            return f"no fx_rates for {', '.join(rates)}"
    if isinstance(measure, Formula):
        return next((why for part in measure.parts.values() if (why := _missing(shop, _of(part)))), "")
    return ""


def _of(part: Part) -> Measure:
    return find(part.measure) if isinstance(part.measure, str) else part.measure


def _asked(part: Part, question: Question) -> Question:
    return replace(question, periods=tuple(part.period(p) for p in question.periods), where={**question.where, **part.where})


def _leaves(measure: Measure, question: Question) -> Iterable[Leaf]:
    if isinstance(measure, Formula):
        for part in measure.parts.values():
            yield from _leaves(_of(part), _asked(part, question))
    else:
        yield Leaf(measure, question)


def rows_of(shop: Workshop, name: str, question: Question, measure: Measure, extra: Sequence[str] = ()) -> Table:
    """The rows of a view that a question is about, cut as it says."""
    consumed = {word for word in (*VIEWS[name].params, *CONSUMED) if word in question.where}
    filters = [word for word in question.where if word not in consumed or (word == "campaign_id" and name not in _CAMPAIGNS)]
    table = view(shop, name, question.periods, {word: question.where[word] for word in consumed})
    table = sliced(shop, table, list(dict.fromkeys([*question.by, *filters, *extra])), measure.dims)
    for word in filters:
        table = table.filter(table[f"dim_{word}"] == question.where[word])
    return table


_PANELS = ("panel", "lifecycle")
_CAMPAIGNS = ("members", "subjects", "campaign_returns", "campaign_costs", "measured")


def _gather(shop: Workshop, leaves: Sequence[Leaf]) -> dict[tuple[object, ...], dict[str, dict[Key, Decimal]]]:
    """All sums of all leaves; leaves that look at the same rows share one query."""
    shop.prepare({p for leaf in leaves for term in leaf.measure.terms().values() if term.view in _PANELS for p in leaf.seen(shop.as_of).periods})
    out: dict[tuple[object, ...], dict[str, dict[Key, Decimal]]] = {}
    groups: dict[tuple[object, ...], list[tuple[Leaf, str, Term]]] = {}
    for leaf in {leaf.key: leaf for leaf in leaves}.values():
        out[leaf.key] = {}
        for name, term in leaf.measure.terms().items():
            groups.setdefault((term.view, leaf.measure.dims, leaf.seen(shop.as_of).key), []).append((leaf, name, term))
        if isinstance(leaf.measure, Median):
            out[leaf.key] |= _middles(shop, leaf.measure, leaf.seen(shop.as_of))
    for wanted in groups.values():
        for (leaf, name, _term), column in zip(wanted, _summed(shop, wanted), strict=True):
            out[leaf.key][name] = column
    return out


def _summed(shop: Workshop, wanted: Sequence[tuple[Leaf, str, Term]]) -> list[dict[Key, Decimal]]:
    first, question = wanted[0][0], wanted[0][0].seen(shop.as_of)
    table = rows_of(shop, wanted[0][2].view, question, first.measure)
    sums = {f"sum_{i}": as_number(term.build(table, shop.policies)).sum() for i, (_leaf, _name, term) in enumerate(wanted)}
    grouped = table.group_by(["period", *(f"dim_{name}" for name in question.by)]).agg(**sums)
    out: list[dict[Key, Decimal]] = [{} for _ in wanted]
    for row in shop.engine.rows(grouped):
        key = _key(row, question)
        for i in range(len(wanted)):
            number = row[f"sum_{i}"]
            out[i][key] = Decimal(0) if number is None else Decimal(str(number)) if not isinstance(number, Decimal) else number
    return out


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
            out["known"][_key(row, question)] = Decimal(row["known"])  # type: ignore[arg-type]
            if row["median"] is not None:
                out["median"][_key(row, question)] = Decimal(repr(row["median"]))
        return out
    lasting = measure.censored.build(table, shop.policies)
    counted = table.mutate(ended=length.notnull(), length=ibis.coalesce(length, lasting)).group_by([*keys, "ended", "length"]).agg(n=lambda t: t.count())
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


def statements(shop: Workshop, measure: Measure, question: Question) -> list[str]:
    """The statements that give the sums of a measure, over the stages they stand on."""
    out = []
    for leaf in _leaves(measure, question):
        seen = leaf.seen(shop.as_of)
        terms = leaf.measure.terms() or {"numerator": leaf.measure.sides()["numerator"]}
        for view_name in dict.fromkeys(term.view for term in terms.values()):
            table = rows_of(shop, view_name, seen, leaf.measure)
            sums = {name: as_number(term.build(table, shop.policies)).sum() for name, term in terms.items() if term.view == view_name}
            out.append(f"-- {leaf.measure.id or measure.id}\n{shop.engine.sql(table.group_by('period').agg(**sums))};")
    return out


# ---- from sums to values


def _values(shop: Workshop, measure: Measure, question: Question, sums: Mapping[tuple[object, ...], Sums]) -> list[Value]:
    missing = _missing(shop, measure)
    if missing:
        return [
            Value(measure.id, period, shop.as_of, "unavailable", reason=missing, policy_version=shop.policies.version, facts_version=shop.facts.version)
            for period in question.periods
        ]
    keys = _keys(measure, question, sums)
    small = shop.policies.whole("small_sample")
    out = []
    for key in keys:
        made = _one(measure, question, key, shop, sums)
        period = question.periods[key[0]]
        out.append(
            replace(
                made,
                metric=measure.id,
                period=period,
                dims=dict(zip(question.by, key[1], strict=True)),
                interval=share_interval(made.numerator, made.denominator) if made.value is not None and isinstance(measure, Ratio) else None,
                small=made.denominator is not None and made.denominator < small,
                policy_version=shop.policies.version,
                facts_version=shop.facts.version,
            )
        )
    return out


def _keys(measure: Measure, question: Question, sums: Mapping[tuple[object, ...], Sums]) -> list[Key]:
    if not question.by:
        return [(place, ()) for place in range(len(question.periods))]
    found = {key for leaf in _leaves(measure, question) for column in sums[leaf.key].values() for key in column}
    return sorted(found, key=lambda key: (key[0], tuple((value is None, value or "") for value in key[1])))


def _one(measure: Measure, question: Question, key: Key, shop: Workshop, sums: Mapping[tuple[object, ...], Sums]) -> Value:
    """One value; its name, period and slices are filled in by the caller."""
    period = question.periods[key[0]]
    if isinstance(measure, Formula):
        if measure.running is Running.IMMATURE and period.last > shop.as_of:
            return Value(measure.id, period, shop.as_of, "immature")
        return _formula(measure, question, key, shop, sums)
    mine = sums[Leaf(measure, question).key]
    told = {name: column.get(key) for name, column in mine.items()}
    number = {name: Decimal(0) if value is None else value for name, value in told.items()}
    ahead = period.last > shop.as_of
    blank = Value(measure.id, period, shop.as_of, "immature")
    if ahead and measure.running is Running.IMMATURE:
        return blank
    if isinstance(measure, Total):
        made = replace(blank, status="final", value=number["of"] * measure.scale)
    elif isinstance(measure, Median):
        made = replace(blank, status="final" if told["median"] is not None else "undefined", value=told["median"], denominator=number["known"])
    elif isinstance(measure, Ratio):
        made = _ratio(measure, number, blank)
    else:
        raise TypeError(f"{type(measure).__name__} is no shape of a measure")
    if made.status == "final" and number.get("undecided"):
        made = replace(made, status="provisional", n_open=int(number["undecided"]))
    so_far = number.get("ahead") or (ahead and measure.running is Running.PARTIAL)
    return replace(made, status="partial") if so_far and made.value is not None else made


def _ratio(measure: Ratio, number: Mapping[str, Decimal], blank: Value) -> Value:
    hits, members = number["numerator"], number["denominator"]
    whole = replace(blank, status="final", value=divided(hits, members), numerator=hits, denominator=members)
    if whole.value is None:
        return replace(whole, status="undefined")
    if number.get("open_members"):
        return _matured(measure, number, whole)
    if number.get("exposure"):
        whole = replace(whole, low=divided(hits - number["exposure"], members), high=whole.value)
    return _scaled(whole, measure.scale)


def _matured(measure: Ratio, number: Mapping[str, Decimal], whole: Value) -> Value:
    """R-MATURE: the ratio over members whose whole window is over, with bounds over all."""
    hits, members = number["numerator"], number["denominator"]
    low, high = (divided(hits, members), divided(hits + number["open"], members)) if measure.bounded else (None, None)
    bounded = replace(whole, low=low, high=high, n_open=int(number["open_members"]))
    value = divided(number["mature_numerator"], number["mature_denominator"])
    if value is None:
        return _scaled(replace(bounded, status="immature", value=None), measure.scale)
    over = replace(bounded, value=value, numerator=number["mature_numerator"], denominator=number["mature_denominator"])
    return _scaled(replace(over, status="provisional"), measure.scale)


def _scaled(value: Value, scale: Decimal) -> Value:
    if scale == 1:
        return value
    return replace(value, **{name: None if (n := getattr(value, name)) is None else n * scale for name in ("value", "low", "high")})


def _whole_status(parts: Sequence[Value]) -> Status:
    """What a comparison of arms is worth: nothing without both, nothing yet while a window is open."""
    if any(part.status == "undefined" for part in parts):
        return "undefined"
    return "immature" if any(part.status in ("immature", "provisional") for part in parts) else "final"


_WORST: tuple[Status, ...] = ("unavailable", "immature", "undefined", "partial", "provisional", "final")


def _formula(measure: Formula, question: Question, key: Key, shop: Workshop, sums: Mapping[tuple[object, ...], Sums]) -> Value:
    parts = {name: _one(_of(part), _asked(part, question), key, shop, sums) for name, part in measure.parts.items()}
    status = min((part.status for part in parts.values()), key=_WORST.index)
    period = question.periods[key[0]]
    blank = Value(measure.id, period, shop.as_of, status)
    if measure.whole and (so_far := _whole_status(list(parts.values()))) != "final":
        return replace(blank, status=so_far)
    if any(part.value is None for part in parts.values()):
        return blank
    nothing = Decimal(0)
    known = {
        name: Known(part.value or nothing, part.numerator or nothing, part.denominator or nothing) for name, part in parts.items()
    }
    made = measure.combine(known, shop.policies)
    if isinstance(made, tuple):
        blank = replace(blank, numerator=made[0], denominator=made[1])
        made = divided(*made)
    return replace(blank, value=made, status="undefined" if made is None else status)
