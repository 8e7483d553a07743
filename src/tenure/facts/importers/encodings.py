"""Which encoding a text is in, and the text as UTF-8.

A detector alone takes GBK for Korean and short Big5 for Japanese. So: marks at the beginning, then strict UTF-8, then
the encodings that decode without a fault, judged by how many header cells are known words.
"""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from tenure.errors import UsageError

SAMPLE = 1 << 18
_STEP = 1 << 20
_CANDIDATES = ("gb18030", "big5", "shift_jis", "cp1252")
_UNREADABLE = "\ufffd"
Judge = Callable[[Sequence[str]], int]


def encoding_called(name: str) -> str:
    """The encoding that goes by a name, as Python calls it.

    Raises: UsageError when there is none.
    """
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # refuses a codec that is none of text
        codecs.getincrementaldecoder(found)
    except (LookupError, ValueError) as error:
        raise UsageError(
            "'{name}' is no encoding of text.",
            "Write it like utf-8, gb18030, big5, shift_jis, cp1252 or utf-16.",
            name=name,
        ) from error
    return found


@dataclass(frozen=True)
class Decoded:
    """UTF-8 text without a mark at its beginning, and the encoding it had."""

    handle: IO[bytes]
    encoding: str
    damaged: bool = False  # some bytes were no text of that encoding; U+FFFD stands for them


def as_utf8(raw: IO[bytes], judge: Judge, encoding: str | None = None) -> Decoded:
    """The text of a file as UTF-8 with LF or CRLF; `judge` scores a row of cells as a header."""
    raw.seek(0)
    sample = raw.read(SAMPLE)
    found = encoding or detect(sample, judge)
    if found in ("utf-8", "utf-8-sig") and not _returns_only(sample.decode("utf-8", "ignore")):
        start = len(codecs.BOM_UTF8) if sample.startswith(codecs.BOM_UTF8) else 0
        fault = _first_fault(raw, start)
        if fault is None:
            raw.seek(start)
            return Decoded(raw, found)
        if encoding is None and not start and not _begins_as_utf8(sample) and not _mostly_utf8(fault):
            found = detect(fault, judge, strict=False)
    handle, damaged = _transcoded(raw, found)
    return Decoded(handle, found, damaged)


def detect(sample: bytes, judge: Judge, strict: bool = True) -> str:
    """The name of the encoding, as Python calls it."""
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = sample.count(0)
    if zeros > len(sample) // 8:
        return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
    if strict and (_decoded(sample, "utf-8") is not None or _begins_as_utf8(sample) or _mostly_utf8(sample)):
        return "utf-8"
    scored = [(*_score(text, judge), name) for name in _CANDIDATES if (text := _decoded(sample, name)) is not None]
    if scored:
        return max(scored)[-1]
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else "utf-8"


def _decoded(sample: bytes, encoding: str) -> str | None:
    """The sample as text, but for a character that its end may cut; None when it is not text of that encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample, final=False)
    except UnicodeDecodeError:
        return None


def _begins_as_utf8(sample: bytes) -> bool:
    """Whether the first line is UTF-8 beyond ASCII: by chance, hardly two words of another encoding are."""
    first = next((line for line in sample.splitlines() if line.strip()), b"")
    text = _decoded(first, "utf-8") or ""
    return sum(character > "\x7f" for character in text) > 3


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    bad = text.count(_UNREADABLE)
    good = sum(1 for character in text if character > "\x7f") - bad
    return good > 10 * bad


def _score(text: str, judge: Judge) -> tuple[int, float]:
    rows = [row for row in csv.reader(io.StringIO(text[:20_000], newline="")) if row][:40]
    split = [cell.split("\t") if len(row) == 1 else row for row in rows for cell in [row[0]]]
    return max((judge(row) for row in split), default=0), _likelihood(text)


def _likelihood(text: str) -> float:
    """How likely the letters beyond ASCII are what somebody wrote: common Chinese, or accents within words."""
    likely = total = 0
    before = " "
    for character in text[:50_000]:
        if character > "\x7f":
            total += 1
            if character >= "\u2e80":
                likely += _is_common(character)
            else:
                likely += character.isalpha() and before.isascii() and before.isalpha()
        before = character
    return likely / total if total else 0.0


def _is_common(character: str) -> bool:
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3)


def _first_fault(raw: IO[bytes], start: int) -> bytes | None:
    """The bytes around the first place that is not UTF-8, or None."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    raw.seek(start)
    while True:
        chunk = raw.read(_STEP)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return chunk or b"\xff"
        if not chunk:
            return None


def _returns_only(text: str) -> bool:
    """Whether lines end as they did on old Macs."""
    return "\r" in text and "\n" not in text


def _transcoded(raw: IO[bytes], encoding: str) -> tuple[IO[bytes], bool]:
    """A temporary file without a name that holds the text as UTF-8, and whether some bytes were no text."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    out = tempfile.TemporaryFile()  # noqa: SIM115  handed on, and gone when nobody reads it any more
    raw.seek(0)
    damaged, first, returns_only = False, True, False
    while True:
        chunk = raw.read(_STEP)
        text = decoder.decode(chunk, final=not chunk)
        damaged = damaged or _UNREADABLE in text
        if first and text:
            text, first = text.lstrip("\ufeff"), False
            returns_only = _returns_only(text)
        out.write((text.replace("\r", "\n") if returns_only else text).encode("utf-8", "replace"))
        if not chunk:
            out.seek(0)
            return out, damaged
