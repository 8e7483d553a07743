"""Plans put into the lake, or shown beforehand; what cannot be read waits in quarantine and can be read again."""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts import quarantine
from tenure.facts.delivery import ROW, Delivery, Receipt
from tenure.facts.importers.cutting import refuse_cut
from tenure.facts.importers.native import recognise_native
from tenure.facts.importers.news import news, standing
from tenure.facts.importers.plans import Delivered, Plan
from tenure.facts.importers.recipe import parse, written
from tenure.facts.importers.records import OPEN_QUOTE, STRAY_RETURN, misfit
from tenure.facts.importers.settings import Answers, Instrument, Settings
from tenure.facts.importers.sheets import Broken, Sheet, blank_rows
from tenure.facts.importers.stragglers import Stragglers
from tenure.facts.importers.troubles import Cause
from tenure.facts.lake import Lake
from tenure.facts.lake.ledger import Ledger
from tenure.facts.lake.preview import Change
from tenure.texts import Text
from tenure.words import Language, say

_log = logging.getLogger("tenure.import")
_SHOWN = 20
HELD = 2_000_000  # rows of a command's files that are kept in memory between reading and storing
_MARKS = (("open_quotes", OPEN_QUOTE, '"'), ("stray_returns", STRAY_RETURN, "\r"))  # a cell still has it: not corrected
_SOME_DAY = datetime(2100, 1, 1)  # noqa: DTZ001  a preview's clock is never stored


@dataclass(frozen=True)
class Report:
    """What became of one file: rows in = stored + known + quarantined."""

    name: str
    known_as: str
    receipt: Receipt
    causes: tuple[Cause, ...] = ()  # why rows are in quarantine
    quarantine: Path | None = None
    left_out: Mapping[Text, int] = field(default_factory=dict)  # rows that tell no fact
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Sample:
    """A row before and after."""

    row: int
    cells: Mapping[str, str]
    facts: tuple[tuple[str, Mapping[str, Any]], ...]  # kind and columns that hold something


@dataclass(frozen=True)
class Preview:
    """What an import would do; nothing is written."""

    name: str
    known_as: str
    receipt: Receipt  # under batch 0
    causes: tuple[Cause, ...]
    rows: tuple[Sample, ...]  # the first rows of the file, and the facts they become
    changes: tuple[Change, ...]  # stored facts before and after, then new ones
    left_out: Mapping[Text, int]
    notes: tuple[Text, ...]


def run_all(
    plans: Sequence[Plan],
    lake: Lake,
    now: datetime,
    lang: Language = "en",
    before: Callable[[Plan], None] = lambda plan: None,
    first: int | None = None,
) -> Iterator[Report]:
    """Store several files that belong to one command; nothing of any where one of them still asks or cannot be read.

    `before` is called with each as its turn to be read comes. What goes wrong later leaves those stored that were given;
    `first` is the first import of a command that was cut short after it.

    Raises: what `run` raises.
    """
    plans = [_as_first_read(plan, lake) for plan in plans]
    refuse_open(plans)
    read = deque[tuple[Plan, Delivered | None]]()
    held = 0
    for plan in plans:
        before(plan)
        delivered = plan.deliver()
        held += delivered.delivery.rows_in
        kept = held <= HELD or not read  # what does not fit is read again at its turn; the first is at once
        read.append((plan, delivered if kept else None))
    while read:
        plan, ready = read.popleft()
        report = _store(plan, ready or plan.deliver(), lake, now, first, lang)
        first = first or report.receipt.batch
        yield report


def refuse_open(plans: Sequence[Plan]) -> None:
    """Nothing of a command is read while one of its files asks, or where orders are cut over several of them.

    Raises: UsageError, RejectedData that say what.
    """
    for plan in plans:
        plan.refuse_open()
    refuse_cut(plans)


def run(plan: Plan, lake: Lake, now: datetime, earlier_than: int | None = None, lang: Language = "en") -> Report:
    """Store what a file says; `earlier_than` is the first import of the command, where several files belong together.

    What cannot be read goes into quarantine with its reasons in words of `lang`.

    Raises: UsageError while something is to be confirmed or answered; RejectedData when the whole file cannot be read.
    """
    plan = _as_first_read(plan, lake)
    return _store(plan, plan.deliver(), lake, now, earlier_than, lang)


