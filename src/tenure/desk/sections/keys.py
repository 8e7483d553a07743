"""Settings → Keys: what scripts show to read pages as JSON and CSV."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.people import keys as kept
from tenure.desk.people.forms import NewKey
from tenure.desk.people.roles import ROLES, Right
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.words import later, say


@require_safe
@never_cache
def keys(request: HttpRequest, company: str) -> HttpResponse:
    """Every key that was made, void ones too."""
    return _page(request, company)


@require_POST
@never_cache
def make(request: HttpRequest, company: str) -> HttpResponse:
    """A new key; its word is shown in this answer and never again."""
    form = NewKey(request.POST)
    if not form.is_valid():
        return _page(request, company, form=form, status=400)
    told = form.cleaned_data
    word = kept.make(person(request), company, told["name"], told["role"], timedelta(days=int(told["days"])))
    return _page(request, company, word=word, address=f"{settings.BASE_URL}/{company}/?form=json")


@require_POST
def revoke(request: HttpRequest, company: str, key: int) -> HttpResponse:
    """Make a key void."""
    try:
        kept.revoke(person(request), company, key)
    except TenureError as error:
        return _page(request, company, refused=" ".join(error.lines(lambda text: say(text, language()))), status=409)
    messages.success(request, say("Saved.", language()))
    return redirect(SECTION.name, company=company)


def _page(request: HttpRequest, company: str, status: int = 200, **more: Any) -> HttpResponse:
    lang, now = language(), timezone.now()
    listed = [
        {
            "key": one,
            "role": say(ROLES[one.role][0], lang),
            "void": one.revoked_at is not None or one.expires_at <= now,
        }
        for one in kept.keys(company).select_related("made_by")
    ]
    return render(request, "settings/keys.html", {"keys": listed, "form": NewKey()} | more, status=status)


SECTION = Section(
    "keys", later("Keys of scripts"), Right.MANAGE_PEOPLE, 60,
    [
        path("", keys, name="keys"), path("make/", make, name="keys-make"),
        path("<int:key>/revoke/", revoke, name="keys-revoke"),
    ],
)  # fmt: skip
