"""The one way out to an address that somebody typed: it leads nowhere inside, follows nothing, and says whether anything left.

Addresses are looked up once and asked as they were checked, so that a name cannot lead elsewhere in between.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from tenure.errors import RemoteFailure, Unanswered, UsageError

HOSTS = "TENURE_INSIDE_HOSTS"  # HOST:PORT of chat servers of one's own, parted by commas
_TIMEOUT = 20.0  # seconds
_MOST_READ = 1 << 14  # bytes of an answer
_LONGEST = 2000  # signs of an address
_PORTS = {"https": 443, "http": 80}
# What Python calls global, and what leads inside all the same: IPv4 within IPv6, many at once, and what nobody has.
_INSIDE = [
    ip_network(one)
    for one in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10", "ff00::/8",
        "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    text: str


def is_outside(told: str) -> bool:
    """Whether an address of the network is one that everybody could ask."""
    address = ip_address(told.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_global and not any(address in one for one in _INSIDE if one.version == address.version)


def parted(address: str) -> SplitResult:
    """The parts of an address that may be asked, before anybody looks up where it leads.

    Raises: UsageError for any other.
    """
    try:
        parts = urlsplit(address)
        place = (parts.hostname or "", _PORTS.get(parts.scheme, 0) if parts.port is None else parts.port)
    except ValueError:
        parts, place = urlsplit(""), ("", 0)
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= _LONGEST
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_ours(*place))
    if not (plain and secure and all(place)) or "@" in parts.netloc:
        raise UsageError("This is no address that a message can go to.", "Copy it whole: it begins with https://.")
    return parts


def post(address: str, body: Mapping[str, Any]) -> Reply:
    """Send JSON to an address, and give what it answers; where it leads on to another is not followed.

    Raises: UsageError for an address that leads inside, or is none; RemoteFailure where nothing was sent; Unanswered where
    something was, and nobody knows what came of it.
    """
    parts = parted(address)
    line = _Line(parts)
    try:
        line.connect()
    except (
        OSError,
        UnicodeError,
    ) as error:  # the network, names that are none, certificates; its words may name the address
        raise RemoteFailure(
            "{host} cannot be reached: {cause}.", "See whether this server may reach it, then try again.",
            host=parts.hostname, cause=type(error).__name__,
        ) from None  # fmt: skip
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Tenure", "Connection": "close"}
    try:
        line.request("POST", target, json.dumps(body, ensure_ascii=False).encode(), head)
        answer = line.getresponse()
        return Reply(answer.status, answer.read(_MOST_READ).decode("utf-8", "replace"))
    except (OSError, HTTPException) as error:
        raise Unanswered(
            "{host} took a message and did not say what became of it: {cause}.", "See whether it came.",
            host=parts.hostname, cause=type(error).__name__,
        ) from None  # fmt: skip
    finally:
        line.close()


class _Line(HTTPConnection):
    """A connection to where an address led when it was checked."""

    def __init__(self, parts: SplitResult) -> None:
        self._secure = parts.scheme == "https"
        self.default_port = _PORTS[parts.scheme]
        super().__init__(parts.hostname or "", parts.port or self.default_port, timeout=_TIMEOUT)

    def connect(self) -> None:
        """To the first that takes us of those it leads to, all of which have to be outside."""
        found = [str(one[4][0]) for one in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)]
        if not _is_ours(self.host, self.port) and not all(map(is_outside, found)):
            raise UsageError(
                "{host} leads inside this network, where no message goes.",
                "For a chat server of your own, whoever runs Tenure names it in {name}.",
                host=self.host, name=HOSTS,
            )  # fmt: skip
        sock = _first(found, self.port)
        self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host) if self._secure else sock


def _first(found: list[str], port: int) -> socket.socket:
    for place, address in enumerate(found, start=1):
        try:
            return socket.create_connection((address, port), _TIMEOUT)
        except OSError:
            if place == len(found):
                raise
    raise OSError


def _is_ours(host: str, port: int) -> bool:
    """Whether whoever runs the server named this host as one inside that may be asked."""
    return f"{host}:{port}" in settings.INSIDE_HOSTS
