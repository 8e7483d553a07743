"""From a question to values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tenure.catalogue.gather import gather
from tenure.catalogue.groups import every_condition, groups_in
from tenure.catalogue.measure import Formula, Measure, Running
from tenure.catalogue.question import Key, Question, Sums, asked, leaves_of, measure_of
from tenure.catalogue.readings import read_under
from tenure.catalogue.value import Value
from tenure.catalogue.valuing import before_use, valuer
from tenure.catalogue.without_rate import without_rate
from tenure.errors import UsageError
from tenure.periods import GRAIN_NAMES, Period, parse_period
from tenure.stages.accrual import ACQUISITION
from tenure.stages.holdings import any_of
from tenure.stages.workshop import Workshop
from tenure.texts import Text

_OF_MONEY = frozenset({"contract_prices", "transactions", "payments", "costs", "revenue"})
_COSTS = ("costs", "lagged_costs")
_OF_COSTS = (
    "channel",
    "purpose",
    "campaign_id",
    "currency",
    "measure",
)  # what costs can be cut by themselves


def answer(shop: Workshop, measures: Sequence[Measure], question: Question) -> list[list[Value]]:
    """The values of each measure, period by period and slice by slice.

    Raises: UsageError, NotFound for a question that cannot be asked.
    """
    measures = [read_under(one, shop.policies) for one in measures]
    for one in measures:
        _check(one, question)
    tellable = [one for one in measures if not (missing(shop, one) or _uncut(shop, one, question))]
    sums = gather(shop, [leaf for one in tellable for leaf in leaves_of(one, question, shop.policies)])
    return [_values(shop, one, question, sums) for one in measures]


def _check(measure: Measure, question: Question) -> None:
    grouped = {one.name for group in groups_in(question.where) for one in group}
    for word in measure.params:
        if word in grouped:
            raise UsageError(
                "{word} is no slice of {metric}.", "Say it beside the groups: --where {word}=….", word=word, metric=measure.id
            )  # fmt: skip
        if word not in question.where and word not in question.by and word != "measure":
            raise UsageError("{metric} needs {word}.", "Add --where {word}=….", metric=measure.id, word=word)
    if measure.grains and any(period.grain not in measure.grains for period in question.periods):
        raise UsageError(
            "{metric} is told by {grains} only.",
            "Ask for a period such as 2024-07.",
            metric=measure.id,
            grains=[GRAIN_NAMES[grain] for grain in measure.grains],
        )


def _uncut(shop: Workshop, measure: Measure, question: Question) -> Text | None:
    """Why a measure of costs cannot be cut so: a cost that is nobody's falls under no slice of customers."""
    named = dict.fromkeys((*question.by, *(one.name for one in every_condition(question.where))))
    words = [name for name in named if name not in _OF_COSTS and name not in measure.params]
    for leaf in leaves_of(measure, question, shop.policies) if words else ():
        text = " ".join(term.text for term in leaf.measure.terms().values() if term.view in _COSTS)
        for word in words:
            apart = ACQUISITION if word == "acq_channel" else ()  # these fall under the channel they were spent on
            nobodys = [purpose for purpose in shop.shared_costs if purpose in text and purpose not in apart]
            if nobodys:
                return Text("no cut by {slice}: costs for {purposes} name no customer", slice=word, purposes=nobodys)
    return None


def too_early(shop: Workshop, measure: Measure, question: Question, needs: Sequence[str] = ()) -> Text | None:
    """Why a measure cannot be told of some period: it is older than any use told."""
    measure = read_under(measure, shop.policies)
    needs = (*needs, *measure.needs)
    used = shop.first_use if "usage_events" in needs else None
    if used is not None and any(period.last < used for period in _periods_of_use(shop, measure, question)):
        return before_use(used)
    if isinstance(measure, Formula):
        parts = ((measure_of(part), asked(part, question)) for part in measure.parts.values())
        return next((why for one, put in parts if (why := too_early(shop, one, put, needs))), None)
    return None


def _periods_of_use(shop: Workshop, measure: Measure, question: Question) -> Sequence[Period]:
    """The periods whose use a measure tells: those asked, unless each member has its own; those that it compares."""
    told = [question.where[word] for word in ("before", "after") if word in measure.params and word in question.where]
    compared = [parse_period(text, shop.policies.text("week_start")) for text in told]
    return compared if measure.running is Running.MEMBERS else question.periods


def missing(shop: Workshop, measure: Measure) -> Text | None:
    """Why a measure cannot be told from the facts at hand, whatever the period; None when it can."""
    measure = read_under(measure, shop.policies)
    lacking = [kind for need in measure.needs for kind in _lacking(shop, need)]
    if set(measure.needs) & {"contracts", "contract_prices"} and "contract" not in shop.policies.words("relationship"):
        lacking = lacking or ["contracts"]
    if lacking and not shop.facts.known_by_then():
        return Text("nothing was known on {day}", day=shop.as_of)
    if lacking:
        return Text("no {kinds}", kinds=lacking)
    if _OF_MONEY & set(measure.needs) and shop.unrated:
        return Text("no fx_rates for {currencies}", currencies=list(shop.unrated))
    if isinstance(measure, Formula):
        return next((why for part in measure.parts.values() if (why := missing(shop, measure_of(part)))), None)
    return None


def _lacking(shop: Workshop, need: str) -> list[str]:
    """The kinds of fact that wait for a need to be met; what contracts without prices earn, nothing beside them tells."""
    ways = any_of(need, shop.policies)
    untold = [kind for kind in ways if not shop.has(kind)]
    unpriced = "contract_prices" in untold and shop.has("contracts")
    return untold if unpriced or len(untold) == len(ways) else []


def _values(
    shop: Workshop, measure: Measure, question: Question, sums: Mapping[tuple[object, ...], Sums]
) -> list[Value]:
    lacking = missing(shop, measure) or _uncut(shop, measure, question)
    if lacking:
        return [_untold(shop, measure, period, lacking) for period in question.periods]
    alone = [replace(question, periods=(period,)) for period in question.periods]
    early = {
        place: why
        for place, one in enumerate(alone)
        if (
            why := (shop.first_use and too_early(shop, measure, one))
            or (shop.gaps and without_rate(shop, measure, one))
        )
    }
    keys = _keys(shop, measure, question, sums)
    told = valuer(measure, question, shop, sums)
    out = []
    for key in keys:
        if key[0] in early:
            untold = _untold(shop, measure, question.periods[key[0]], early[key[0]])
            out.append(replace(untold, dims=dict(zip(question.by, key[1], strict=True))))
            continue
        made = told(key)
        period = question.periods[key[0]]
        out.append(
            replace(
                made,
                metric=measure.id,
                period=period,
                dims=dict(zip(question.by, key[1], strict=True)),
                policy_version=shop.policies.version,
                facts_version=shop.facts.version,
            )
        )
    return out


def _untold(shop: Workshop, measure: Measure, period: Period, why: Text) -> Value:
    return Value(
        measure.id,
        period,
        shop.as_of,
        "unavailable",
        reason=why,
        policy_version=shop.policies.version,
        facts_version=shop.facts.version,
    )


def _keys(shop: Workshop, measure: Measure, question: Question, sums: Mapping[tuple[object, ...], Sums]) -> list[Key]:
    if not question.by:
        return [(place, ()) for place in range(len(question.periods))]
    found = {
        key
        for leaf in leaves_of(measure, question, shop.policies)
        for column in sums[leaf.key].values()
        for key in column
    }
    return sorted(found, key=lambda key: (key[0], tuple((value is None, value or "") for value in key[1])))
