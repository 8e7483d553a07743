"""How often one may try (`ACCOUNT_RATE_LIMITS`); links that work once are limited as passwords are."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.internal import ratelimit
from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_SECONDS = 60  # the window of every limit

View = Callable[..., HttpResponse]
limited: Callable[[View], View] = rate_limit(action="link", limit_get=True)
shared: Callable[[View], View] = rate_limit(action="shared", limit_get=True)
ending: Callable[[View], View] = rate_limit(action="ending", limit_get=True)
vouched: Callable[[View], View] = rate_limit(action="vouched", limit_get=True)


def once_more(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Whether one may once more, looking counted as trying; it is counted."""
    return bool(ratelimit.consume(request, app="allauth.account", action=action, key=key, limit_get=True))


def too_many(request: HttpRequest) -> HttpResponse:
    """Too often: wait."""
    answer = render(request, "people/too_many.html", status=429)
    answer["Retry-After"] = str(_SECONDS)
    return answer
