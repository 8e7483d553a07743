"""Words for columns, Chinese and English, by entity and canonical column."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from tenure.facts.importers.headers import normalised, without_hint


@cache
def synonyms() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Entity -> canonical column -> normalised headers, the likeliest first; a canonical name is its own synonym."""
    text = (files("tenure.facts.importers") / "synonyms.toml").read_text(encoding="utf-8")
    return {
        entity: {
            name: tuple(dict.fromkeys([*map(normalised, words), normalised(name)])) for name, words in columns.items()
        }
        for entity, columns in tomllib.loads(text).items()
    }


@cache
def known_words() -> frozenset[str]:
    """Every normalised header that means anything."""
    return frozenset(word for columns in synonyms().values() for words in columns.values() for word in words)


def hits(cells: Sequence[str]) -> int:
    """How many cells of a row are known as headers."""
    return sum(
        1 for cell in cells if cell and (normalised(cell) in known_words() or without_hint(cell) in known_words())
    )
