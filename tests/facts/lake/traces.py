"""Looking for traces of a person in every byte of a workspace."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import quopri
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

import duckdb


@cache
def spellings(word: str) -> set[bytes]:
    """How a word may stand in a file: in any encoding, escaped for any language, in base64 at any place, as a plain hash."""
    words = {word, word.lower(), word.upper(), unicodedata.normalize("NFD", word)}
    escaped = {quote(word), quote_plus(word), html.escape(word), json.dumps(word)[1:-1], json.dumps(word.lower())[1:-1]}
    out = {each.encode(encoding) for each in words for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
    plain = word.encode()
    hashes = {hashlib.new(name, each.encode()).hexdigest() for name in ("md5", "sha1", "sha256") for each in words}
    shifted = {
        base64.b64encode(bytes(shift) + plain)[4:-4] if shift else base64.b64encode(plain).rstrip(b"=")
        for shift in range(3)
    }
    shifted = {each for each in shifted if len(each) >= 8}
    return (
        out
        | {each.encode() for each in escaped | hashes}
        | shifted
        | {plain.hex().encode(), quopri.encodestring(plain)}
    )


def decoded(path: Path) -> bytes:
    """The bytes of a file, and those that are packed in it: rows of Parquet, members of a ZIP."""
    held = path.read_bytes()
    if path.suffix == ".parquet":
        held += repr(duckdb.read_parquet(str(path)).fetchall()).encode()
    elif path.suffix in (".zip", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            held += b"".join(archive.read(name) for name in archive.namelist())
    return held


def traces(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Files that hold one of the words, in their bytes or in the rows of a Parquet file."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        held = decoded(path)
        found += [f"{path.relative_to(folder)}: {word}" for word in words if holds(held, word)]
    return found


def holds(told: bytes, word: str) -> bool:
    """Whether some bytes hold a word, however it is spelled."""
    return any(each in told for each in spellings(word))
