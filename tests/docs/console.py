"""A page as a script: its ```csv NAME blocks are files, its ```console blocks commands with lines they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(csv|console)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class File:
    """A file that the reader has."""

    name: str
    text: str


@dataclass(frozen=True)
class Command:
    """A line that the reader types, and lines it must tell."""

    text: str
    told: tuple[str, ...]


def steps(page: Path) -> Iterator[File | Command]:
    """Everything that the page has its reader do, in order."""
    for language, name, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "csv":
            yield File(name, text)
        else:
            yield from _commands(text)


def _commands(text: str) -> Iterator[Command]:
    for block in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *told = block.splitlines()
        yield Command(command, tuple(evened(line) for line in told))


def evened(line: str) -> str:
    """A line with one blank between its words: how a table is aligned depends on its other rows."""
    return " ".join(line.split())
