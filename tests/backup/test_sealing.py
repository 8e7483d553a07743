"""A sealed stream opens with its passphrase, whole, or not at all."""

import io

import pytest

from tenure.backup import sealing
from tenure.backup.sealing import Opened, Sealed, make_seal
from tenure.errors import RejectedData, UsageError

WORDS = "a sentence of many words"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Pieces of 64 bytes, and a key that takes no time."""
    monkeypatch.setattr(sealing, "_PIECE", 64)
    monkeypatch.setattr(sealing, "_COST", 2)


def sealed(told: bytes) -> bytes:
    sink = io.BytesIO()
    stream = Sealed(sink, make_seal(WORDS))
    for start in range(0, len(told), 50):
        stream.write(told[start : start + 50])
    stream.close()
    return sink.getvalue()


def opened(stored: bytes, words: str = WORDS) -> bytes:
    return Opened(io.BytesIO(stored), words, "x").read()


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_what_was_sealed_comes_back(size):
    told = bytes(range(256)) * 4
    assert opened(sealed(told[:size])) == told[:size]


def test_nothing_of_it_can_be_read_without_the_passphrase():
    stored = sealed(b"ann@example.com" * 10)
    assert b"ann@example" not in stored
    with pytest.raises(UsageError, match="does not open"):
        opened(stored, "another sentence of words")


def test_any_change_is_noticed():
    stored = sealed(b"0123456789" * 30)
    begin = stored.index(b"\n", len(sealing.MAGIC)) + 1
    for place in range(0, len(stored), 7):
        changed = bytearray(stored)
        changed[place] ^= 1
        with pytest.raises((RejectedData, UsageError)):
            opened(bytes(changed))
    piece = 64 + 16
    for wrong in (
        stored[:-1],
        stored[: begin + piece],
        stored[:begin],
        stored + b"x",
        stored[:begin] + stored[begin + piece :],
    ):
        with pytest.raises(RejectedData, match="damaged"):
            opened(wrong)


def test_a_foreign_file_is_called_so():
    with pytest.raises(RejectedData, match="no backup of Tenure"):
        opened(b"PK\x03\x04 something else altogether")


def test_a_short_passphrase_is_refused():
    with pytest.raises(UsageError, match="too short"):
        make_seal("short")
