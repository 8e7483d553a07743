"""From a sheet of text to checked, typed columns: what each row says, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers import instruments
from tenure.facts.importers.amounts import Mark, digits_of, read_integers, read_money, read_numbers, read_percents
from tenure.facts.importers.cells import Cells, Wrong, constant, null_where, nulls, wrong_where
from tenure.facts.importers.cleaning import Cleaner, Dress, Question, dress_of
from tenure.facts.importers.currencies import contradicting, meanings
from tenure.facts.importers.dates import read_days, read_instants
from tenure.facts.importers.headers import hint
from tenure.facts.importers.limits import kept_to
from tenure.facts.importers.mapping import Mapped, resolve
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.rows import Field, Holds, Rows
from tenure.facts.importers.settings import Answers, Settings
from tenure.facts.importers.shapes import read_durations, read_flags
from tenure.facts.importers.sheets import Sheet
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

_MISSING = Text("is empty, and every row needs it")
_NO_CURRENCY = Text("is not a currency; write its three letters after ISO 4217")
_YUAN = ("RMB", "人民币", "元", "¥")
Texts = Mapping[str, pa.ChunkedArray]


class Checker:
    """Checks one sheet by one recipe; a column is read in one way from its first row to its last."""

    def __init__(
        self, sheet: Sheet, recipe: Recipe, fields: Sequence[Field], settings: Settings, answers: Answers, extra: bool
    ) -> None:
        self.sheet, self.recipe, self.settings, self.answers = sheet, recipe, settings, answers
        self.fields = {field.name: field for field in fields}
        self.extra = extra  # whether columns that the recipe does not map are kept
        self.mapped: Mapped = resolve(sheet, recipe)
        self.cleaner = Cleaner(recipe, self.fields, self.mapped)
        self.recipe = instruments.told(recipe, self.mapped.columns.get("score", ""), answers.instrument)
        self.zone = recipe.zone or settings.zone

    @cached_property
    def dress(self) -> Dress:
        """How the file writes days and numbers."""
        return dress_of(self.sheet, self.cleaner, self.answers)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What only a person can say."""
        header = self.mapped.columns.get("score", "")
        return (*self.dress.questions, *instruments.questions(self.recipe, self.sheet.name, header))

    @property
    def declared(self) -> str:
        """The currency that a person or the recipe has named for the whole file, or ""."""
        return self.answers.currency or self.recipe.currency

    @property
    def currency(self) -> str:
        """The currency of amounts that name none: the one that the others name, if it is only one."""
        told = self.dress.currency.told(self.settings.currency)
        return self.declared or (told[0] if len(told) == 1 else self.settings.currency)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What is taken for granted."""
        if self.declared or "currency" in self.mapped.columns or not self.cleaner.amounts:
            return ()
        evidence = self.dress.currency
        if not evidence.marks:
            return (
                Text(
                    "the file names no currency: amounts are taken as {currency}; name another if they are not (--currency=…)",
                    currency=self.currency,
                ),
            )
        told = Text(
            "currency by the signs and codes in the file: {currencies}",
            currencies=evidence.told(self.settings.currency),
        )
        bare = Text("amounts that name no currency are taken as {currency}", currency=self.currency)
        return (told, bare) if evidence.bare else (told,)

    def check(self, part: Sheet, troubles: Troubles) -> Rows:
        """Every column of some rows, checked; rows in trouble are still there, `Rows.without` leaves them out."""
        wanted = [name for name in self.mapped.columns if self.extra or name in self.fields]
        texts = {name: self.cleaner.text(part, name) for name in wanted}
        told = self._currency(part, texts, troubles)
        currency = pc.coalesce(told, pa.scalar(self.currency))
        columns = {name: self._column(part, name, text, currency, troubles) for name, text in texts.items()}
        for needed in self.fields.values():
            if needed.required:
                self._require(part, needed.name, texts, troubles)
        extra = {header: self.cleaner.unmapped(part, header) for header in self.mapped.unmapped} if self.extra else {}
        types = {name: field.holds.arrow for name, field in self.fields.items()}
        home = (self.recipe, self.settings, self.sheet.name, self.sheet.preamble)
        return Rows(part.rows, columns, types, currency, told, extra, *home, mark=self.dress.mark)

    def _currency(self, part: Sheet, texts: Texts, troubles: Troubles) -> pa.ChunkedArray:
        """The currency of each row: its own, the declared one, or the one that its amounts name."""
        marks = {name: self.cleaner.marks(part, name, texts[name]) for name in self.cleaner.amounts if name in texts}
        told = [meanings(mark, self.settings.currency) for mark in marks.values()]
        declared = constant(self.declared or None, pa.string(), len(part.rows))
        currency = pc.coalesce(self._own_currency(part, texts, troubles), declared, *told)
        for name, mark in marks.items():
            for wrong in contradicting(mark, currency):
                troubles.add(part.rows, wrong, self.mapped.columns[name], texts[name])
        return currency

    def _own_currency(self, part: Sheet, texts: Texts, troubles: Troubles) -> pa.ChunkedArray:
        """What the column of currencies says."""
        text = texts.get("currency")
        if text is None:
            return nulls(pa.string(), part.rows)
        codes = pc.utf8_upper(text)
        codes = pc.if_else(pc.is_in(codes, pa.array(_YUAN)), "CNY", codes)
        unknown = pc.and_(pc.is_valid(codes), pc.is_null(digits_of(codes)))
        found = Cells(null_where(unknown, codes), wrong_where(unknown, _NO_CURRENCY))
        return troubles.values(part.rows, found, self.mapped.columns["currency"], text)

    def _column(
        self, part: Sheet, name: str, text: pa.ChunkedArray, currency: pa.ChunkedArray, troubles: Troubles
    ) -> pa.ChunkedArray:
        if name not in self.fields:
            return text
        header = self.mapped.columns[name]
        found = self._typed(self.fields[name].holds, text, currency, header)
        return troubles.values(part.rows, kept_to(self.fields[name].limit, found), header, text)

    def _typed(self, what: Holds, text: pa.ChunkedArray, currency: pa.ChunkedArray, header: str) -> Cells:
        zone = "UTC" if hint(header).upper() in ("UTC", "GMT") else self.zone
        match what:
            case Holds.INSTANT:
                return read_instants(text, zone, self.dress.order)
            case Holds.DAY:
                return read_days(text, zone, self.dress.order, self.settings.zone)
            case Holds.MONEY:
                priced = null_where(pc.is_null(currency), text)
                return read_money(priced, currency, self.dress.mark, self.recipe.minor)
            case Holds.FLAG:
                return read_flags(text)
            case Holds.DURATION:
                return read_durations(text, self.dress.mark)
            case _:
                return _READERS[what](text, self.dress.mark)

    def _require(self, part: Sheet, name: str, texts: Texts, troubles: Troubles) -> None:
        if name not in texts:
            raise RejectedData(
                "{file} has no column for {name}.",
                "Name it in a map and give it with --map.",
                file=self.sheet.name,
                name=name,
            )
        troubles.add(part.rows, Wrong(pc.is_null(texts[name]), _MISSING), self.mapped.columns[name], texts[name])


def _plain(text: pa.ChunkedArray, _mark: Mark) -> Cells:
    return Cells(text)


_READERS: Mapping[Holds, Callable[[pa.ChunkedArray, Mark], Cells]] = {
    Holds.TEXT: _plain,
    Holds.ID: _plain,
    Holds.NAME: _plain,
    Holds.NUMBER: read_numbers,
    Holds.INTEGER: read_integers,
    Holds.PERCENT: read_percents,
}