def _as_first_read(plan: Plan, lake: Lake) -> Plan:
    """The plan as of the day on which this very file first came, or rows of it: it cannot know of anything since."""
    first, today = lake.first_read(plan.sheet.digest), plan.settings.today
    if first is None or today is None:
        return plan
    day = first.replace(tzinfo=UTC).astimezone(ZoneInfo(plan.settings.zone)).date()
    return replace(plan, settings=replace(plan.settings, today=day)) if day < today else plan


def _store(
    plan: Plan, delivered: Delivered, lake: Lake, now: datetime, earlier_than: int | None, lang: Language
) -> Report:
    began = time.monotonic()
    waiting: list[Path | None] = []

    def put_aside(batch: int) -> None:
        quarantine.sweep(lake.folder, lake.in_force())
        erased = Ledger(lake.folder).known()
        rows = quarantine.without(_waiting(plan, delivered, lang), lambda word: erased("word", word))
        waiting.append(quarantine.write(lake.folder, batch, plan.sheet.columns, rows, _reading(plan)))

    receipt = lake.store(delivered.delivery, now, put_aside, earlier_than, lambda _: news(delivered, lake, now))
    _log.info(
        "import %d: %d rows in, %d stored, %d known, %d quarantined, %.1f s",
        receipt.batch,
        receipt.rows_in,
        receipt.stored,
        receipt.known,
        receipt.quarantined,
        time.monotonic() - began,
    )
    causes = tuple(delivered.rejected.causes)
    return Report(
        plan.name, plan.known_as, receipt, causes, waiting[-1], delivered.left_out, _notes(delivered, receipt)
    )


def dry_run(plan: Plan, lake: Lake, now: datetime = _SOME_DAY) -> Preview:
    """What `run` would do.

    Raises: what `run` raises.
    """
    plan = _as_first_read(plan, lake)
    delivered = plan.deliver()
    delivery = news(delivered, lake, now)
    told = lake.preview(delivery, now, show=_SHOWN)
    causes, rows = tuple(delivered.rejected.causes), tuple(_samples(plan.sheet, delivery))
    return Preview(
        plan.name, plan.known_as, told, causes, rows, told.changes, delivered.left_out, _notes(delivered, told)
    )


def _notes(delivered: Delivered, receipt: Receipt) -> tuple[Text, ...]:
    shared = Text(
        "{count:,} e-mail addresses or telephone numbers stand beside several ids of one source: they link nobody",
        count=receipt.shared,
    )
    parted = Text(
        "{count:,} of them linked somebody until now: what is stored by them alone stays there until its file is imported again",
        count=receipt.parted,
    )
    refused = Text(
        "{count:,} rows tell of people who were erased: they are not stored, and count among those known already",
        count=receipt.refused,
    )
    notes = ((shared, receipt.shared), (parted, receipt.parted), (refused, receipt.refused))
    told = (note for note, count in notes if count)
    return (*delivered.notes, *told)


def _samples(sheet: Sheet, delivery: Delivery) -> Iterator[Sample]:
    """The first rows as they are, and what they become."""
    numbers = sheet.rows.slice(0, _SHOWN)
    facts: dict[int, list[tuple[str, Mapping[str, Any]]]] = {}
    for kind, table in delivery.tables.items():
        for fact in table.filter(pc.is_in(table[ROW], numbers.combine_chunks())).to_pylist():
            told = {name: value for name, value in fact.items() if value not in (None, "assert") and name != ROW}
            facts.setdefault(fact[ROW], []).append((kind, told))
    for number, cells in zip(numbers.to_pylist(), sheet.head(_SHOWN), strict=True):
        shown = {name: cell for name, cell in zip(sheet.columns, cells, strict=True) if cell}
        yield Sample(number, shown, tuple(facts.get(number, ())))


def _waiting(plan: Plan, delivered: Delivered, lang: Language) -> Iterator[quarantine.Waiting]:
    """Every rejected row with its original cells and all that is wrong with it."""
    table = delivered.rejected.troubles.table()
    words = {reason: say(text, lang) for reason, text in delivered.rejected.troubles.reasons.items()}
    told: dict[int, list[tuple[str, str, str]]] = {}
    for row, column, value, reason in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
        told.setdefault(row, []).append((column, value, words[reason]))
    cells = {row.row: row.cells for row in plan.sheet.broken}
    sheet = plan.sheet.kept(pc.is_in(plan.sheet.rows, pa.array(list(told), pa.int64())))
    for number, row in zip(sheet.rows.to_pylist(), sheet.head(len(sheet.rows)), strict=True):
        cells[number] = row
    for number in sorted(told):
        columns, values, reasons = (tuple(dict.fromkeys(parts)) for parts in zip(*told[number], strict=True))
        yield quarantine.Waiting(number, "; ".join(columns), "; ".join(values), "; ".join(reasons), cells[number])


