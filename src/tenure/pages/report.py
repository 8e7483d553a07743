"""The report: what a manager reads about the customers of one period."""

from __future__ import annotations

from datetime import date

from tenure.book import Book
from tenure.pages.analysing import analysis_sections
from tenure.pages.asking import Asking
from tenure.pages.blocks import Page, Section
from tenure.pages.definitions import definitions
from tenure.pages.further import further
from tenure.pages.headline import headline
from tenure.pages.missing import missing, nobody
from tenure.pages.movements import movements
from tenure.pages.own import own
from tenure.pages.renewals import renewals
from tenure.pages.retention import retention
from tenure.pages.sections import activity, pool, satisfaction, service
from tenure.pages.tiers import tiers
from tenure.pages.trade import sales
from tenure.periods import Period
from tenure.words import Language, day_text, period_text


def report(book: Book, period: Period, as_of: date | None = None, lang: Language = "en") -> Page:
    """The report on a period, as of a day (the last day known when none is named), in one language."""
    asking = Asking(book, period, as_of, lang)
    sections = [one for one in _sections(asking) if one is not None]
    policies = asking.shop.policies
    marks = (
        (asking.say("Period"), period_text(period, lang)),
        (asking.say("As of"), day_text(asking.as_of, lang)),
        (asking.say("Currency"), asking.currency),
        (asking.say("Time zone"), book.workspace.zone),
    )
    return Page(
        key="report",
        title=asking.say("{company}: customer report", company=book.workspace.name),
        subtitle=period_text(period, lang),
        lang=lang,
        currency=asking.currency,
        marks=marks,
        sections=tuple(sections),
        period=str(period),
        as_of=asking.as_of.isoformat(),
        standing=(("policy_version", policies.version), ("facts_version", str(asking.shop.facts.version))),
    )


def _sections(asking: Asking) -> list[Section | None]:
    made = [nobody(asking), headline(asking), retention(asking)]
    made += [renewals(asking), movements(asking)] if asking.contracts and asking.has("contracts") else []
    made += [sales(asking)] if asking.trades else []
    rest = [
        activity(asking),
        tiers(asking),
        service(asking),
        satisfaction(asking),
        pool(asking),
        *analysis_sections(asking),
        further(asking),
        own(asking),
        missing(asking),
    ]
    return [*made, *rest, definitions(asking)]
