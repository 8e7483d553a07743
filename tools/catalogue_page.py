"""docs/catalogue.md: every metric, what it means, how it is made, and its worked cases."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

from tenure.catalogue import acme
from tenure.catalogue.case import Case
from tenure.catalogue.measure import Better, Dims, Formula, Measure, Median, Ratio, Running, Summary, Total
from tenure.catalogue.priorities import PRIORITIES
from tenure.catalogue.registry import families, measures
from tenure.pages.definitions import STATUSES
from tenure.policies import SETTINGS
from tenure.stages.views import VIEWS
from tenure.words import say
from tools.markdown import GENERATED, block, code, table

_BETTER = {Better.MORE: "more is better", Better.LESS: "less is better", Better.NEITHER: "neither direction is better"}
_RUNNING = {
    Running.IMMATURE: "`immature` until the period is over",
    Running.PARTIAL: "`partial`, what happened so far, until the period is over",
    Running.MEMBERS: "the windows of those counted decide, not the end of the period",
}
_DIMS = {
    Dims.CLOSE: "the last day of the period, or the day of what is counted",
    Dims.OPEN: "the day before the period",
}
# View of a stage -> the day by which its rows fall into a period.
COUNTED_BY = {
    "panel": "states on the last day of the period, what happens on its own day, opening states on the day before",
    "terms": "contracts by the end date they were signed with, whatever happened before",
    "movements": "the day on which the MRR changes",
    "movements_strict": "the day on which the MRR changes",
    "flags": "the last day of the month that is judged",
    "warnings": "the last day of the month in which the warning begins",
    "people": "the day a person was first seen",
    "cohort_months": "the day the first relationship was signed",
    "leads": "the day of a lead's first inquiry",
    "tickets": "the day the ticket was opened",
    "csat": "the day of the answer",
    "nps_answers": "the day of the answer",
    "votes": "the day of the answer; the latest of a person in the period",
    "account_votes": "the day of the answer; the latest of each person in the period",
    "invited": "the day of asking",
    "lifecycle": "the last day of the period",
    "members": "the first day of the campaign",
    "subjects": "the first day of the campaign",
    "campaign_returns": "the first day of the campaign",
    "campaign_costs": "the first day of the campaign",
    "measured": "the first day of the campaign",
    "recoveries": "the day of the signature inside the window, or the end of the month in which use came back",
    "cash": "the day of the transaction",
    "purchases": "the day of the invoice or order",
    "cash_to_date": "the day of the transaction, from the first one on",
    "costs": "each day of the accrual",
    "costs_to_date": "each day of the accrual, from the first one on",
}


def catalogue_page() -> str:
    """The page."""
    parts = [GENERATED, "# The catalogue of metrics\n\n", _introduction(), _contents()]
    for family in families():
        parts += [f"## {family.title[0]} · {family.title[1]}\n\n", f"{inspect.getdoc(family)}\n\n"]
        parts += [_metric(one) for one in family.measures.values()]
    return "".join([*parts, _wanted(), _settings(), _acme()]).rstrip() + "\n"


def _introduction() -> str:
    statuses = table(
        ("status", "means", "含义"), [(name, text, f"{say(name, 'zh')}：{say(text, 'zh')}") for name, text in STATUSES]
    )
    return (
        "Each metric is declared once, in `src/tenure/catalogue/families/`; this page is read off the declarations.\n"
        "`tenure metrics ID --period 2024-07` tells a value, `tenure who ID --period 2024-07` the customers behind it,\n"
        "`tenure sql ID` the statements. *Made of* names columns of a stage; `÷` stands between numerator and denominator,\n"
        "which stay two sums until shown. *Priority* is how soon it was wanted, 1 first. *Cases* are worked by hand from\n"
        "the facts of [acme](#acme), and run as a test.\n\n"
        "每个指标只声明一次，本页由声明生成。“÷”两侧分别是分子与分母。算例取自本页末尾的示例公司 acme，由测试实际运行。\n\n"
        f"{statuses}"
    )


def _contents() -> str:
    rows = [
        (f"[{one.id}](#{_anchor(one.id)})", one.en, one.zh, str(one.priority))
        for family in families()
        for one in family.measures.values()
    ]
    return table(("id", "name", "名称", "priority"), rows)


def _anchor(metric: str) -> str:
    return metric.replace(".", "").lower()


def _metric(one: Measure) -> str:
    facts = list(_facts(one))
    variants = [(name, one.variant(name)) for name in one.variants]
    rows = [(code(f"{one.id}.{name}"), made.says, made.says_zh, _made_of(made)) for name, made in variants]
    cases = [(one.id, case) for case in one.cases]
    cases += [(f"{one.id}.{name}", case) for name, made in variants for case in made.cases]
    told = [_case(metric, case) for metric, case in cases]
    return (
        f"### {one.id}\n\n**{one.en} · {one.zh}**\n\n{one.says}\n{one.says_zh}\n\n{table(('', ''), facts)}"
        + (table(("variant", "differs", "区别", "made of"), rows) if rows else "")
        + (table(("case", "gives", "because"), told) if told else "")
    )


def _facts(one: Measure) -> Iterator[tuple[str, str]]:
    """What is to be known of a metric, a line each."""
    yield "made of", _made_of(one)
    yield "counts by", "; ".join(dict.fromkeys(_day(view) for view in _views(one)))
    yield "while running", _RUNNING[one.running]
    if isinstance(one, Ratio) and one.open is not None:
        yield "open windows", "`provisional`: over those decided, with bounds over all; `immature` when none is"
    if isinstance(one, Ratio) and one.exposure is not None:
        yield "open windows", "the low bound takes what stands in an open window as lost"
    if isinstance(one, Total | Ratio | Median) and one.undecided is not None:
        yield "open windows", "`provisional` while some of those counted are undecided"
    if isinstance(one, Total) and one.told is not None:
        yield "not known", f"`undefined` where the facts tell nothing of {code(one.told.text)}"
    yield "slices", f"attributes as of {_DIMS[one.dims]}"
    yield "unit", f"{one.unit.value}; {_BETTER[one.better]}"
    if one.grains:
        yield "periods", ", ".join(one.grains)
    if one.params:
        yield "asks for", " ".join(code(f"--where {word}=…") for word in one.params)
    yield "needs", ", ".join(one.needs) or "any facts that make a relationship"
    if one.source:
        yield "source", one.source
    yield "priority", str(one.priority)


def _day(view: str) -> str:
    if VIEWS[view].counted_by:
        return VIEWS[view].counted_by
    if view not in COUNTED_BY:
        raise LookupError(f"COUNTED_BY in tools/catalogue_page.py does not say by which day rows of '{view}' count")
    return COUNTED_BY[view]


def _made_of(one: Measure) -> str:
    match one:
        case Ratio():
            scale = f"{one.scale} × " if one.scale != 1 else ""
            return f"{scale}{code(one.numerator.text)} ÷ {_every(one.denominator.text)}"
        case Total():
            return (f"{one.scale} × " if one.scale != 1 else "") + _every(one.of.text)
        case Median():
            return f"the middle of {code(one.of.text)}" + (", open ones counted in" if one.censored else "")
        case Summary():
            return f"all of {', '.join(code(term.text) for term in one.columns.values())} together"
        case Formula():
            parts = [
                part.measure if isinstance(part.measure, str) else _made_of(part.measure) for part in one.parts.values()
            ]
            return ", ".join(
                dict.fromkeys(f"[{part}](#{_anchor(part)})" if part in measures() else part for part in parts)
            )
    raise TypeError(f"{type(one).__name__} is no shape of a measure")


def _every(text: str) -> str:
    return "each" if text == "1" else code(text)


def _views(one: Measure) -> Iterator[str]:
    if isinstance(one, Formula):
        for part in one.parts.values():
            yield from _views(measures()[part.measure] if isinstance(part.measure, str) else part.measure)
    else:
        yield from (term.view for term in (one.terms() or one.sides()).values())


def _case(metric: str, case: Case) -> tuple[str, str, str]:
    gives = case.gives if case.status == "final" else f"{case.gives}, {case.status}"
    bounds = f" ({case.low} to {case.high})" if case.low else ""
    return code(case.asked(metric)), gives + bounds, case.why


def _wanted() -> str:
    missing = sorted(name for name in PRIORITIES if name not in measures())
    if not missing:
        return ""
    names = textwrap.fill(", ".join(missing), 118, break_long_words=False)
    return f"## Wanted, not built yet\n\n{names}\n\n"


def _settings() -> str:
    rows = [(code(name), code(one.default), one.en, one.zh) for name, one in SETTINGS.items()]
    head = ("setting", "default", "meaning", "含义")
    return f"## Settings\n\nNumbers depend on these; a value names the version it was computed with.\n\n{table(head, rows)}"


def _acme() -> str:
    facts = "\n\n".join(
        f"{kind}\n{textwrap.indent(textwrap.dedent(text).strip(), '  ')}" for kind, text in acme.FACTS.items()
    )
    return f"## Acme\n\n{inspect.getdoc(acme)}\n\n{block(facts, 'text')}"
