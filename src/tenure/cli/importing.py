"""What `tenure import` does: plan, ask, show or store, and tell what became of every row."""

from __future__ import annotations

import itertools
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli.faces import Form, book_of, document, now, put, show, tell
from tenure.errors import UsageError
from tenure.words import Language, later, say

if TYPE_CHECKING:
    from tenure.book import Book
    from tenure.facts.importers.plans import Plan
    from tenure.facts.importers.storing import Preview, Report

REJECTED = 3
_LISTED = {
    "batch": later("import"),
    "at": later("at"),
    "name": later("name"),
    "recipe": later("recipe"),
    "rows_in": later("rows in"),
    "stored": later("stored"),
    "known": later("known"),
    "quarantined": later("quarantined"),
    "undone_at": later("undone at"),
}


@dataclass(frozen=True)
class Asked:
    """The words of the command."""

    paths: tuple[Path, ...]
    dry_run: bool
    mapping: Path | None
    save_map: Path | None
    yes: bool
    date_order: Any
    decimal: Any
    currency: str | None
    source: str | None
    database: str | None
    table: str
    query: str


def carry_out(
    asked: Asked, workspace: Path | None, replay: int | None, listing: bool, form: Form, lang: Language
) -> int:
    """Run the command; gives its exit code."""
    from tenure.facts.importers.storing import dry_run, run_all
    from tenure.facts.importers.storing import replay as again

    book = book_of(workspace)
    if listing:
        return _list(book, form, lang)
    if replay is not None:
        return _tell_reports([again(replay, book.lake, settings_of(book), now(), lang)], form, lang)
    plans = _plans(asked, book, lang)
    if asked.save_map is not None:
        return _save_map(plans, asked.save_map, lang)
    ready = [_agreed(plan, asked, lang) for plan in plans]
    if asked.dry_run:
        return _tell_previews([dry_run(plan, book.lake) for plan in ready], form, lang)
    numbers = itertools.count(1)

    def told(plan: Plan) -> None:
        words = {"number": next(numbers), "count": len(ready), "name": plan.name, "known": plan.known_as}
        tell(say("[{number}/{count}] {name}: {known}, rows: {rows}", lang, rows=f"{plan.rows_in:,}", **words))

    reports = run_all(ready, book.lake, now(), lang, told)
    return _tell_reports(reports, form, lang)


def settings_of(book: Book) -> Any:
    """Where the company is at home, for the importers."""
    from tenure.facts.importers.settings import Settings

    home = book.workspace
    return Settings(home.zone, home.currency, home.country, maps=home.folder / "maps")


def _plans(asked: Asked, book: Book, lang: Language) -> list[Plan]:
    from tenure.facts.importers.databases import Database
    from tenure.facts.importers.plans import plan_with
    from tenure.facts.importers.settings import Answers

    places: list[Any] = [
        *asked.paths,
        *([Database(asked.database, asked.table, asked.query)] if asked.database else []),
    ]
    if not places:
        raise UsageError(
            "No file is named.", "Say tenure import FILE…, or tenure import --database ADDRESS --table NAME."
        )
    answers = Answers(asked.date_order, asked.decimal, (asked.currency or "").upper(), asked.source)
    plans = plan_with(places, settings_of(book), answers, asked.mapping, lambda note: tell(say(note, lang)))
    if not plans:
        raise UsageError(
            "None of these holds a table that Tenure knows or could guess.",
            "Name a file itself to see why, or give its map with --map FILE.",
        )
    return plans


def _agreed(plan: Plan, asked: Asked, lang: Language) -> Plan:
    """The plan, its proposal confirmed by a person where it has one."""
    if plan.proposal is None or asked.mapping is not None:
        return plan
    if asked.yes:
        return plan.confirmed()
    if sys.stdin.isatty() and sys.stderr.isatty():
        tell(
            say(
                "{name}: no recipe knows these columns. A row could be of the kind '{kind}':",
                lang,
                name=plan.name,
                kind=plan.proposal.entity,
            )
        )
        for line in plan.proposal.lines():
            tell(f"  {say(line, lang)}")
        tell(say("Is that right? [y/N]", lang))
        if sys.stdin.readline().strip().lower() in ("y", "yes", "是"):
            agreed = plan.confirmed()
            agreed.remember()
            return agreed
    return plan  # storing it will say what is to be confirmed


