"""Packed files: what is in a zip archive, unpacked with bounds; its members are as files in a folder."""

from __future__ import annotations

import gzip
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from tenure.errors import RejectedData
from tenure.texts import Text

LARGEST = 16 << 30  # bytes that an archive may unpack to
_RATIO, _RATIO_FROM = 200, 256 << 20  # above so many bytes, more than so many for one is no honest file
_STEP = 1 << 20
_ENCRYPTED = 1  # the flag of a member
_FAULTS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
LeftAlone = Callable[[Text], None]


def unhidden(parts: tuple[str, ...]) -> bool:
    """Whether no part of a path is one that systems hide."""
    return not any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)


def no_table(name: str) -> Text:
    """That a file is passed over for its ending."""
    return Text("{file} is left alone: files with its ending are no tables that can be read here.", file=name)


def passed_over(error: RejectedData) -> Text:
    """That a file among others is passed over because it cannot be read."""
    return Text("{problem} It is left alone. {remedy}", problem=error.problem, remedy=error.remedy)


@contextmanager
def opened(raw: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """A zip archive.

    Raises: RejectedData when it is none.
    """
    raw.seek(0)
    try:
        archive = zipfile.ZipFile(raw)
    except zipfile.BadZipFile as error:
        raise RejectedData("{file} is no zip archive that can be opened.", "Pack it again.", file=name) from error
    with archive:
        yield archive


def members(archive: zipfile.ZipFile, endings: tuple[str, ...], left_alone: LeftAlone) -> list[zipfile.ZipInfo]:
    """The members that may be tables, in the order of their names; `left_alone` hears of each other one."""
    out = []
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        inner = PurePosixPath(member.filename)
        if member.is_dir() or not unhidden(inner.parts):
            continue
        if inner.suffix.lower() in endings:
            out.append(member)
        else:
            left_alone(no_table(member.filename))
    return out


def member_unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> IO[bytes]:
    """The contents of a member.

    Raises: RejectedData when a password or an unknown way of packing guards it, or it is damaged.
    """
    if member.flag_bits & _ENCRYPTED:
        raise RejectedData(
            "{member} in {file} is encrypted.",
            "Unpack it with its password and import what is inside.",
            member=member.filename,
            file=name,
        )
    try:
        packed = archive.open(member)
    except (NotImplementedError, zipfile.BadZipFile) as error:
        raise RejectedData(
            "{member} in {file} cannot be unpacked: {error}.",
            "Unpack it yourself and import what is inside.",
            member=member.filename,
            file=name,
            error=error,
        ) from error
    with packed:
        return unpacked(packed, name, max(member.compress_size, 1))


def unpacked(packed: IO[bytes] | gzip.GzipFile, name: str, size: int) -> IO[bytes]:
    """The contents in a temporary file without a name.

    Raises: RejectedData when they are larger than an honest file can be.
    """
    out = tempfile.TemporaryFile()  # noqa: SIM115  handed on; closed by who reads it
    total = 0
    try:
        while chunk := packed.read(_STEP):
            total += len(chunk)
            if total > LARGEST or (total > _RATIO_FROM and total > _RATIO * size):
                raise RejectedData(
                    "{file} unpacks to more than can be true.",
                    "Unpack it yourself and import what is inside.",
                    file=name,
                )
            out.write(chunk)
    except _FAULTS as error:
        raise RejectedData("{file} is damaged: {error}.", "Fetch or pack it again.", file=name, error=error) from error
    out.seek(0)
    return out
