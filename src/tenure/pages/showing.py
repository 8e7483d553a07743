"""Every sheet by name, and the page that one makes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, partial

from tenure.book import Book
from tenure.catalogue.groups import AMONG, every_condition, groups_in
from tenure.catalogue.slices import scopes_known
from tenure.discovery import modules_in
from tenure.errors import Conflict, UsageError, unknown
from tenure.pages import sheets as room
from tenure.pages.analysing import sections_of
from tenure.pages.arranging import COLUMNS, arranged
from tenure.pages.asking import Asking
from tenure.pages.blocks import Page
from tenure.pages.definitions import meanings
from tenure.pages.filters import filters
from tenure.pages.grouped import groups_said
from tenure.pages.missing import unfilled
from tenure.pages.roster import slice_title
from tenure.pages.sheet import Sheet, Wanted, since_of
from tenure.pages.slices import check_slices, how_cut
from tenure.pages.sorting import in_order
from tenure.periods import Period
from tenure.texts import Text
from tenure.words import Language, day_text, period_text

ORDER = (
    "home",
    "metrics",
    "metric",
    "customers",
    "customer",
    "retention",
    "revenue",
    "acquisition",
    "service",
    "analyses",
)


@cache
def sheets() -> Mapping[str, Sheet]:
    """Every sheet by its name, in the order of the navigation."""
    found = {module.SHEET.name: module.SHEET for module in modules_in(room)}
    names = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return {name: found[name] for name in names}


def sheet_page(
    book: Book,
    name: str,
    period: Period,
    as_of: date | None = None,
    lang: Language = "en",
    subject: str = "",
    told: Mapping[str, str] | None = None,
) -> Page:
    """The page of one sheet for who may see everything, over a period, as of a day (the last day known when none is named).

    Raises: as `page_for`.
    """
    return page_for(Asking(book, period, as_of, lang), name, subject, told)


def page_for(asking: Asking, name: str, subject: str = "", told: Mapping[str, str] | None = None) -> Page:
    """The page of one sheet for one reader.

    `told` are options of the sheet and, where it is one of customers, slices: words that can stand in an address. Every sheet
    takes `compare` (previous, last_year, none or a period), `sort` (a column, after its table and a dot where the sheet
    sorts no list of its own) and `columns` (as `arranged` reads it).

    Raises: NotFound for an unknown sheet, subject, option or slice; UsageError for a subject that is missing, or one too many;
    Conflict where a reader's customers are told apart no longer.
    """
    known, lang = sheets(), asking.lang
    if name not in known:
        raise unknown(Text("page called"), name, known)
    sheet = known[name]
    if bool(sheet.about) != bool(subject):
        _wrong_subject(sheet, subject)
    chosen = dict(told or {})
    asking.compare = chosen.pop("compare", "")
    columns = chosen.pop(COLUMNS, "")
    sort = chosen.pop("sort", "") if not sheet.sorts else ""
    _check(asking)
    wanted = Wanted(sheet, subject, chosen)
    kept_to = asking.reader.own if sheet.people else asking.reader.where
    asking.since = since_of(wanted, asking.period)
    if not sheet.people:
        if "customer" in {one.name for one in every_condition(wanted.where)}:
            raise UsageError("This page does not tell customers apart one by one.", "Open the page of that customer.")
        check_slices(asking, wanted.where, asking.reader.where)
    silent = {one.name for one in sheet.options if not one.marked}
    if sheet.cut:
        asking.where, asking.filters = wanted.where, filters(asking)
        asking.check_cut()
    made = [one for one in (*sheet.make(asking, wanted), *sections_of(asking, sheet.analyses)) if one is not None]
    made += [told for told in [how_cut(asking)] if told is not None]
    sections = in_order(made, sort) if sort else tuple(made) or (unfilled(asking, sheet.title, sheet.sources),)
    words = meanings(asking)
    title, company = asking.say(sheet.title), asking.book.workspace
    page = Page(
        key=name,
        title=f"{company.name}: {title}" if lang == "en" else f"{company.name}：{title}",
        subtitle=period_text(asking.period, lang),
        lang=lang,
        currency=asking.currency,
        marks=(
            (asking.say("Period"), period_text(asking.period, lang)),
            (asking.say("As of"), day_text(asking.as_of, lang)),
            *([(asking.say("Courses since"), period_text(asking.since, lang))] if asking.since else []),
            *(_mark(asking, name, text, wanted.where) for name, text in wanted.told.items() if name not in silent),
            *((asking.say("Your customers"), f"{name} = {word}") for name, word in kept_to.items()),
            (asking.say("Currency"), asking.currency),
            (asking.say("Time zone"), company.zone),
        ),
        sections=(*sections, *([words] if words else [])),
        period=str(asking.period),
        as_of=asking.as_of.isoformat(),
        standing=(("policy_version", asking.shop.policies.version), ("facts_version", str(asking.shop.facts.version))),
        filters=asking.filters,
        cut=tuple(asking.cut.items()),
    )
    return arranged(page, columns)


def _mark(asking: Asking, name: str, text: str, where: Mapping[str, str]) -> tuple[str, str]:
    """A word of the question, as the head of a page tells it."""
    if name == AMONG and AMONG in where:
        return asking.say("Filters"), groups_said(groups_in(where), partial(slice_title, asking), asking.lang)
    return slice_title(asking, name) if name in where else name, text


def _check(asking: Asking) -> None:
    """Whether the reader's slice still tells customers apart: it may have been defined otherwise since."""
    known = scopes_known(asking.book.at()) if asking.reader.scope else {}
    for name in asking.reader.own:
        if name not in known:
            raise Conflict(
                "Customers are no longer told apart by {name}.", "Ask an owner to say anew which are yours.", name=name
            )


def _wrong_subject(sheet: Sheet, subject: str) -> None:
    if subject:
        raise UsageError(
            "The page {name} is of no one thing.", "Leave {subject} out.", name=sheet.name, subject=subject
        )
    raise UsageError(
        "The page {name} is of one thing.",
        "Name it after the page; tenure show lists what each is of.",
        name=sheet.name,
    )
