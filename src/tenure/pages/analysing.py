"""Every analysis by name, and what a page says of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from tenure.book import Book
from tenure.discovery import modules_in
from tenure.errors import unknown
from tenure.pages import analyses as room
from tenure.pages.analysis import Analysis, Asked, Wish, span_text
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Note, Page, Section
from tenure.pages.definitions import meanings
from tenure.pages.reasons import file_of
from tenure.periods import period_of
from tenure.texts import Text
from tenure.words import Language, day_text, several

ORDER = (
    "cohorts", "survival", "retention-trend", "funnel", "paths", "behaviour", "behaviour-paths", "attribution",
    "acquisition", "marginal", "profit", "programmes", "social",
)  # fmt: skip


@cache
def analyses() -> Mapping[str, Analysis]:
    """Every analysis by its name, in the order of reading."""
    found = {module.ANALYSIS.name: module.ANALYSIS for module in modules_in(room)}
    names = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return {name: found[name] for name in names}


def analysis_page(
    book: Book, name: str, wish: Wish | None = None, as_of: date | None = None, lang: Language = "en"
) -> Page:
    """The page of one analysis.

    Raises: NotFound for an unknown analysis, option or slice; UsageError for an option that cannot be.
    """
    known = analyses()
    if name not in known:
        raise unknown(Text("analysis called"), name, known)
    wish = wish or Wish()
    day = as_of or book.last_known()
    asking = Asking(book, wish.periods[-1] if wish.periods else period_of(day, "month"), day, lang)
    asked = Asked(known[name], asking, wish)
    title = asking.say(known[name].title)
    told = (
        asking.say("everything known") if known[name].all_time and not wish.periods else span_text(asked.periods, lang)
    )
    marks = [(asking.say("Period"), told), (asking.say("As of"), day_text(asking.as_of, lang))]
    marks += [(asking.say("By"), wish.by)] if wish.by else []
    marks += [(option, text) for option, text in wish.options.items()]
    marks += [(asking.say("Currency"), asking.currency), (asking.say("Time zone"), book.workspace.zone)]
    section, words = section_of(asked), meanings(asking)
    sections = (section, words) if words else (section,)
    return Page(
        key=name,
        title=f"{book.workspace.name}: {title}" if lang == "en" else f"{book.workspace.name}：{title}",
        subtitle=told,
        lang=lang,
        currency=asking.currency,
        marks=tuple(marks),
        sections=sections,
        period=""
        if known[name].all_time and not asked.told
        else "..".join(dict.fromkeys(str(period) for period in (asked.periods[0], asked.periods[-1]))),
        as_of=asking.as_of.isoformat(),
        standing=(("policy_version", asked.shop.policies.version), ("facts_version", str(asked.shop.facts.version))),
    )


def analysis_sections(asking: Asking) -> list[Section]:
    """A section for each analysis that the report tells."""
    return sections_of(asking, [one.name for one in analyses().values() if one.reported])


def sections_of(asking: Asking, names: Sequence[str]) -> list[Section]:
    """A section for each of some analyses whose facts are there, over the twelve months that end with the period."""
    year = tuple(month for month in asking.year if month.start <= asking.as_of)
    made = []
    for one in (analyses()[name] for name in names):
        if not lacking(one, asking) and (one.scoped or not (asking.cut or asking.reader.own)):
            section = section_of(Asked(one, asking, Wish(() if one.all_time else year), brief=True))
            made += [section] if any(not isinstance(block, Note) for block in section.blocks) else []
    return made


def lacking(analysis: Analysis, asking: Asking) -> list[str]:
    """Kinds of fact that it waits for."""
    return [kind for kind in analysis.needs if not asking.has(kind)]


def _why_not(asked: Asked) -> str:
    """What an analysis waits for: a file, or a rate; empty where it has all."""
    missing = lacking(asked.analysis, asked.asking)
    if missing:
        return asked.say("Needs {files}.", files=several((file_of(kind, asked.lang) for kind in missing), asked.lang))
    return asked.without_rate(asked.analysis.money)


def section_of(asked: Asked) -> Section:
    """The section of one analysis: what it tells, or what it waits for, and how it is computed."""
    one, asking = asked.analysis, asked.asking
    why = _why_not(asked)
    blocks: list[Block] = [asked.note("missing", why)] if why else list(one.make(asked))
    method = tuple(asking.say(text) for text in one.method)
    if method:
        blocks.append(Note(f"{one.name}_method", asking.say("How it is computed"), "", method))
    return Section(one.name, asking.say(one.title), asking.say(one.question), tuple(blocks))
