"""From a question to values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tenure.catalogue.gather import gather
from tenure.catalogue.measure import Formula, Measure, Running
from tenure.catalogue.question import Key, Question, Sums, asked, leaves_of, measure_of
from tenure.catalogue.readings import read_under
from tenure.catalogue.value import Value
from tenure.catalogue.valuing import before_use, valuer
from tenure.errors import UsageError
from tenure.periods import GRAIN_NAMES, Period, parse_period
from tenure.stages.cash import meeting
from tenure.stages.rateless import closes
from tenure.stages.viewing import BEGINNING
from tenure.stages.views import VIEWS
from tenure.stages.workshop import Workshop
from tenure.texts import Text

_OF_MONEY = frozenset({"contract_prices", "transactions", "payments", "costs"})
_COSTS = ("costs", "lagged_costs")
_OF_COSTS = (
    "acq_channel",
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
        _check_costs(shop, one, question)
    tellable = [one for one in measures if not missing(shop, one)]
    sums = gather(shop, [leaf for one in tellable for leaf in leaves_of(one, question, shop.policies)])
    return [_values(shop, one, question, sums) for one in measures]


def _check(measure: Measure, question: Question) -> None:
    for word in measure.params:
        if word not in question.where and word not in question.by and word != "measure":
            raise UsageError("{metric} needs {word}.", "Add --where {word}=….", metric=measure.id, word=word)
    if measure.grains and any(period.grain not in measure.grains for period in question.periods):
        raise UsageError(
            "{metric} is told by {grains} only.",
            "Ask for a period such as 2024-07.",
            metric=measure.id,
            grains=[GRAIN_NAMES[grain] for grain in measure.grains],
        )


def _check_costs(shop: Workshop, measure: Measure, question: Question) -> None:
    """A cost that is nobody's falls under no slice of customers: cut like them it would be 0.

    Raises: UsageError for such a question.
    """
    asked_for = [
        name for name in (*question.by, *question.where) if name not in _OF_COSTS and name not in measure.params
    ]
    if not asked_for:
        return
    for leaf in leaves_of(measure, question, shop.policies):
        text = " ".join(term.text for term in leaf.measure.terms().values() if term.view in _COSTS)
        nobodys = [purpose for purpose in shop.shared_costs if text and purpose in text]
        if nobodys:
            raise UsageError(
                "{metric} cannot be cut by {slice}: costs for {purposes} name no customer.",
                "Cut it by acq_channel, or say with each cost whose it is.",
                metric=measure.id,
                slice=asked_for[0],
                purposes=nobodys,
            )


def too_early(shop: Workshop, measure: Measure, question: Question, needs: Sequence[str] = ()) -> Text | None:
    """Why a measure cannot be told of some period: it is older than the first rate of a currency, or than any use told."""
    measure = read_under(measure, shop.policies)
    needs = (*needs, *measure.needs)
    used = shop.first_use if "usage_events" in needs else None
    if used is not None and any(period.last < used for period in _periods_of_use(shop, measure, question)):
        return before_use(used)
    if isinstance(measure, Formula):
        parts = ((measure_of(part), asked(part, question)) for part in measure.parts.values())
        return next((why for one, put in parts if (why := too_early(shop, one, put, needs))), None)
    money = {"transactions" if kind == "payments" else kind for need in needs for kind in meeting(need, shop.policies)}
    whole = {VIEWS[term.view].since_beginning for term in measure.terms().values()}
    closing = all(closes(term.view, term.text) for term in measure.terms().values())
    for gap in shop.gaps:
        for period in question.periods:
            start = BEGINNING if gap.kind in whole else period.start
            if gap.kind in money | whole and gap.within(start, period.last, closing):
                return Text("no fx_rates for {currency} before {day}", currency=gap.currency, day=gap.first_rate)
    return None


def _periods_of_use(shop: Workshop, measure: Measure, question: Question) -> Sequence[Period]:
    """The periods whose use a measure tells: those asked, unless each member has its own; those that it compares."""
    told = [question.where[word] for word in ("before", "after") if word in measure.params and word in question.where]
    compared = [parse_period(text, shop.policies.text("week_start")) for text in told]
    return compared if measure.running is Running.MEMBERS else question.periods


def missing(shop: Workshop, measure: Measure) -> Text | None:
    """Why a measure cannot be told from the facts at hand, whatever the period; None when it can."""
    measure = read_under(measure, shop.policies)
    kinds = [meeting(need, shop.policies) for need in measure.needs]
    lacking = [kind for any_of in kinds if not any(shop.has(kind) for kind in any_of) for kind in any_of]
    if set(measure.needs) & {"contracts", "contract_prices"} and "contract" not in shop.policies.words("relationship"):
        lacking = lacking or ["contracts"]
    if lacking and not shop.facts.known_by_then():
        return Text("nothing was known on {day}", day=shop.as_of)
    if lacking:
        return Text("no {kinds}", kinds=lacking)
    if shop.unrated and any(_OF_MONEY & set(any_of) for any_of in kinds):
        return Text("no fx_rates for {currencies}", currencies=list(shop.unrated))
    if isinstance(measure, Formula):
        return next((why for part in measure.parts.values() if (why := missing(shop, measure_of(part)))), None)
    return None


def _values(
    shop: Workshop, measure: Measure, question: Question, sums: Mapping[tuple[object, ...], Sums]
) -> list[Value]:
    lacking = missing(shop, measure)
    if lacking:
        return [_untold(shop, measure, period, lacking) for period in question.periods]
    early = {
        place: why
        for place, period in enumerate(question.periods)
        if (shop.gaps or shop.first_use) and (why := too_early(shop, measure, replace(question, periods=(period,))))
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
