"""What somebody may best do next, on Home of her own company: one step, chosen by what is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tenure.desk.books.holding import opened
from tenure.desk.books.sampled import has_kinds
from tenure.desk.people.models import Membership, Person
from tenure.desk.people.roles import Right, may
from tenure.desk.sampling import is_sample
from tenure.desk.sayings import language
from tenure.pages.reasons import file_of
from tenure.words import say

_WORTH = (
    "usage_events",
    "survey_responses",
    "ticket_events",
)  # kinds of fact that most is told by, and that often come last


@dataclass(frozen=True)
class Step:
    """A step with the page on which it is taken, under a word by which a browser remembers that it was put aside."""

    key: str
    text: str
    deed: str
    href: str


def next_step(who: Person, company: str) -> Step | None:
    """The step; None where there is nothing left that she may do, and on samples."""
    if is_sample(company):
        return None
    role, lang = who.role_in(company), language()
    if may(role, Right.BRING_FACTS):
        book = opened(company)[0]
        wanted = next((kind for kind in _WORTH if not has_kinds(book, (kind,), every=True)), "")
        if wanted:
            text = say("Your numbers can tell more with {file}.", lang, file=file_of(wanted, lang))
            return Step(f"{company}-{wanted}", text, say("Bring a file", lang), reverse("data", args=[company]))
    others = Membership.objects.filter(company=company).exclude(person=who)
    if may(role, Right.MANAGE_PEOPLE) and not others.exists():
        text = say("Nobody but you sees these numbers. Whom you invite sees what the role allows.", lang)
        return Step(f"{company}-invite", text, say("Invite a colleague", lang), reverse("people", args=[company]))
    return None
