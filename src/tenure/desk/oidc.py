"""Signing in with a company's own provider (OpenID Connect), where the environment names one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tenure.errors import UsageError

ISSUER, CLIENT, SECRET, NAME = (f"TENURE_OIDC_{word}" for word in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME"))
TRUSTED = "TENURE_OIDC_TRUST_EMAIL"  # the issuer once more, where its addresses are the company's own though it does not say so
PROVIDER = "company"  # in addresses: there is one
_HERE = ("localhost", "127.0.0.1", "::1")


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """What allauth is told of the provider; nothing where none is named.

    Raises: UsageError where it is named by halves, is not reached by https, or another one is trusted.
    """
    issuer = environment.get(ISSUER, "").rstrip("/")
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        raise UsageError("{name} must begin with https://.", "Ask whoever runs the provider.", name=ISSUER)
    if not environment.get(CLIENT) or not environment.get(SECRET):
        raise UsageError(
            "{name} is set, but not both {client} and {secret}.", "Set all three, or none.", name=ISSUER, client=CLIENT, secret=SECRET
        )  # fmt: skip
    app = {
        "provider_id": PROVIDER,
        "name": environment.get(NAME) or parts.hostname,
        "client_id": environment[CLIENT],
        "secret": environment[SECRET],
        "settings": {"server_url": issuer, "trust_email": _trusted(environment, issuer)},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def _trusted(environment: Mapping[str, str], issuer: str) -> bool:
    """Whether addresses of which the provider does not say that it verified them count: Entra ID says it of none.

    Raises: UsageError where another issuer is named than the one people come from.
    """
    told = environment.get(TRUSTED, "").rstrip("/")
    if told not in ("", issuer):
        raise UsageError(
            "{name} names another issuer than {issuer}.", "Write the same address, or leave it out.", name=TRUSTED, issuer=ISSUER
        )  # fmt: skip
    return bool(told)