def _save_map(plans: list[Plan], place: Path, lang: Language) -> int:
    from tenure.facts.importers.recipe import written

    proposed = [plan for plan in plans if plan.proposal is not None]
    if len(proposed) != 1 or proposed[0].proposal is None:
        raise UsageError(
            "{count} files have a proposed map.", "Name the one file whose map you want to save.", count=len(proposed)
        )
    place.write_text(written(proposed[0].proposal.recipe), encoding="utf-8")
    tell(
        say(
            "Wrote {file}. Look at it, then: tenure import {name} --map {file}", lang, file=place, name=proposed[0].name
        )
    )
    return 0


def _list(book: Book, form: Form, lang: Language) -> int:
    rows = [{name: batch[name] for name in _LISTED} for batch in book.lake.batches()]
    show(rows, tuple(_LISTED), form, [say(head, lang) for head in _LISTED.values()])
    return 0


def _tell_reports(reports: list[Report], form: Form, lang: Language) -> int:
    if form is Form.JSON:
        document([_told(report, lang) | {"quarantine": str(report.quarantine or "")} for report in reports])
    else:
        for report in reports:
            _tell(report, lang)
            if report.quarantine:
                text = say(
                    "Rows waiting in {file}: {count}. Correct them, then tenure import --replay {batch}",
                    lang,
                    count=f"{report.receipt.quarantined:,}",
                    file=report.quarantine,
                    batch=report.receipt.batch,
                )
                tell(text)
    return REJECTED if any(report.receipt.quarantined for report in reports) else 0


def _tell_previews(previews: list[Preview], form: Form, lang: Language) -> int:
    if form is Form.JSON:
        document([_told(one, lang) | {"rows": [asdict(row) for row in one.rows]} for one in previews])
        return 0
    for one in previews:
        _tell(one, lang)
        for row in one.rows:
            put(f"{row.row}: " + ", ".join(f"{name}={cell}" for name, cell in row.cells.items()) + "\n")
            for kind, facts in row.facts:
                put(f"  → {kind}: " + ", ".join(f"{name}={cell}" for name, cell in facts.items()) + "\n")
    tell(say("Nothing was written.", lang))
    return 0


def _told(one: Report | Preview, lang: Language) -> dict[str, Any]:
    receipt = one.receipt
    counts = {name: getattr(receipt, name) for name in ("batch", "rows_in", "stored", "known", "quarantined")}
    return {
        "name": one.name, "known_as": one.known_as, **counts, "facts": {kind: asdict(count) for kind, count in receipt.facts.items()},
        "left_out": dict(one.left_out), "notes": [say(note, lang) for note in one.notes],
        "causes": [asdict(cause) | {"message": say(cause.text, lang)} for cause in one.causes],
    }  # fmt: skip


def _tell(one: Report | Preview, lang: Language) -> None:
    receipt = one.receipt
    line = say(
        "{name} ({known_as}): {rows} in = {stored} stored + {known} known already + {quarantined} quarantined", lang,
        name=one.name, known_as=one.known_as, rows=f"{receipt.rows_in:,}", stored=f"{receipt.stored:,}", known=f"{receipt.known:,}",
        quarantined=f"{receipt.quarantined:,}",
    )  # fmt: skip
    put(line + "\n")
    for kind, count in receipt.facts.items():
        put(
            "  "
            + say(
                "{kind}: {new} new, {changed} changed, {known} known",
                lang,
                kind=kind,
                new=f"{count.new:,}",
                changed=f"{count.changed:,}",
                known=f"{count.known:,}",
            )
            + (say(", {late} of them late", lang, late=f"{count.late:,}") if count.late else "")
            + "\n"
        )
    for why, number in one.left_out.items():
        put("  " + say("left out: {why} ({count})", lang, why=why, count=f"{number:,}") + "\n")
    for cause in one.causes:
        put(f"  {say(cause.text, lang)}\n")
    for note in one.notes:
        put(f"  {say(note, lang)}\n")
