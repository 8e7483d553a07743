"""docs/metrics: the way to all metrics in one language, and the stages that their statements stand on."""

from __future__ import annotations

import textwrap

from tenure.catalogue import acme
from tenure.catalogue.family import Family
from tenure.catalogue.registry import families
from tenure.pages.definitions import STATUSES
from tenure.policies import SETTINGS
from tenure.stages.workshop import MAKERS
from tenure.words import Language, later, say
from tools.markdown import GENERATED, block, code, folded, table
from tools.metric_page import IN, OTHER, name_of
from tools.sketch import Sketch

PEOPLE = (
    later(
        "**ann** lets her first year run out on 1 April 2024 and signs again on 30 June, half an hour before her window ends."
    ),
    later(
        "**bob**, whom ann brought, lets his run out on 16 April and signs on 16 July, half an hour after his window ended: lost, and new again."
    ),
    later(
        "**cid** inquires in November 2023, signs on the 90th day, and cancels on 15 September 2024, in the middle of the year."
    ),
    later("**dan** renews early and for less, steps up on 1 October, and is due on 1 January 2025."),
    later(
        "**eve** pays in dollars; her year ends on 10 November 2024, and at the end of 2024 nobody knows whether she will stay."
    ),
    later(
        "Beside them there is a lead, L2, that asks twice, tries the product and never signs; and two accounts in a social medium, with three posts of August."
    ),
)


def index_page(lang: Language) -> str:
    """Every metric by family, what a status means, every policy, and the company of the worked cases."""
    other = OTHER[lang]
    parts = [
        GENERATED,
        f"# {say('Metrics', lang)}\n\n[{IN[other]}](../{other}/README.md)\n\n",
        say(
            "A page a metric, read off its declaration in `src/tenure/catalogue/families/`. `÷` stands between numerator "
            "and denominator, which stay two sums until shown. Names in code are columns of a stage.",
            lang,
        ),
        "\n\n",
        *(_family(family, lang) for family in families()),
        _statuses(lang),
        _settings(lang),
        _acme(lang),
    ]
    return "".join(parts).rstrip() + "\n"


def _family(family: type[Family], lang: Language) -> str:
    rows = [
        (f"[{code(one.id)}]({one.id}.md)", name_of(one, lang), one.says_zh if lang == "zh" else one.says)
        for one in family.measures.values()
    ]
    head = (say("metric", lang), say("name", lang), say("says", lang))
    return f"## {family.title[lang == 'zh']}\n\n{table(head, rows)}"


def _statuses(lang: Language) -> str:
    rows = [(code(name), f"{say(name, 'zh')}：{say(text, lang)}" if lang == "zh" else text) for name, text in STATUSES]
    return f"## {say('How sure a number is', lang)}\n\n{table((say('Status', lang), say('What it means', lang)), rows)}"


def _settings(lang: Language) -> str:
    rows = [
        (
            code(name),
            code(one.default),
            one.zh if lang == "zh" else one.en,
            one.effect_zh if lang == "zh" else one.effect,
        )
        for name, one in SETTINGS.items()
    ]
    head = (say("policy", lang), say("default", lang), say("meaning", lang), say("effect", lang))
    lead = say("Numbers depend on these; a value names the version it was computed with.", lang)
    return f"## {say('Policies', lang)}\n\n{lead}\n\n{table(head, rows)}"


def _acme(lang: Language) -> str:
    lead = say(
        "The company in which the cases are worked: five customers, and whatever trips a careless reading. "
        "Times are local (Asia/Shanghai), the win-back window is three months long, and everything is read at the end "
        "of 2024 unless a case says otherwise.",
        lang,
    )
    people = "".join(f"- {say(text, lang)}\n" for text in PEOPLE)
    facts = "\n\n".join(
        f"{kind}\n{textwrap.indent(textwrap.dedent(text).strip(), '  ')}" for kind, text in acme.FACTS.items()
    )
    return f"## Acme\n\n{lead}\n\n{people}\n{block(facts, 'text')}"


def stages_page(sketch: Sketch) -> str:
    """The statement of each stage that the metrics stand on, in the order in which they are made."""
    parts = [
        GENERATED,
        "# Stages · 阶段表\n\n",
        "What the statements of the [metrics](en/README.md) stand on, on DuckDB, as known on 2024-12-31; kinds of fact such as\n"
        "`contracts` are tables of the facts in force on that day. `tenure sql ID` prints a number with its stages, from the\n"
        "files up.\n\n",
        "[指标](zh/README.md)的 SQL 所依据的阶段表（DuckDB，截至 2024-12-31 所知）；`contracts` 等事实表为当日有效的事实。\n\n",
    ]
    for name in sketch.stages():
        maker = MAKERS.get(name)
        parts += [f"## {name}\n\n", f"`src/tenure/stages/{maker.split(':')[0]}.py`\n\n" if maker else ""]
        parts += [folded("SQL", block(sketch.stage(name), "sql"))]
    return "".join(parts).rstrip() + "\n"
