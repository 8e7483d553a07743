"""Columns of text without what exports put around and in place of values; and what a whole file says of its dress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.amounts import GROUPED, Mark, MarkEvidence, mark_evidence
from tenure.facts.importers.cells import any_true, holds, matches, null_where, only_where
from tenure.facts.importers.currencies import CurrencyEvidence, currency_evidence, marks_of
from tenure.facts.importers.dates import DayOrder, Order, day_order
from tenure.facts.importers.mapping import Mapped
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.rows import Field, Holds
from tenure.facts.importers.settings import Answers
from tenure.facts.importers.shapes import unwrapped
from tenure.facts.importers.sheets import Sheet, trimmed
from tenure.texts import Text

_DASHES = ("-", "--", "---", "—", "——")
_NULLS = (*_DASHES, "nan", "NaN", "NAN", "null", "NULL", "Null", "n/a", "N/A", "#N/A", "#n/a", "无", "暂无")
_ROUNDED = r"^\d\.\d+[eE]\+?\d+$|^\d(\.\d+)?[eE]\+\d+$"
_SLASHED = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
_DATED, _FIGURES = (Holds.INSTANT, Holds.DAY), (Holds.MONEY, Holds.NUMBER)
_PRICES = ("unit_price", "line_discount", "amount", "mrr", "arr")  # they may have more digits than their currency


@dataclass(frozen=True)
class Question:
    """What only a person can say before a file can be read."""

    name: str  # of the answer: date_order
    text: Text
    choices: tuple[str, ...]
    option: str  # how the command line takes it


@dataclass(frozen=True)
class Dress:
    """How a file writes days and numbers, decided on all of its cells."""

    order: Order | None
    mark: Mark
    questions: tuple[Question, ...] = ()
    currency: CurrencyEvidence = CurrencyEvidence()


@dataclass(frozen=True)
class Cleaner:
    """Takes the text of canonical columns out of sheets of one layout."""

    recipe: Recipe
    fields: Mapping[str, Field]
    mapped: Mapped

    def text(self, sheet: Sheet, name: str) -> pa.ChunkedArray:
        """The cells of a column without blanks, wrapping and words for nothing.

        Raises: RejectedData for identifiers that have lost digits.
        """
        what = self.fields[name].holds if name in self.fields else Holds.TEXT
        header = self.mapped.columns[name]
        text = trimmed(sheet.column(header))
        if what is Holds.ID or name.endswith("phone") or name == "postal_code":
            text = unwrapped(text)
        text = _known(text, _DASHES) if what is Holds.NAME else telling(text, self.recipe)
        if what is Holds.ID and any_true(pc.match_substring_regex(text, r"[.+]")):
            _refuse_rounded(sheet.name, header, text)
            text = pc.replace_substring_regex(text, r"^(\d+)\.0$", r"\1")
        return pc.fill_null_forward(text) if name in self.recipe.fill else text

    def unmapped(self, sheet: Sheet, header: str) -> pa.ChunkedArray:
        """The cells of a column that has no canonical name."""
        return telling(trimmed(sheet.column(header)), self.recipe)

    @property
    def amounts(self) -> list[str]:
        """The columns of the file that hold money, whole amounts and prices of one piece."""
        prices = (name for name in self.named((Holds.NUMBER,)) if name in _PRICES)
        return [*self.named((Holds.MONEY,)), *prices]

    def marks(self, sheet: Sheet, name: str, text: pa.ChunkedArray) -> pa.ChunkedArray:
        """The sign or code of the currency of each amount: in its cell, its header, or the column that tells it."""
        own, beside = marks_of(text, self.mapped.columns[name]), self.mapped.marked
        if not beside:
            return own
        return pc.coalesce(own, only_where(pc.is_valid(text), marks_of(trimmed(sheet.column(beside)), beside)))

    def named(self, kinds: tuple[Holds, ...]) -> list[str]:
        """The columns of the file that hold one of these."""
        return [name for name in self.mapped.columns if name in self.fields and self.fields[name].holds in kinds]


def telling(text: pa.ChunkedArray, recipe: Recipe) -> pa.ChunkedArray:
    """Trimmed cells without words for nothing."""
    return _known(text, (*_NULLS, *recipe.nulls))


def _known(text: pa.ChunkedArray, nothing: Sequence[str]) -> pa.ChunkedArray:
    return null_where(holds(pc.is_in(text, pa.array(nothing))), text)


def _refuse_rounded(file: str, header: str, text: pa.ChunkedArray) -> None:
    rounded = text.filter(holds(matches(text, _ROUNDED)))
    if len(rounded):
        raise RejectedData(
            "{file}: '{header}' holds numbers that a spreadsheet has rounded ({count:,} cells, such as {example}).",
            "Their digits are lost here: format the column as text in the source, or export CSV, and import that.",
            file=file,
            header=header,
            count=len(rounded),
            example=rounded[0].as_py(),
        )


def dress_of(sheet: Sheet, cleaner: Cleaner, answers: Answers) -> Dress:
    """How the whole file writes days and numbers; answers go before it, it before the recipe."""
    days, marks, currency, dated, grouped = DayOrder(), MarkEvidence(), CurrencyEvidence(), "", ""
    for part in sheet.parts():
        for _, text in _texts(part, cleaner, _DATED):
            found = day_order(text)
            dated = dated or (_first(text, _SLASHED) if found.slashed else "")
            days += found
        for name, text in _texts(part, cleaner, _FIGURES):
            seen = mark_evidence(text)
            if seen.open and sheet.encoding and cleaner.fields[name].holds is Holds.MONEY:
                grouped = grouped or _first(text, GROUPED)
            marks += seen
            if name in cleaner.amounts:
                currency += currency_evidence(text, cleaner.marks(part, name, text))
    recipe = cleaner.recipe
    order = answers.date_order or days.order or recipe.date_order
    mark = answers.decimal or recipe.decimal or marks.told
    questions = []
    if not order and days.slashed:
        told = Text(
            "{file}: dates such as '{example}' fit both day/month and month/day.", file=sheet.name, example=dated
        )
        questions.append(Question("date_order", told, ("DMY", "MDY"), "--date-order"))
    if not mark and grouped:
        told = Text("{file}: '{example}' could be thousands or have decimals.", file=sheet.name, example=grouped)
        questions.append(Question("decimal", told, (".", ","), "--decimal"))
    return Dress(order, mark or ".", tuple(questions), currency)


def _texts(sheet: Sheet, cleaner: Cleaner, kinds: tuple[Holds, ...]) -> Iterator[tuple[str, pa.ChunkedArray]]:
    return ((name, cleaner.text(sheet, name)) for name in cleaner.named(kinds))


def _first(text: pa.ChunkedArray, pattern: str) -> str:
    found = text.filter(holds(matches(text, pattern)))
    return str(found[0].as_py()) if len(found) else ""
