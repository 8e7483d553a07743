"""The door of every route of a company: who may pass. A route that names no right does not open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from tenure.desk.home import home
from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may

View = Callable[..., HttpResponse | StreamingHttpResponse]


def person(request: HttpRequest) -> Person:
    """Who asks, her memberships read once a request; every view is behind the sign-in unless it says otherwise."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    prefetch_related_objects([request.user], "memberships")
    return request.user


def right_needed(*rights: Right, scripts: bool = False) -> Callable[[View], View]:
    """Let in who has the rights in the company of the address; to others without a role there it does not exist.

    A view that has a door already gets a second one. Scripts with a key come through where `scripts` says so alone.
    """

    def door(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, company: str, *more: Any, **named: Any
        ) -> HttpResponse | StreamingHttpResponse:
            who = person(request)
            role = who.role_in(company) if company in home().companies else None
            if role is None:
                raise Http404
            if not all(may(role, right) for right in rights):
                raise PermissionDenied
            return view(request, company, *more, **named)

        guarded.rights = (*rights, *getattr(view, "rights", ()))  # type: ignore[attr-defined]
        guarded.scripts = scripts  # type: ignore[attr-defined]
        return guarded

    return door
