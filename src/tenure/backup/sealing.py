"""Sealing: who has only the seal can write what only the passphrase opens.

A server keeps the seal, a public key made of the passphrase; so it makes backups by night and cannot read them. The stream is cut
into pieces, each encrypted under its number and whether it is the last: one that is changed, moved or missing is noticed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tenure.errors import RejectedData, UsageError

MAGIC = b"tenure backup 1\n"
_PIECE = 1 << 20
_TAG = 16
_COST = 1 << 15
_LONGEST = 4096  # bytes of a header
LEAST = 12  # letters of a passphrase


@dataclass(frozen=True)
class Seal:
    """The public key of a passphrase, and what it was made with."""

    salt: str
    cost: int
    public: str


def make_seal(passphrase: str) -> Seal:
    """A seal that this passphrase opens.

    Raises: UsageError for one that is too short.
    """
    if len(passphrase) < LEAST:
        raise UsageError(
            "The passphrase is too short.", "Take {count} characters or more; a sentence is easy to remember.", count=LEAST
        )  # fmt: skip
    salt = os.urandom(16).hex()
    return Seal(salt, _COST, _private(passphrase, salt, _COST).public_key().public_bytes_raw().hex())


def _private(passphrase: str, salt: str, cost: int) -> X25519PrivateKey:
    secret = Scrypt(salt=bytes.fromhex(salt), length=32, n=cost, r=8, p=1).derive(passphrase.encode())
    return X25519PrivateKey.from_private_bytes(secret)


class Sealed:
    """A stream that encrypts what is written to it; `close` ends it."""

    def __init__(self, sink: BinaryIO, seal: Seal) -> None:
        own = X25519PrivateKey.generate()
        shared = own.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(seal.public)))
        header = json.dumps({**asdict(seal), "once": own.public_key().public_bytes_raw().hex()}).encode() + b"\n"
        sink.write(MAGIC + header)
        self._sink, self._cipher, self._number, self._held = sink, _cipher(shared, header), 0, bytearray()

    def write(self, piece: bytes) -> int:
        """Take the next bytes."""
        self._held += piece
        while len(self._held) > _PIECE:
            self._put(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(piece)

    def close(self) -> None:
        """Write the last piece."""
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, last: bool) -> None:
        self._sink.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1


class Opened:
    """A stream that decrypts; it gives no byte that was not written so."""

    def __init__(self, source: BinaryIO, passphrase: str, name: str) -> None:
        self._source, self._name, self._number, self._held = source, name, 0, b""
        if source.read(len(MAGIC)) != MAGIC:
            raise RejectedData("{file} is no backup of Tenure.", "Choose a file that tenure backup made.", file=name)
        header = source.readline(_LONGEST)
        try:
            told = json.loads(header)
            private = _private(passphrase, told["salt"], min(int(told["cost"]), 1 << 20))
            public, once = bytes.fromhex(told["public"]), bytes.fromhex(told["once"])
            shared = private.exchange(X25519PublicKey.from_public_bytes(once))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error
        if private.public_key().public_bytes_raw() != public:
            raise UsageError(
                "The passphrase does not open {file}.",
                "It is the one that the server's backups were sealed with.",
                file=name,
            )
        self._cipher, self._next = _cipher(shared, header), source.read(_PIECE + _TAG)
        if not self._next:  # even of nothing there is a last piece
            raise self._damaged()

    def read(self, count: int = -1) -> bytes:
        """The next bytes.

        Raises: RejectedData where the file was changed or cut.
        """
        while self._next and (count < 0 or len(self._held) < count):
            piece, self._next = self._next, self._source.read(_PIECE + _TAG)
            try:
                self._held += self._cipher.decrypt(_nonce(self._number, not self._next), piece, None)
            except InvalidTag as error:
                raise self._damaged() from error
            self._number += 1
        count = len(self._held) if count < 0 else count
        given, self._held = self._held[:count], self._held[count:]
        return given

    def _damaged(self) -> RejectedData:
        return RejectedData("{file} is damaged: it was changed, or cut short.", "Take another backup.", file=self._name)


def _cipher(shared: bytes, header: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, None, MAGIC + header).derive(shared))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def read_seal(path: Path) -> Seal | None:
    """The seal that a file keeps; None without one."""
    return Seal(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def seal_text(seal: Seal) -> str:
    """A seal as its file keeps it."""
    return json.dumps(asdict(seal)) + "\n"
