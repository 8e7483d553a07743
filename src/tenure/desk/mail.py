"""How mail leaves: by the SMTP server that the environment names, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tenure.errors import UsageError

ADDRESS = "TENURE_SMTP_URL"
_PORTS = {"smtp": 587, "smtps": 465}
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Smtp:
    """A server that takes our mail."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool  # from the first byte
    tls: bool  # after STARTTLS; only a server on this machine may go without


def smtp(address: str) -> Smtp | None:
    """The server of an address such as smtp://user:password@host:587 (STARTTLS) or smtps://host:465; None without one.

    Raises: UsageError for anything else.
    """
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(
            "{name} is no address of a mail server.", "Write it as smtp://USER:PASSWORD@HOST:587.", name=ADDRESS
        )
    ssl = parts.scheme == "smtps"
    return Smtp(
        parts.hostname, parts.port or _PORTS[parts.scheme], unquote(parts.username or ""), unquote(parts.password or ""),
        ssl, not ssl and parts.hostname not in _HERE,
    )  # fmt: skip
