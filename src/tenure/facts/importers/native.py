"""Tenure's own fact files: the columns of a kind under their own names, one kind a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.delivery import ROW, Delivery, delivered_schema
from tenure.facts.importers.amounts import digits_of, read_integers, read_money, read_numbers
from tenure.facts.importers.cells import Cells, Wrong, known_but, null_where, nulls, wrong_where
from tenure.facts.importers.currencies import contradicting, marks_of
from tenure.facts.importers.dates import read_days, read_instants
from tenure.facts.importers.limits import refuse_beyond
from tenure.facts.importers.reading import read_sheets
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.sheets import Sheet, trimmed
from tenure.facts.importers.troubles import Troubles
from tenure.facts.kinds import KINDS, REFERENCES, Column, Kind, Type
from tenure.texts import Text

_OPS = ("assert", "retract")
_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "costs": {"pool": "purpose"},
    "policies": {"key": "policy"},
    "interactions": {"subject_id": "customer_id"},
    "campaign_members": {"subject_id": "customer_id"},
    "campaign_events": {"subject_id": "customer_id"},
}
_NAMES = {"customers": ("name",), "identities": ("value",)}  # what somebody is called, beside the references
_PER_UNIT = "_per_unit"
_KEY_MADE = ("policies", "fx_rates", "contract_prices")  # kinds whose key is made of two columns where it is left out
_EXPECTED = ("expected", "expected_panel")  # values that a folder of facts is verified against, no facts
_SINCE_EVER = ("policies", "effective_from")  # a policy without a day is in force since ever


@dataclass(frozen=True)
class NativeFile:
    """A file of facts of one kind, and where each column of the kind stands in it."""

    kind: Kind
    headers: Mapping[str, str]  # column of the kind, or known_at or op -> header
    ignored: tuple[str, ...] = ()


def recognise_native(columns: tuple[str, ...], stem: str) -> NativeFile | None:
    """The kind whose columns these are, if they are a kind's: its key and all that it requires, and nothing else.

    A file named after its kind may leave out the clocks and carry columns of its own, which are ignored.
    """
    for kind in sorted(KINDS.values(), key=lambda kind: kind.name != stem):
        headers = _headers(kind, columns)
        ignored = tuple(
            column for column in columns if column not in headers.values() and column not in ("subject_type",)
        )
        named = kind.name == stem
        keyed = kind.key in headers or (named and kind.name in _KEY_MADE)
        if keyed and _required(kind) <= headers.keys() and (named or ("known_at" in headers and not ignored)):
            return NativeFile(kind, headers, ignored)
    return None


def naming_headers(native: NativeFile) -> tuple[str, ...]:
    """The headers under which a file's rows name somebody."""
    kind = native.kind
    columns = [*(column.name for column in kind.columns if column.type in REFERENCES), *_NAMES.get(kind.name, ())]
    if kind.key_type in REFERENCES:
        columns.append(kind.key)
    return tuple(native.headers[name] for name in columns if name in native.headers)


def native_score(cells: Sequence[str]) -> int:
    """How well a row of cells is known as the header of a native file.

    It names a key beside a clock, or nothing but columns of one kind with all that the kind requires.
    """
    columns = tuple(cell for cell in cells if cell.strip())
    return max((len(columns) for kind in KINDS.values() if _is_header(kind, columns)), default=0)


def _is_header(kind: Kind, columns: tuple[str, ...]) -> bool:
    found = _headers(kind, columns)
    if kind.key in found and found.keys() & {"known_at", "op"}:
        return True
    keyed = kind.key in found or kind.name in _KEY_MADE
    return keyed and len(columns) == len(found) > 1 and _required(kind) <= found.keys()


def _required(kind: Kind) -> set[str]:
    return {column.name for column in kind.columns if _is_needed(kind, column)}


def _is_needed(kind: Kind, column: Column) -> bool:
    return column.required and column.default is None and (kind.name, column.name) != _SINCE_EVER


