"""Sessions end: half an hour after the last request, and twelve hours after they began; where each is, is noted."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_BEGAN, _SEEN = "began", "seen"
_EXACT = 30  # seconds: no more often is it written down that somebody is here
_LONGEST = UserSession._meta.get_field("user_agent").max_length
_NOTED = ("user", "ip", "user_agent", "last_seen_at")


def not_idle(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware behind the one that knows who asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, told = time(), request.session
            began, seen = told.setdefault(_BEGAN, now), told.get(_SEEN)
            if now - (seen or now) > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif seen is None or now - seen > _EXACT:
                told[_SEEN] = now
                _note(request)
        return answer(request)

    return middleware


def _note(request: HttpRequest) -> None:
    """Where she is, for the page of her sessions: one statement, where allauth's own middleware sends five at every request."""
    browser = request.headers.get("User-Agent", "")[:_LONGEST]
    here = UserSession(
        session_key=request.session.session_key, user=request.user, ip=get_adapter().get_client_ip(request), user_agent=browser
    )  # fmt: skip
    UserSession.objects.bulk_create([here], update_conflicts=True, unique_fields=["session_key"], update_fields=_NOTED)
