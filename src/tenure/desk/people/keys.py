"""Keys of scripts: made, revoked, and shown as `Authorization: Bearer …` to read pages.

A script asks in the name of who made its key, with the role of the key, and never more than that person may.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from tenure.desk.people.limits import once_more
from tenure.desk.people.models import Entry, Key, Person, digest
from tenure.desk.people.roles import only_sees
from tenure.desk.sayings import language
from tenure.errors import Conflict, NotFound
from tenure.words import later, say

BEARER = "Bearer "
PREFIX = "tenure_"  # so that a key that got out is known for one
_BYTES = 32
_EXACT = timedelta(minutes=1)  # no more often is it written down that a key was used


@transaction.atomic
def make(by: Person, company: str, name: str, role: str, lasts: timedelta) -> str:
    """The word of a new key.

    Raises: Conflict for a role that does more than see.
    """
    if not only_sees(role):
        raise Conflict("A key reads, and no more.", "Choose a role that changes nothing.")
    word = PREFIX + secrets.token_urlsafe(_BYTES)
    expires = timezone.now() + lasts
    Key.objects.create(
        name=name, company=company, role=role, digest=digest(word), made_by=by, expires_at=expires
    )  # fmt: skip
    Entry.write("key made", by, company, {"key": name, "role": role})
    return word


@transaction.atomic
def revoke(by: Person, company: str, key: int) -> None:
    """Make a key void.

    Raises: NotFound where it is void already, or not of this company.
    """
    found = keys(company).filter(pk=key, revoked_at=None)
    name = found.values_list("name", flat=True).first()
    if name is None or not found.update(revoked_at=timezone.now()):
        raise NotFound("This key is void already.")
    Entry.write("key revoked", by, company, {"key": name})


def keys(company: str) -> QuerySet[Key]:
    """The keys of a company, the latest first."""
    return Key.objects.filter(company=company).order_by("-pk")


class ByKey:
    """Middleware: who shows a key is known by it alone, and comes through to what scripts may read."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        """In front of the views."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As the person of the key, where one is shown."""
        shown = request.headers.get("Authorization", "")
        if not shown.startswith(BEARER):
            return self.answer(request)
        key = Key.open(shown.removeprefix(BEARER).strip())
        if key is None:
            tries = once_more(request, "key_failed")
            return _refused(later("This key is not known, or void."), 401) if tries else _too_many()
        if not once_more(request, "key", str(key.pk)):
            return _too_many()
        _note_use(key)
        request.user = key.made_by
        request.user.key = key
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _named: Any) -> HttpResponse | None:
        """Nothing but what is open to scripts: no account, no settings, no change."""
        by_key = isinstance(request.user, Person) and request.user.key is not None
        return (
            _refused(later("A key opens pages alone."), 403) if by_key and not getattr(view, "scripts", False) else None
        )


def _note_use(key: Key) -> None:
    now = timezone.now()
    if key.used_at is None or now - key.used_at > _EXACT:
        Key.objects.filter(pk=key.pk).update(used_at=now)


def _too_many() -> HttpResponse:
    answer = _refused(later("Too often: wait a minute."), 429)
    answer["Retry-After"] = "60"
    return answer


def _refused(why: str, status: int) -> HttpResponse:
    answer = JsonResponse({"error": say(why, language())}, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