def _headers(kind: Kind, columns: tuple[str, ...]) -> dict[str, str]:
    accepted = {name: name for name in (*kind.names, "known_at", "op")}
    accepted |= _OTHER_NAMES.get(kind.name, {})
    out: dict[str, str] = {}
    for column in columns:
        name = column.strip().lower()
        if kind.name == "fx_rates" and name.endswith(_PER_UNIT):
            name = "rate"
        if name in accepted:
            out.setdefault(accepted[name], column)
    return out


def read_native(sheet: Sheet, native: NativeFile, zone: str, currency: str, troubles: Troubles) -> pa.Table:
    """The facts of a native file; rows that cannot be read are in `troubles` and not in the table.

    Raises: RejectedData when its rates are not those to the reporting currency.
    """
    kind = native.kind
    _refuse_other_rates(sheet, native, currency)
    source = _Source(sheet, native, zone, troubles)
    out: dict[str, pa.ChunkedArray] = {ROW: sheet.rows}
    for column in kind.columns:
        name = column.stored[0] if column.type is Type.MONEY else column.name
        out[name] = source.read(column)
    out |= _subjects(kind, sheet, out)
    out[kind.key] = source.key(out)
    out["known_at"] = source.clock()
    out["op"] = source.read(Column("op", Type.CODE, False, _OPS, "assert"))
    refuse_beyond(kind, out, source.shown, troubles)
    table = pa.table({field.name: out[field.name] for field in delivered_schema(kind)}, schema=delivered_schema(kind))
    rejected = troubles.rows()
    return table.filter(pc.invert(pc.is_in(table[ROW], rejected))) if len(rejected) else table


def _refuse_other_rates(sheet: Sheet, native: NativeFile, currency: str) -> None:
    wanted, header = f"{currency.lower()}{_PER_UNIT}", native.headers.get("rate", "")
    if header.strip().lower().endswith(_PER_UNIT) and header.strip().lower() != wanted:
        raise RejectedData(
            "{file}: '{header}' tells no rates to {currency}, in which this workspace reports.",
            "Tell how much {currency} one unit of each currency is worth, in a column {wanted}.",
            file=sheet.name,
            header=header,
            currency=currency,
            wanted=wanted,
        )


class _Source:
    """Cells of a sheet by the column of the kind they fill."""

    def __init__(self, sheet: Sheet, native: NativeFile, zone: str, troubles: Troubles) -> None:
        self.sheet, self.native, self.zone, self.troubles = sheet, native, zone, troubles

    def shown(self, name: str) -> tuple[str, pa.ChunkedArray]:
        """The header of a column in the file, and its cells."""
        return self.native.headers.get(name, name), self.text(name)

    def text(self, name: str) -> pa.ChunkedArray:
        header = self.native.headers.get(name)
        return nulls(pa.string(), self.sheet.rows) if header is None else trimmed(self.sheet.column(header))

    def read(self, column: Column) -> pa.ChunkedArray:
        text = self.text(column.name)
        header = self.native.headers.get(column.name, column.name)
        if column.default is not None:
            text = pc.fill_null(text, column.default)
        values = self.troubles.values(self.sheet.rows, _typed(column, text, self), header, text)
        if column.required and _is_needed(self.native.kind, column):
            self.troubles.add(
                self.sheet.rows, Wrong(pc.is_null(text), Text("is empty, and every row needs it")), header, text
            )
        return values

    def key(self, values: Mapping[str, pa.ChunkedArray]) -> pa.ChunkedArray:
        kind = self.native.kind
        if kind.key in self.native.headers:
            return self.read(Column(kind.key, Type.TEXT, True))
        parts = {
            "policies": ("policy", "effective_from"),
            "fx_rates": ("currency", "rate_date"),
            "contract_prices": ("contract_id", "from_date"),
        }[kind.name]
        first, second = (values[part].cast(pa.string()) for part in parts)
        return pc.if_else(pc.is_null(second), first, pc.binary_join_element_wise(first, second, "@"))

    def clock(self) -> pa.ChunkedArray:
        text = self.text("known_at")
        return self.troubles.values(self.sheet.rows, read_instants(text, self.zone), "known_at", text)


