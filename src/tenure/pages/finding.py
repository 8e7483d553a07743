"""Finding customers by what they are called: a part of a name or identifier, or the initials of a Chinese name's pinyin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from tenure.pages.asking import Asking
from tenure.pages.personal import is_personal
from tenure.stages.standings import named
from tenure.words.pinyin import initials_of

_NUMBER = re.compile(r"\+?[\d\s().-]{5,}")  # as telephone numbers are written


@dataclass(frozen=True)
class Hit:
    """A customer that was found: the number here, how it is called, and what else it goes by."""

    number: int
    title: str
    hint: str


@dataclass(frozen=True)
class Names:
    """What customers are called, of those whom one reader may see and by what she may find them; searched without the engine.

    Each customer is a place in all columns. Those who pay most now come first.
    """

    numbers: pa.Array
    titles: pa.Array
    hints: pa.Array
    texts: pa.Array  # a line for each name and identifier, between line ends

    def found(self, words: str) -> frozenset[int]:
        """The numbers of all who are called so."""
        masks = list(self._masks(words))
        return frozenset(self.numbers.filter(_any(masks)).to_pylist()) if masks else frozenset()

    def best(self, words: str, most: int) -> tuple[list[Hit], int]:
        """Some who are called so, the best first, and how many there are: who is, who begins, then who holds the words."""
        masks = list(self._masks(words))
        places: dict[int, None] = {}
        for mask in masks:
            if len(places) < most:
                places |= dict.fromkeys(pc.indices_nonzero(mask)[: most + len(places)].to_pylist())
        columns = (self.numbers, self.titles, self.hints)
        hits = [Hit(*(column[place].as_py() for column in columns)) for place in list(places)[:most]]
        return hits, pc.sum(_any(masks)).as_py() or 0 if masks else 0

    def _masks(self, words: str) -> Iterator[pa.Array]:
        """Who is called so, the closest way first."""
        wanted = folded(words)
        if not wanted:
            return
        if re.fullmatch(r"#\d{1,18}", wanted):
            yield pc.equal(self.numbers, int(wanted[1:]))
            return
        lettered = wanted.isascii() and any(sign.isalpha() for sign in wanted)
        digits = re.sub(r"\D", "", wanted) if _NUMBER.fullmatch(wanted) else ""
        for way in ("\n{}\n", "\n{}", "{}"):
            yield pc.match_substring(self.texts, way.format(wanted))
            if lettered:
                yield pc.match_substring(self._letters, way.format(wanted))
        if digits and digits != wanted:
            yield pc.match_substring(self.texts, digits)

    @cached_property
    def _letters(self) -> pa.Array:
        """The initials of Chinese names, as texts are laid; made when letters are searched for."""
        return pa.array((f"\n{told}\n" if told else "" for told in initials_of(self.titles.to_pylist())), pa.string())


def folded(words: str) -> str:
    """Words as they are compared: large and small letters are one, full-width and half-width ones too."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def names_of(asking: Asking) -> Names:
    """What the customers are called whom the reader may see as of the day, made once.

    Who may not see contacts finds nobody by an address: letter by letter, it could be found out.
    """
    key, answers = (names_of, asking.reader.scope, asking.reader.contacts), asking.shop.answers
    if key not in answers:
        answers[key] = _made(asking)
    made: Names = answers[key]
    return made


def _made(asking: Asking) -> Names:
    told = asking.shop.engine.arrow(named(asking.shop)).select(["customer_id", "name", "known_as", "reached_as"])
    contacts = asking.reader.contacts
    numbers, titles, hints, texts = [], [], [], []
    for number, name, known_as, reached_as in zip(*told.to_pydict().values(), strict=True):
        if not asking.sees(number):
            continue
        open_to_all = [name or "", *(known_as or "").split("\n")]
        seen = [text for text in open_to_all if text and (contacts or not is_personal(text))]
        reached = (reached_as or "").split("\n") if contacts else []
        goes_by = [*seen, *filter(None, reached)]
        numbers.append(number)
        titles.append(goes_by[0] if goes_by else f"#{number}")
        hints.append(goes_by[1] if len(goes_by) > 1 and goes_by[1] != goes_by[0] else "")
        texts.append("\n" + "".join(f"{folded(text)}\n" for text in goes_by))
    return Names(pa.array(numbers, pa.int64()), *(pa.array(column, pa.string()) for column in (titles, hints, texts)))


def _any(masks: list[pa.Array]) -> pa.Array:
    found = masks[0]
    for mask in masks[1:]:
        found = pc.or_(found, mask)
    return found
