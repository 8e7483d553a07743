"""What allauth asks us: nobody signs up by herself, and links bear our own address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in a mail, built from the server's own address and not from what a browser claims it is."""
        path = str(super().get_reset_password_from_key_url(key)).split("://", 1)[-1]
        return f"{settings.BASE_URL}/{path.split('/', 1)[-1]}"

    def get_from_email(self) -> Any:
        """Who the mail is from."""
        return settings.DEFAULT_FROM_EMAIL