def _reading(plan: Plan) -> str:
    """How the file was read, so that corrected rows are read the same way."""
    answers = plan.decided
    told: dict[str, object] = {
        "name": plan.name,
        "source": plan.source,
        "digest": plan.sheet.digest,
        "preamble": list(plan.sheet.preamble),
        "people": list(plan.people),
        "native": plan.native.kind.name if plan.native else "",
        "recipe": written(plan.recipe) if plan.recipe else "",
        "date_order": answers.date_order or "",
        "decimal": answers.decimal or "",
        "currency": answers.currency,
        "instrument": answers.instrument or "",
    }
    for name, reason, _mark in _MARKS:
        told[name] = [row.row for row in plan.sheet.broken if row.reason == reason]
    told["stragglers"] = plan.straggling
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in told.items())


def replay(
    batch: int,
    lake: Lake,
    settings: Settings,
    now: datetime,
    lang: Language = "en",
    instrument: Instrument | None = None,
    corrected: Path | None = None,
) -> Report:
    """Read the rows of an import's quarantine again; what still cannot be read waits under the new import's number.

    `corrected` is a copy of the file of those rows that somebody has worked on elsewhere; it counts in the file's place.

    Raises: NotFound when nothing of that import waits; RejectedData for a copy that is none.
    """
    report = run(waiting_plan(batch, lake, settings, instrument, corrected), lake, now, lang=lang)
    quarantine.close(lake.folder, batch, report.receipt.batch)
    return report


def waiting_plan(
    batch: int,
    lake: Lake,
    settings: Settings,
    instrument: Instrument | None = None,
    corrected: Path | None = None,
) -> Plan:
    """The plan for the rows of an import's quarantine, as they are now; `instrument` where it is not known already.

    Raises: what `replay` raises.
    """
    headers, rows, reading = quarantine.read(lake.folder, batch, lake.in_force())
    if corrected is not None:
        rows = quarantine.worked_on(corrected, headers)
    told: Mapping[str, Any] = quarantine.settings(reading)
    answers = Answers(
        told["date_order"] or None,
        told["decimal"] or None,
        told["currency"],
        told["source"],
        instrument=told.get("instrument") or instrument,
    )
    sheet = _sheet(headers, rows, told)
    recipe = parse(told["recipe"], told["name"]) if told["recipe"] else None
    native = recognise_native(headers, told["native"]) if told["native"] else None
    broken = told.get(
        "stragglers", [row.row for row in rows if not row.column and not row.value]
    )  # as it looks in older ones
    apart = Stragglers(frozenset(broken), lambda kind, keys: standing(kind, keys, lake))
    return Plan(sheet, settings, answers, native, recipe, stragglers=apart)


def _sheet(headers: tuple[str, ...], rows: list[quarantine.Waiting], told: Mapping[str, Any]) -> Sheet:
    width, broken, sound = len(headers), list[Broken](), list[tuple[int, tuple[str, ...]]]()
    for row in rows:
        cells = row.cells
        while len(cells) > width and not cells[-1].strip():
            cells = cells[:-1]
        spoilt = [
            reason
            for name, reason, mark in _MARKS
            if row.row in told.get(name, ()) and any(mark in cell for cell in cells)
        ]
        if spoilt:
            broken.append(Broken(row.row, cells, spoilt[0]))
        elif len(cells) == width:
            sound.append((row.row, cells))
        else:
            broken.append(misfit(row.row, cells, width))
    columns = list(zip(*(cells for _, cells in sound), strict=True)) or [()] * width
    table = pa.table({name: pa.array(column, pa.string()) for name, column in zip(headers, columns, strict=True)})
    numbers = pa.chunked_array([[number for number, _ in sound]], pa.int64())
    sheet = Sheet(
        told["name"], headers, table, numbers, tuple(broken), "utf-8-sig", 1, tuple(told["preamble"]), told["digest"]
    )
    return sheet.kept(pc.invert(blank_rows(table))) if sound else sheet