def _typed(column: Column, text: pa.ChunkedArray, source: _Source) -> Cells:
    match column.type:
        case Type.INSTANT:
            return read_instants(text, source.zone)
        case Type.DAY:
            return read_days(text, source.zone)
        case Type.INTEGER:
            return read_integers(text)
        case Type.NUMBER:
            return read_numbers(text)
        case Type.MONEY:
            currency = pc.utf8_upper(source.text("currency"))
            found = read_money(text, currency)
            return replace(found, wrong=(*found.wrong, *contradicting(marks_of(text), currency)))
        case Type.CODE:
            return _codes(column, text)
        case _:
            return Cells(text)


def _codes(column: Column, text: pa.ChunkedArray) -> Cells:
    if column.name in ("currency", "home_currency"):
        text = pc.utf8_upper(text)
        wrong = pc.and_(pc.is_valid(text), pc.is_null(digits_of(text)))
        return Cells(
            null_where(wrong, text),
            wrong_where(wrong, Text("is not a currency; write its three letters after ISO 4217")),
        )
    if not column.choices:
        return Cells(text)
    wrong = known_but(text, pc.is_in(text, pa.array(column.choices)))
    return Cells(null_where(wrong, text), wrong_where(wrong, Text("is none of {choices}", choices=column.choices)))


def _subjects(kind: Kind, sheet: Sheet, values: Mapping[str, pa.ChunkedArray]) -> dict[str, pa.ChunkedArray]:
    """With subject_type = lead, the subject is a lead and no customer."""
    if "subject_type" not in values:
        return {}
    is_lead = pc.fill_null(pc.equal(values["subject_type"], "lead"), False)
    customer, lead = values["customer_id"], values["lead_id"]
    return {
        "customer_id": null_where(is_lead, customer),
        "lead_id": pc.coalesce(lead, null_where(pc.invert(is_lead), customer)),
    }


def read_native_file(path: Path, zone: str, currency: str = Settings.currency) -> Delivery | None:
    """One native file as a delivery, or None when it is not one; `currency` is the reporting one.

    Raises: RejectedData when a row cannot be read.
    """
    for sheet in read_sheets(path, native_score):
        native = recognise_native(sheet.columns, path.stem)
        if native is None:
            return None
        troubles = Troubles()
        troubles.add_broken(sheet.broken)
        table = read_native(sheet, native, zone, currency, troubles)
        causes = troubles.causes()
        if causes:
            raise RejectedData(
                "{file}: {count:,} of {rows:,} rows cannot be read.",
                "Correct the file.",
                details=[cause.text for cause in causes],
                file=path.name,
                count=len(troubles.rows()),
                rows=sheet.rows_in,
            )
        return Delivery(
            "", path.name, {native.kind.name: table}, sheet.rows_in, 0, f"native {native.kind.name}", sheet.digest
        )
    return None


def read_native_folder(folder: Path, zone: str, currency: str = Settings.currency) -> list[Delivery]:
    """Every native fact file of a folder, in the order of their names; expected values that lie beside them are no facts.

    Raises: RejectedData when a row cannot be read, or a file is none of ours.
    """
    paths = [path for path in sorted(folder.glob("*.csv")) if path.stem not in _EXPECTED]
    found = [(path, read_native_file(path, zone, currency)) for path in paths]
    strange = [path for path, delivery in found if delivery is None]
    if strange:
        raise RejectedData(
            "{folder} holds files that are no facts.",
            "Name each after its kind of fact and give it the columns of that kind, or take it out.",
            details=[_strange(path) for path in strange],
            folder=folder,
        )
    return [delivery for _path, delivery in found if delivery is not None]


def _strange(path: Path) -> Text:
    """Why a file is none of ours."""
    if path.stem not in KINDS:
        return Text(
            "{file}: no kind of fact has its columns, and none is called {kind}", file=path.name, kind=path.stem
        )
    kind = KINDS[path.stem]
    needed = sorted(_required(kind) | ({kind.key} if kind.name not in _KEY_MADE else set()))
    return Text("{file}: facts of this kind need the columns {columns}", file=path.name, columns=needed)
