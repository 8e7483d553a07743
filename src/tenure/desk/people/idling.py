"""Sessions end: half an hour after the last request, and twelve hours after they began."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_BEGAN, _SEEN = "began", "seen"
_EXACT = 30  # seconds: no more often is it written down that somebody is here


def not_idle(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware behind the one that knows who asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, told = time(), request.session
            began, seen = told.setdefault(_BEGAN, now), told.setdefault(_SEEN, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen > _EXACT:
                told[_SEEN] = now
        return answer(request)

    return middleware
