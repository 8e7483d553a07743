"""The demo: its guest, who signs in by a link from the terminal alone, and the sample companies that she owns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tenure.demo.loading import is_demo, is_whole
from tenure.desk.home import home

GUEST = "guest@demo.invalid"  # an address that nobody can have
_LASTS = timedelta(hours=24)


def welcome(first: str, others: Sequence[str]) -> str:
    """The address of a link that signs the guest in to the first company, after `prepare`; the others are put to work."""
    from django.conf import settings

    from tenure.desk.jobs.queue import ask
    from tenure.desk.people.models import Entry, Link, Membership, Person

    guest = Person.objects.filter(email=GUEST).first() or Person.objects.create_user(GUEST, None, "Demo")
    for company in (first, *others):
        _made, is_new = Membership.objects.get_or_create(person=guest, company=company, defaults={"role": "owner"})
        if is_new:
            Entry.write("joined", guest, company, {"role": "owner", "by": "demo"})
    ask("build", first, once=True)
    for company in others:
        if not is_whole(home().folder / company):
            ask("sample", company, once=True)
    return f"{settings.BASE_URL}/enter/{Link.make('enter', _LASTS, person=guest, company=first)}/"


def is_sample(company: str) -> bool:
    """Whether a company that is served was made by the demo."""
    return is_demo(home().companies[company].folder)
