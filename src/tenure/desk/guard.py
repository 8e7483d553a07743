"""The door of every route of a company: who may pass. A route that names no right does not open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from tenure.desk.home import home
from tenure.desk.people.roles import Right, may

View = Callable[..., HttpResponse]


def right_needed(right: Right) -> Callable[[View], View]:
    """Let in who has the right in the company of the address; to others without a role there it does not exist."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, company: str, *more: Any, **named: Any) -> HttpResponse:
            role = request.user.role_in(company) if company in home().companies else None  # type: ignore[union-attr]
            if role is None:
                raise Http404
            if not may(role, right):
                raise PermissionDenied
            return view(request, company, *more, **named)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return door
