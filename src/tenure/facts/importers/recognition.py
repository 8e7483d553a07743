"""What a sheet is: one of our own fact files, a layout that a map or a recipe knows, or something to ask about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenure.facts.importers.encodings import Judge
from tenure.facts.importers.headers import Index, header_set
from tenure.facts.importers.mapping import is_met
from tenure.facts.importers.native import NativeFile, native_score, recognise_native
from tenure.facts.importers.proposals import Proposal, propose
from tenure.facts.importers.recipe import Recipe, packaged
from tenure.facts.importers.sheets import Sheet
from tenure.facts.importers.synonyms import hits

_KNOWN = 10_000  # a header that is certain outweighs any number of familiar words


@dataclass(frozen=True)
class Recognised:
    """The outcome: at most one of the three."""

    native: NativeFile | None = None
    recipe: Recipe | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Known:
    """What files are compared with: a map that was given, maps that were confirmed before, and the packaged recipes."""

    given: Recipe | None = None
    remembered: Mapping[str, Recipe] | None = None  # by header set

    def judge(self) -> Judge:
        """A score for a row of cells as a header."""

        def score(cells: Sequence[str]) -> int:
            filled = [cell for cell in cells if cell.strip()]
            if not filled:
                return 0
            known = self._certain(filled)
            return _KNOWN + hits(filled) if known else _familiar(filled)

        return score

    def _certain(self, cells: Sequence[str]) -> bool:
        index = Index(cells)
        if self.given is not None and fits(self.given, index):
            return True
        if native_score(cells) or any(index.has_all(recipe.signature) for recipe in packaged().values()):
            return True
        return bool(self.remembered) and header_set(cells) in (self.remembered or {})

    def recognise(self, sheet: Sheet, stem: str) -> Recognised:
        """What the sheet is."""
        index = Index(sheet.columns)
        if self.given is not None and fits(self.given, index):
            return Recognised(recipe=self.given)
        native = recognise_native(sheet.columns, stem)
        if native is not None:
            return Recognised(native=native)
        again = (self.remembered or {}).get(header_set(sheet.columns))
        if again is not None:
            return Recognised(recipe=again)
        recipe = _by_signature(index, len(sheet.columns))
        return Recognised(recipe=recipe) if recipe else Recognised(proposal=propose(sheet))


def fits(recipe: Recipe, index: Index) -> bool:
    """Whether every column of a map is there under one of its headers."""
    return all(is_met(headers, index) for headers in recipe.columns.values())


def _familiar(cells: Sequence[str]) -> int:
    found = hits(cells)
    figures = any(cell.strip().replace(".", "", 1).replace(",", "").isdigit() for cell in cells)
    return found if found >= 2 and not figures else 0


def _by_signature(index: Index, width: int) -> Recipe | None:
    """The recipe whose signature is there; of several, the one that knows most of the headers."""
    candidates = [recipe for recipe in packaged().values() if index.has_all(recipe.signature)]
    return max(candidates, key=lambda recipe: _share(recipe, index, width)) if candidates else None


def _share(recipe: Recipe, index: Index, width: int) -> float:
    found = sum(index.find_any(headers) is not None for headers in recipe.columns.values())
    return found / (width + len(recipe.columns) - found)
