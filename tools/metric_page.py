"""docs/metrics: a page for every metric in both languages, read off its declaration."""

from __future__ import annotations

from collections.abc import Iterator

from tenure.catalogue.case import Case
from tenure.catalogue.measure import Measure
from tenure.catalogue.published import PUBLISHED
from tenure.catalogue.registry import families
from tenure.catalogue.slices import attributes_known, slices_known
from tenure.compare.sets import QUESTIONS, SETS, policy_set
from tenure.policies import SETTINGS, Policies
from tenure.words import Language, say
from tools.markdown import GENERATED, block, code, folded, table
from tools.metric_terms import (
    BETTER,
    DIMS,
    PAUSE,
    RUNNING,
    UNITS,
    dated,
    edges,
    made_of,
    needed,
    policies,
    sides,
    views,
)
from tools.sketch import MONTH, Sketch

COMMA: dict[Language, str] = {"en": ", ", "zh": "、"}
COLON: dict[Language, str] = {"en": ": ", "zh": "："}
OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}
IN: dict[Language, str] = {"en": "In English", "zh": "中文"}
TOOLS = {
    "tenure": "Tenure",
    "profitwell": "ProfitWell",
    "stripe": "Stripe",
    "maxio": "Maxio",
    "chartmogul": "ChartMogul",
}


def metric_page(one: Measure, lang: Language, sketch: Sketch) -> str:
    """The page of one metric in one language."""
    parts = [
        GENERATED,
        f"# {name_of(one, lang)}\n\n",
        _head(one, lang),
        f"{one.says_zh if lang == 'zh' else one.says}\n\n",
        table(("", ""), _facts(one, lang, sketch)),
        _section(say("Edges", lang), "".join(f"- {text}\n" for text in edges(one, lang))),
        _section(say("Policies it obeys", lang), _policies(one, lang)),
        _section(say("Variants", lang), _variants(one, lang)),
        _section(say("How others read it", lang), _peers(one, lang)),
        _section(say("Worked cases", lang), _cases(one, lang)),
        _section(say("Asking for it", lang), _commands(one)),
        _section("SQL", _sql(one, lang, sketch)),
    ]
    return "".join(parts).rstrip() + "\n"


def name_of(one: Measure, lang: Language) -> str:
    """What a metric is called."""
    return one.zh if lang == "zh" else one.en


def _head(one: Measure, lang: Language) -> str:
    title = next(family.title for family in families() if one.id in family.measures)
    other = OTHER[lang]
    return f"{code(one.id)} · [{title[lang == 'zh']}](README.md) · [{IN[other]}](../{other}/{one.id}.md)\n\n"


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n{text.rstrip()}\n\n" if text else ""


def _facts(one: Measure, lang: Language, sketch: Sketch) -> Iterator[tuple[str, str]]:
    """What is to be known at a glance, a line each."""
    yield from sides(one, lang)
    yield say("Rows of", lang), COMMA[lang].join(dict.fromkeys(code(name) for name in views(one)))
    yield say("Counted by", lang), dated(one, lang)
    yield say("While the period runs", lang), say(RUNNING[one.running], lang)
    yield say("Unit", lang), PAUSE[lang].join([say(UNITS[one.unit], lang), say(BETTER[one.better], lang)])
    if one.grains:
        yield say("Periods", lang), COMMA[lang].join(one.grains)
    if one.params:
        yield say("Asks for", lang), " ".join(code(f"--where {word}=…") for word in one.params)
    yield say("Cut by", lang), _slices(one, lang, sketch)
    kinds = COMMA[lang].join(needed(one, lang))
    yield say("Needs", lang), kinds or say("any facts that make a relationship", lang)
    yield say("Wanted", lang), say("priority {number}, 1 first", lang, number=one.priority)


def _slices(one: Measure, lang: Language, sketch: Sketch) -> str:
    known = [code(name) for name in slices_known(sketch.shop, one) if name not in attributes_known(sketch.shop)]
    told = [*known, say("attributes of customers", lang), say("own dimensions", lang)]
    text = COMMA[lang].join(told) if known else say("columns of its rows, attributes of their customers", lang)
    return f"{text}{PAUSE[lang]}{say(DIMS[one.dims], lang)}"


