"""Which pages may be kept and handed on, and who may change what is kept."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.catalogue.groups import every_pair
from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.models import Channel, View
from tenure.pages.personal import is_personal
from tenure.pages.sheet import Sheet
from tenure.pages.showing import sheets


def seen(sheet: Sheet, who: Person, company: str) -> bool:
    """Whether somebody sees a page at all."""
    return may(who.role_in(company), Right.SEE_CUSTOMERS if sheet.people else Right.SEE_NUMBERS)


def shareable(sheet: Sheet, slices: Sequence[tuple[str, str]]) -> bool:
    """Pages of numbers can be handed on.

    Those that show customers one by one cannot, for a viewer does not see them either; nor what is cut to somebody.
    """
    return not sheet.people and not any(
        name == "customer" or is_personal(word, name) for name, word in every_pair(dict(slices))
    )


def channels_for(who: Person, company: str) -> list[Channel]:
    """The group chats that she may have pages sent to: who reads there needs no account, as with a link."""
    return list(Channel.objects.filter(company=company)) if may(who.role_in(company), Right.SHARE_PAGES) else []


def views_of(person: Person, company: str) -> list[View]:
    """The views that she sees and whose pages she may see."""
    known = sheets()
    found = View.seen_by(person, company).select_related("person")
    return [one for one in found if one.page in known and seen(known[one.page], person, company)]


def may_change(person: Person, company: str, owner: Person | None) -> bool:
    """Whoever made it changes it, and who manages the people of the company."""
    return person == owner or may(person.role_in(company), Right.MANAGE_PEOPLE)
