"""From a sheet of text to checked, typed columns: what each row says, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.amounts import (
    Mark,
    decimal_mark,
    digits_of,
    read_integers,
    read_money,
    read_numbers,
    read_percents,
)
from tenure.facts.importers.cells import (
    Cells,
    Wrong,
    any_true,
    constant,
    holds,
    matches,
    null_where,
    wrong_where,
)
from tenure.facts.importers.dates import DayOrder, Order, day_order, read_days, read_instants
from tenure.facts.importers.headers import hint
from tenure.facts.importers.mapping import resolve
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.rows import Field, Holds, Rows
from tenure.facts.importers.settings import Answers, Settings
from tenure.facts.importers.shapes import read_durations, read_flags, unwrapped
from tenure.facts.importers.sheets import Sheet, trimmed
from tenure.facts.importers.troubles import Troubles

_DASHES = ("-", "--", "---", "—", "——")
_NULLS = (*_DASHES, "nan", "NaN", "NAN", "null", "NULL", "Null", "n/a", "N/A", "#N/A", "#n/a", "无", "暂无")
_ROUNDED = r"^\d\.\d+[eE]\+?\d+$|^\d(\.\d+)?[eE]\+\d+$"
_MISSING = "is empty, and every row needs it"


@dataclass(frozen=True)
class Question:
    """What only a person can say before a file can be read."""

    name: str  # of the answer: date_order
    text: str
    choices: tuple[str, ...]
    option: str  # how the command line takes it


@dataclass(frozen=True)
class Checked:
    """The outcome of checking one sheet."""

    rows: Rows
    troubles: Troubles
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = field(default=())


class Checker:
    """Checks one sheet by one recipe."""

    def __init__(
        self,
        sheet: Sheet,
        recipe: Recipe,
        fields: Sequence[Field],
        settings: Settings,
        answers: Answers,
        with_unmapped: bool = False,
    ) -> None:
        self.sheet, self.recipe, self.with_unmapped = sheet, recipe, with_unmapped
        self.fields = {field.name: field for field in fields}
        self.mapped = resolve(sheet, recipe, settings.currency)
        self.settings, self.answers = settings, answers
        self.troubles, self.notes = Troubles(), list[str]()
        self.zone = recipe.zone or settings.zone
        wanted = (
            self.mapped.columns
            if with_unmapped
            else {name: self.mapped.columns[name] for name in self.mapped.columns if name in self.fields}
        )
        self.texts = {name: self._text(name, header) for name, header in wanted.items()}
        self.order, self.questions = self._order()
        self.mark = self._mark()

    def _text(self, name: str, header: str) -> pa.ChunkedArray:
        """The cells of a column without blanks, wrapping and words for nothing."""
        what = self.fields[name].holds if name in self.fields else Holds.TEXT
        text = trimmed(self.sheet.column(header))
        if what is Holds.ID or name.endswith("phone") or name == "postal_code":
            text = unwrapped(text)
        words = _DASHES if what is Holds.NAME else (*_NULLS, *self.recipe.nulls)
        text = null_where(holds(pc.is_in(text, pa.array(words))), text)
        if what is Holds.ID and any_true(pc.match_substring_regex(text, r"[.+]")):
            self._refuse_rounded(header, text)
            text = pc.replace_substring_regex(text, r"^(\d+)\.0$", r"\1")
        return self._filled(text) if name in self.recipe.fill else text

    def _unmapped(self, header: str) -> pa.ChunkedArray:
        text = trimmed(self.sheet.column(header))
        return null_where(holds(pc.is_in(text, pa.array((*_NULLS, *self.recipe.nulls)))), text)

    def _filled(self, text: pa.ChunkedArray) -> pa.ChunkedArray:
        return pc.fill_null_forward(text)

    def _refuse_rounded(self, header: str, text: pa.ChunkedArray) -> None:
        rounded = text.filter(holds(matches(text, _ROUNDED)))
        if len(rounded):
            many = f"{len(rounded):,} cells, such as {rounded[0].as_py()}"
            raise RejectedData(
                f"{self.sheet.name}: '{header}' holds numbers that a spreadsheet has rounded ({many}).",
                "Their digits are lost here: format the column as text in the source, or export CSV, and import that.",
            )

    def _order(self) -> tuple[Order | None, tuple[Question, ...]]:
        dated = [
            name for name in self.texts if name in self.fields and self.fields[name].holds in (Holds.INSTANT, Holds.DAY)
        ]
        evidence = sum((day_order(self.texts[name]) for name in dated), DayOrder())
        order = self.answers.date_order or evidence.order or self.recipe.date_order
        if order or not evidence.slashed:
            return order, ()
        text = f"{self.sheet.name}: dates such as {self._slashed(dated)} fit both day/month and month/day."
        return None, (Question("date_order", text, ("DMY", "MDY"), "--date-order"),)

    def _slashed(self, dated: list[str]) -> str:
        for name in dated:
            found = self.texts[name].filter(holds(matches(self.texts[name], r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")))
            if len(found):
                return f"'{found[0].as_py()}'"
        return ""

    def _mark(self) -> Mark:
        figures = [
            self.texts[name]
            for name in self.texts
            if name in self.fields and self.fields[name].holds in (Holds.MONEY, Holds.NUMBER)
        ]
        return self.answers.decimal or self.recipe.decimal or decimal_mark(figures)

    def check(self) -> Checked:
        """Every column checked; rows in trouble are still there, `without` leaves them out."""
        self.troubles.add_broken(self.sheet.broken)
        currency = self._currency()
        columns = {name: self._column(name, text, currency) for name, text in self.texts.items()}
        for needed in self.fields.values():
            if needed.required:
                self._require(needed.name, columns)
        extra = {header: self._unmapped(header) for header in self.mapped.unmapped} if self.with_unmapped else {}
        types = {name: field.holds.arrow for name, field in self.fields.items()}
        rows = Rows(
            self.sheet.rows,
            columns,
            types,
            currency,
            extra,
            self.recipe,
            self.settings,
            self.sheet.name,
            self.sheet.preamble,
        )
        return Checked(rows, self.troubles, tuple(self.notes), self.questions)

    def _currency(self) -> pa.ChunkedArray:
        """The currency of each row: its own, the header's, or the one that was agreed on."""
        fallback = self.answers.currency or self.mapped.currency or self.recipe.currency or self.settings.currency
        priced = any(self.fields[name].holds is Holds.MONEY for name in self.texts if name in self.fields)
        text = self.texts.get("currency")
        if text is None:
            if priced and not (self.answers.currency or self.mapped.currency or self.recipe.currency):
                self.notes.append(
                    f"the file names no currency: amounts are taken as {fallback}; say --currency=… if they are not"
                )
            return constant(fallback, pa.string(), len(self.sheet.rows))
        codes = pc.utf8_upper(pc.fill_null(text, fallback))
        codes = pc.if_else(pc.is_in(codes, pa.array(["RMB", "人民币", "元", "¥"])), "CNY", codes)
        unknown = pc.is_null(digits_of(codes))
        header = self.mapped.columns["currency"]
        self.troubles.values(
            self.sheet.rows,
            Cells(codes, wrong_where(unknown, "is not a currency; write its three letters after ISO 4217")),
            header,
            text,
        )
        return null_where(unknown, codes)

    def _column(self, name: str, text: pa.ChunkedArray, currency: pa.ChunkedArray) -> pa.ChunkedArray:
        if name not in self.fields:
            return text
        header = self.mapped.columns[name]
        cells = self._typed(self.fields[name].holds, text, currency, header)
        return self.troubles.values(self.sheet.rows, cells, header, text)

    def _typed(self, what: Holds, text: pa.ChunkedArray, currency: pa.ChunkedArray, header: str) -> Cells:
        zone = "UTC" if hint(header).upper() in ("UTC", "GMT") else self.zone
        match what:
            case Holds.INSTANT:
                return read_instants(text, zone, self.order)
            case Holds.DAY:
                return read_days(text, zone, self.order, self.settings.zone)
            case Holds.MONEY:
                priced = null_where(pc.is_null(currency), text)
                return read_money(priced, currency, self.mark, self.recipe.minor)
            case Holds.FLAG:
                return read_flags(text)
            case Holds.DURATION:
                return read_durations(text, self.mark)
            case _:
                return _READERS[what](text, self.mark)

    def _require(self, name: str, columns: Mapping[str, pa.ChunkedArray]) -> None:
        if name not in columns:
            raise RejectedData(
                f"{self.sheet.name} has no column for {name}.", "Name it in a map and give it with --map."
            )
        text = self.texts[name]
        self.troubles.add(self.sheet.rows, Wrong(pc.is_null(text), _MISSING), self.mapped.columns[name], text)


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
