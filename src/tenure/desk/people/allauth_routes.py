"""The routes of allauth that are open here; of the others only the names are left, which its own pages ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from allauth import urls as allauth_urls
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

from tenure.desk.people import vouching
from tenure.desk.people.places import places
from tenure.desk.people.resetting import where_mail_is_set_up

_LOOKING = ("GET", "HEAD")
# Those that change something, each in one transaction with its line of the audit trail.
_CHANGING = frozenset({
    "account_change_password", "account_reset_password_from_key",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
    "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
})  # fmt: skip
_OPEN = _CHANGING | {
    "account_login", "account_logout", "account_inactive", "account_reauthenticate",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
    "socialaccount_login_cancelled", "socialaccount_login_error",
}  # fmt: skip
_OURS = {
    "openid_connect_login": vouching.sign_in,
    "openid_connect_callback": vouching.come_back,
    "usersessions_list": places,
}


@login_not_required
def closed(request: HttpRequest, **named: str) -> HttpResponse:
    """Nothing is here."""
    raise Http404


def opened(
    patterns: Iterable[URLPattern | URLResolver] = tuple(allauth_urls.urlpatterns),
) -> list[URLPattern | URLResolver]:
    """Every route, those that are not open closed."""
    return [
        URLResolver(one.pattern, opened(one.url_patterns), one.default_kwargs, one.app_name, one.namespace)
        if isinstance(one, URLResolver)
        else URLPattern(one.pattern, _view(one), one.default_args, one.name)
        for one in patterns
    ]


def _view(route: URLPattern) -> Callable[..., HttpResponse]:
    if route.name in _OURS:
        ours: Callable[..., HttpResponse] = _OURS[route.name]
        return ours
    if route.name not in _OPEN:
        return closed
    if route.name == "account_reset_password":
        return where_mail_is_set_up(route.callback)
    if route.name in _CHANGING:
        return _at_once(route.callback)
    return route.callback


def _at_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, all that a form changes in one transaction; its page alone changes nothing."""

    @wraps(view)
    def whole(request: HttpRequest, *more: Any, **named: Any) -> HttpResponse:
        with nullcontext() if request.method in _LOOKING else transaction.atomic():
            return view(request, *more, **named)

    return whole
