"""Column names as people write them, made comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

_WRAPPING = " \t\r\n\u00a0\u3000\ufeff\u200b\"'“”‘’`"
_HINT = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]$")
_DROPPED = str.maketrans(dict.fromkeys(" \t_-./\\:&,·'\"、，：？?!！%"))
_NUMBERING = re.compile(r"^[Qq]?\d{1,3}\s*[.、:：)）]\s*")
_NOT_A_WORD = re.compile(r"[^\w]+")


@cache
def normalised(header: str) -> str:
    """The header without case, width, spaces and marks; a hint in brackets stays."""
    text = unicodedata.normalize("NFKC", header).strip(_WRAPPING).casefold()
    return text.replace("#", "number").translate(_DROPPED)


@cache
def without_hint(header: str) -> str:
    """The same without the brackets at its end."""
    return normalised(_HINT.sub("", unicodedata.normalize("NFKC", header).strip(_WRAPPING)))


def hint(header: str) -> str:
    """What stands in brackets at the end of a header: a currency, a unit, a zone."""
    found = _HINT.search(unicodedata.normalize("NFKC", header).strip(_WRAPPING))
    return found.group(1).strip() if found else ""


def question(header: str) -> str:
    """The text of a survey's question, without its number."""
    return normalised(_NUMBERING.sub("", unicodedata.normalize("NFKC", header).strip()))


def attribute(header: str) -> str:
    """The name of the attribute that an unmapped column becomes: postal_code, 成长值."""
    text = unicodedata.normalize("NFKC", header).strip(_WRAPPING).casefold()
    return _NOT_A_WORD.sub("_", text).strip("_") or "column"


class Index:
    """The headers of one sheet, found by what they mean the same as."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.exact: dict[str, str] = {}
        self.loose: dict[str, str] = {}
        for column in columns:
            self.exact.setdefault(normalised(column), column)
            self.loose.setdefault(without_hint(column), column)

    def find(self, header: str) -> str | None:
        """The sheet's own header for this one; with its bracket first, then without."""
        if header.endswith("(…)"):
            return self.loose.get(normalised(header[:-3]))
        exact = self.exact.get(normalised(header))
        return exact or self.exact.get(without_hint(header)) or self.loose.get(normalised(header))

    def find_any(self, headers: Iterable[str]) -> str | None:
        """The first of several that is there."""
        return next((found for header in headers if (found := self.find(header))), None)

    def has_all(self, headers: Iterable[str]) -> bool:
        """Whether each of them is there."""
        return all(self.find(header) is not None for header in headers)


def header_set(columns: Iterable[str]) -> str:
    """One text for a set of headers, the same in any order; remembered maps are found by it."""
    return "|".join(sorted({normalised(column) for column in columns}))


def first_of(found: Mapping[str, str], names: Iterable[str]) -> str | None:
    """The first of these canonical columns that is mapped."""
    return next((name for name in names if name in found), None)
