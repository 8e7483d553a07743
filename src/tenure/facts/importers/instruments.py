"""What a survey asks, by its map or the header of its scores: never by the answers, which a few rows cannot tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tenure.facts.importers.cleaning import Question
from tenure.facts.importers.headers import hint, question
from tenure.facts.importers.recipe import Recipe
from tenure.texts import Text

INSTRUMENTS = ("nps", "csat")
TOPS = {"nps": 10, "csat": 5}  # of the usual scales
_WORDS_ALONE = "comment"  # asked by a survey without scores: it counts for neither of the two
_WORDS = {
    "nps": re.compile(r"recommend|推荐|(^|[^a-z])nps"),
    "csat": re.compile(r"satisf|csat|满意"),
}
_SCALE = re.compile(r"^[01]\s*(?:-|–|~|to|至|到)\s*(\d{1,2})$")


def told(recipe: Recipe, header: str, answered: str | None) -> Recipe:
    """The recipe with the instrument and the top of its scale; "" and 0 where nothing tells them.

    An answer is for the files that say nothing themselves: one command may read several.
    """
    if recipe.entity != "survey_response":
        return recipe
    by_rule = "nps" if "@nps" in recipe.columns.get("score", ()) else ""
    instrument = recipe.instrument or by_rule or _by_words(header) or (answered or "" if header else _WORDS_ALONE)
    scale = _SCALE.match(hint(header))
    top = recipe.scale_max or (int(scale.group(1)) if scale else TOPS.get(instrument, 0))
    return replace(recipe, instrument=instrument, scale_max=top)


def _by_words(header: str) -> str:
    found = [instrument for instrument, words in _WORDS.items() if words.search(question(header))]
    return found[0] if len(found) == 1 else ""


def questions(recipe: Recipe, file: str, header: str) -> Sequence[Question]:
    """What is to be asked of a recipe that `told` gave."""
    if recipe.entity != "survey_response" or recipe.instrument:
        return ()
    text = Text("{file}: nothing says what '{header}' asks, recommendation or satisfaction.", file=file, header=header)
    return (Question("instrument", text, INSTRUMENTS, "--instrument"),)
