"""What a page shows of what people left at it: its annotations, and the forms by which more is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from tenure.desk.books.pinning import how_pinned
from tenure.desk.books.wishes import NOTES, Wish
from tenure.desk.home import home
from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.forms import AnnotationForm, ShareForm, SubscriptionForm, ViewForm
from tenure.desk.remembering.models import Annotation
from tenure.desk.remembering.rules import channels_for, may_change, shareable, views_of
from tenure.pages.annotations import Remark
from tenure.pages.showing import sheets

OWN, NONE = "own", "none"


def remarks(person: Person, company: str, page: str, wish: Wish, system: Sequence[Remark]) -> list[Remark]:
    """The annotations of a page that a reader sees, and wants to."""
    wanted = wish.told.get(NOTES, "")
    if wanted == NONE:
        return []
    people = Annotation.seen_by(person, company, page).select_related("person")
    if person.key is not None:  # a script tells what all may read
        people = people.filter(shared=True)
    told = [Remark(one.first, one.last, one.text, _name(one.person)) for one in people]
    return told if wanted == OWN else [*told, *system]


def _name(person: Person | None) -> str:
    return (person.name or person.email) if person else "–"


def _sending(who: Person, company: str) -> SubscriptionForm | None:
    """How a page can be sent; None where nothing can be sent anywhere."""
    channels = channels_for(who, company)
    if not (channels or settings.MAIL_IS_SET_UP):
        return None
    return SubscriptionForm(channels, settings.MAIL_IS_SET_UP, auto_id="send-%s")


def forms_at(person: Person, company: str, page: str, subject: str, wish: Wish) -> dict[str, Any]:
    """For the template of a page: what can be kept, handed on and annotated from here."""
    role = person.role_in(company)
    notes = [
        {"pk": one.pk, "told": f"{one.first:%Y-%m-%d} · {one.text}"}
        for one in Annotation.seen_by(person, company, page).select_related("person")
        if may_change(person, company, one.person)
    ]
    handed = shareable(sheets()[page], wish.slices)
    views = views_of(person, company) if page in ("home", "metric") else []
    return {
        "place": {"page": page, "subject": subject, "words": urlencode(wish.told)},
        "keeping": ViewForm(auto_id="view-%s"),
        "sharing": ShareForm(auto_id="share-%s") if may(role, Right.SHARE_PAGES) and handed else None,
        "subscribing": _sending(person, company) if handed else None,
        "zone": home().companies[company].zone,
        "annotating": AnnotationForm(auto_id="note-%s", initial={"first": min(wish.period.last, wish.as_of)}),
        "for_all": may(role, Right.ANNOTATE),
        "own_notes": notes,
        "notes": wish.told.get(NOTES, ""),
        "kept_by_notes": wish.without(NOTES),
        "pinned": [one for one in views if one.pin == "home" and not one.number] if page == "home" else [],
        "pinning": "" if page != "metric" or wish.slices else how_pinned(views, person, subject),
    }
