"""What allauth asks us: nobody signs up by herself, and links bear our own address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from tenure.desk.people.limits import too_many
from tenure.desk.people.mailing import send_reset
from tenure.desk.people.models import Person
from tenure.desk.sayings import language
from tenure.words import Language


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is hashed: who tried too often is told so."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(too_many(request)) from None

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is her password."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """In her language, or in that of the page where she asked."""
        lang: Language = language(user.language)
        send_reset(user.email, user.name, context["password_reset_url"], lang)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in a mail, built from the server's own address and not from what a browser claims it is."""
        path = str(super().get_reset_password_from_key_url(key)).split("://", 1)[-1]
        return f"{settings.BASE_URL}/{path.split('/', 1)[-1]}"

    def get_from_email(self) -> Any:
        """Who the mail is from."""
        return settings.DEFAULT_FROM_EMAIL
