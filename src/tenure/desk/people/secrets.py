"""Secrets encrypted at rest, second factors and addresses of group chats: who reads the database alone cannot use them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.db.models import Model

from tenure.desk.home import home


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks before it stores a secret, and after it has read one."""

    def encrypt(self, text: str) -> str:
        """As the database holds it."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was.

        Raises: InvalidToken for what another key has encrypted, or none.
        """
        return unseal(encrypted_text)


def seal(text: str) -> str:
    """A secret as the database holds it."""
    return _vault(home().folder).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """A secret as it was.

    Raises: InvalidToken for what another key has encrypted, or none.
    """
    return _vault(home().folder).decrypt(sealed.encode()).decode()


def encrypt_all(authenticators: type[Model]) -> None:
    """Encrypt what is kept as it is; what is encrypted already stays."""
    vault = Adapter()
    for one in authenticators._default_manager.all():
        told = dict(getattr(one, "data"))  # noqa: B009  # a model of a migration tells mypy nothing of its columns
        for name in ("secret", "seed"):
            if name in told and not _is_encrypted(vault, told[name]):
                told[name] = vault.encrypt(told[name])
        authenticators._default_manager.filter(pk=one.pk).update(data=told)


def _is_encrypted(vault: Adapter, text: str) -> bool:
    try:
        vault.decrypt(text)
    except InvalidToken:
        return False
    return True


@cache
def _vault(_folder: Path) -> Fernet:
    return Fernet(home().vault_key().encode())
