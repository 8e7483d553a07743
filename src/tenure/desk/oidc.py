"""Signing in with a company's own provider (OpenID Connect), where the environment names one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tenure.errors import UsageError

ISSUER, CLIENT, SECRET, NAME = (f"TENURE_OIDC_{word}" for word in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME"))
PROVIDER = "company"  # in addresses: there is one
_HERE = ("localhost", "127.0.0.1", "::1")


def providers(environment: Mapping[str, str]) -> dict[str, Any]:
    """What allauth is told of the provider; nothing where none is named.

    Raises: UsageError where it is named by halves, or is not reached by https.
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
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
