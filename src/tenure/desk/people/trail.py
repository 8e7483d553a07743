"""What goes into the audit trail by itself: coming and going, passwords, second factors."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from tenure.desk.people.models import Entry, Person


@receiver(account.user_logged_in)
def _signed_in(user: Person, **_more: Any) -> None:
    Entry.write("signed in", user)


@receiver(auth.user_logged_out)
def _signed_out(user: Person | None, **_more: Any) -> None:
    if user is not None:
        Entry.write("signed out", user)


@receiver(auth.user_login_failed)
def _failed(credentials: dict[str, Any], **_more: Any) -> None:
    """Written for somebody unknown too, so that it takes the same time."""
    email = str(credentials.get("email") or "").strip().lower()
    Entry.write("sign-in failed", Person.objects.filter(email=email).first())


@receiver(mfa.authentication_failed)
def _failed_second(user: Person, authenticator: Authenticator, **_more: Any) -> None:
    Entry.write("second factor failed", user, "", {"type": str(authenticator.type)})


@receiver(account.password_changed)
def _password_changed(user: Person, **_more: Any) -> None:
    Entry.write("password changed", user)


@receiver(account.password_reset)
def _password_reset(user: Person, **_more: Any) -> None:
    Entry.write("password set by mail", user)


@receiver(post_save, sender=Authenticator)
def _added(instance: Authenticator, created: bool, **_more: Any) -> None:
    """Of the row itself: allauth tells only after the transaction."""
    if created:
        Entry.write("second factor added", instance.user, "", {"type": str(instance.type)})


@receiver(post_delete, sender=Authenticator)
def _removed(instance: Authenticator, **_more: Any) -> None:
    Entry.write("second factor removed", instance.user, "", {"type": str(instance.type)})
