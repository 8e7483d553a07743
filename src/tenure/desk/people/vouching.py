"""Signing in with the company's own provider: for whom we know or have invited, by an address that it has verified.

The signature of the ID token is checked though it comes straight from the provider; PKCE and the state in the session
bind the answer to the question. Who came once is known by issuer and subject, not by the address.
"""

from __future__ import annotations

import hashlib
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from tenure.desk.people import managing
from tenure.desk.people.limits import vouched
from tenure.desk.people.models import Link, Person

_SIGNED = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


class Provider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Takes nothing on trust that the provider has not signed."""

    def get_access_token_data(self, *args: Any, **named: Any) -> dict[str, Any]:
        """With an ID token, whose signature will be checked."""
        told: dict[str, Any] = super().get_access_token_data(*args, **named)
        self.did_fetch_access_token = False  # allauth would take the token unchecked
        head = jwt.get_unverified_header(told.get("id_token") or "")
        if head.get("alg") not in _SIGNED or "kid" not in head:
            raise OAuth2Error("no signed ID token")
        return told

    def complete_login(self, *args: Any, **named: Any) -> SocialLogin:
        """The person whom the ID token names, and nobody else."""
        login = super().complete_login(*args, **named)
        told = login.account.extra_data
        if self.get_provider().app.settings.get("trust_email"):
            _trust(login, told["userinfo"])
        subject = told["id_token"]["sub"]
        if told["userinfo"].get("sub") != subject:
            raise OAuth2Error("two subjects")
        login.account.uid = hashlib.sha256(f"{told['id_token']['iss']}\n{subject}".encode()).hexdigest()
        login.account.extra_data = {}  # no more is kept than who it is
        return login


def _trust(login: SocialLogin, told: dict[str, Any]) -> None:
    """Take an address as verified of which the provider says nothing; that it is not verified still counts."""
    for one in login.email_addresses:
        one.verified = told.get("email_verified", True) is True


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Invitation only, here too."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: people are invited."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:
        """The name that the provider tells, for who comes in by this."""
        told: Person = sociallogin.user
        told.name = str(data.get("name") or "")[: Person._meta.get_field("name").max_length]
        return told

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who comes for the first time is matched by the address that the provider has verified."""
        if sociallogin.state.get("process") != "login":
            raise Http404
        if sociallogin.is_existing:
            return
        emails = [one.email.strip().lower() for one in sociallogin.email_addresses if one.verified is True]
        person = _known(emails[0], sociallogin.user.name) if emails else None
        if person is None:
            raise ImmediateHttpResponse(render(request, "people/not_invited.html", status=403))
        sociallogin.connect(request, person)


@login_not_required
@vouched
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider."""
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
@vouched
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the provider."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(Provider(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, jwt.PyJWTError, KeyError, ValueError):  # out of reach, or what it says makes no sense
        return render(request, "socialaccount/authentication_error.html", status=502)
    return answer


@transaction.atomic
def _known(email: str, name: str) -> Person | None:
    """Who has this address, or is invited by it and now comes in."""
    person = Person.objects.filter(email=email).first()
    if person is None and (link := Link.usable("invite").filter(email=email).first()):
        person = Person.objects.create_user(email, None, name)
        managing.accept(link, person)
    return person
