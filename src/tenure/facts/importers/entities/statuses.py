"""What status words mean: by the recipe, else by what such words mean everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import constant, holds, matches
from tenure.facts.importers.headers import normalised
from tenure.facts.importers.recipe import Recipe
from tenure.texts import Text


def meanings(column: pa.ChunkedArray, recipe: Recipe, defaults: Mapping[str, Iterable[str]]) -> pa.ChunkedArray:
    """The meaning of each cell; unknown where nobody knows the word."""
    words = pc.unique(column).drop_null()
    if not len(words):
        return column
    everywhere = {normalised(word): meaning for meaning, known in defaults.items() for word in known}
    found = [
        recipe.meaning(word) or (None if recipe.statuses else everywhere.get(normalised(word)))
        for word in words.to_pylist()
    ]
    return pc.take(pa.array(found, pa.string()), pc.index_in(column, words))


def says_any(column: pa.ChunkedArray, words: Iterable[str]) -> pa.ChunkedArray:
    """Which cells hold one of the words."""
    out = constant(False, pa.bool_(), len(column))
    for word in words:
        out = pc.or_(out, holds(pc.match_substring(column, word)))
    return out


def unknown_words(column: pa.ChunkedArray, recipe: Recipe) -> list[str]:
    """Status words that the recipe does not know."""
    return [
        word for word in pc.unique(column).drop_null().to_pylist() if recipe.statuses and recipe.meaning(word) is None
    ]


def left_out(reasons: pa.ChunkedArray, *known: Text) -> dict[Text, int]:
    """How many rows tell no fact, by the reason: one that is known, else the status word that says so."""
    texts = {str(text): text for text in known}
    counts = Counter(reasons.drop_null().to_pylist())
    return {texts.get(word) or Text("status {word}", word=word): count for word, count in counts.items()}


def number_in(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The figure inside words, as it is written: 已退款(￥1,030.00) tells 1,030.00."""
    parts = pc.extract_regex(column, r"(?P<figure>\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)")
    return pc.if_else(holds(matches(column, r"\d")), pc.struct_field(parts, "figure"), pa.scalar(None, pa.string()))