def _policies(one: Measure, lang: Language) -> str:
    rows = [
        (code(name), code(SETTINGS[name].default), SETTINGS[name].zh if lang == "zh" else SETTINGS[name].en)
        for name in policies(one)
    ]
    return table((say("policy", lang), say("default", lang), say("meaning", lang)), rows) if rows else ""


def _variants(one: Measure, lang: Language) -> str:
    rows = []
    for name in one.variants:
        made = one.variant(name)
        rows.append((code(f"{one.id}.{name}"), made.says_zh if lang == "zh" else made.says, made_of(made, lang)))
    return table((say("variant", lang), say("differs", lang), say("made of", lang)), rows) if rows else ""


def _peers(one: Measure, lang: Language) -> str:
    text = f"{_sentence(say(one.source, lang), lang)}\n\n" if one.source else ""
    of_variants = [(name, one.variants[name]["source"]) for name in one.variants if one.variants[name].get("source")]
    text += "".join(
        f"{code(f'.{name}')}{COLON[lang]}{_sentence(say(str(source), lang), lang)}\n\n" for name, source in of_variants
    )
    if one.published:
        found = [PUBLISHED[name] for name in one.published]
        text += "".join(f"- [{each.title}]({each.address})\n" for each in found) + "\n"
    elif not text:
        text = say("No public standard was found: the definition is Tenure's own.", lang) + "\n\n"
    return text + _sets(one, lang)


def _sentence(text: str, lang: Language) -> str:
    return f"{text[0].upper()}{text[1:]}{'。' if lang == 'zh' else '.'}"


def _sets(one: Measure, lang: Language) -> str:
    """Where the tools answer the policies that the number obeys in different ways, their answers."""
    asked = [name for name in QUESTIONS if name in policies(one)]
    answers = {key: policy_set(key, Policies({})) for key in SETS}
    asked = [name for name in asked if len({each.text(name) for each in answers.values()}) > 1]
    if not asked:
        return ""
    rows = [(TOOLS[key], *(code(each.text(name)) for name in asked)) for key, each in answers.items()]
    lead = say(
        "The tools answer these policies differently; `tenure bridge {metric} --period {month} --from ours --to stripe` splits the difference.",
        lang,
        metric=one.id,
        month=MONTH,
    )
    return f"{lead}\n\n{table((say('set of policies', lang), *(code(name) for name in asked)), rows)}"


def _cases(one: Measure, lang: Language) -> str:
    told = [(one.id, case) for case in one.cases]
    told += [(f"{one.id}.{name}", case) for name in one.variants for case in one.variant(name).cases]
    if not told:
        return ""
    rows = [(code(case.asked(metric)), _gives(case, lang), say(case.why, lang)) for metric, case in told]
    lead = say("Worked by hand from the facts of [acme](README.md#acme), and run as a test.", lang)
    return f"{lead}\n\n{table((say('question', lang), say('gives', lang), say('because', lang)), rows)}"


def _gives(case: Case, lang: Language) -> str:
    shown = case.gives.replace(" of ", " ÷ ")
    shown = say("unknown", lang) if shown == "unknown" else shown
    status = "" if case.status == "final" else f"{COMMA[lang]}{code(case.status)}"
    bounds = [bound.replace(" of ", " ÷ ") for bound in (case.low, case.high)]
    return (
        shown + status + (say(" (between {low} and {high})", lang, low=bounds[0], high=bounds[1]) if case.low else "")
    )


def _commands(one: Measure) -> str:
    words = "".join(f" --where {word}=…" for word in one.params)
    lines = [f"tenure metrics {one.id} --period {MONTH}{words}"]
    lines += [f"tenure who {one.id} --period {MONTH}{words}"] if one.sides() else []
    return block("\n".join([*lines, f"tenure sql {one.id} --period {MONTH}{words}"]), "sh")


def _sql(one: Measure, lang: Language, sketch: Sketch) -> str:
    lead = say(
        "For {month}, on DuckDB, over the [stages](../stages.md) as known on {day}; `periods` holds the periods asked for.",
        lang,
        month=MONTH,
        day="2024-12-31",
    )
    return f"{lead}\n\n" + folded(say("The statements", lang), block("\n\n".join(sketch.statements(one)), "sql"))
