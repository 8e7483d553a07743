"""What `tenure import` does: plan, ask, show or store, and tell what became of every row."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tenure.cli.asked import Asked
from tenure.cli.faces import Form, book_of, done, now, show, tell
from tenure.cli.receipts import tell_previews, tell_reports
from tenure.errors import UsageError
from tenure.words import Language, later, say

if TYPE_CHECKING:
    from tenure.book import Book
    from tenure.facts.importers.plans import Plan
    from tenure.facts.importers.storing import Preview, Report

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


def carry_out(asked: Asked, workspace: Path | None, form: Form, lang: Language) -> int:
    """Run the command; gives its exit code."""
    asked.check()
    book = book_of(workspace)
    if asked.listing:
        return _list(book, form, lang)
    if asked.replay is not None:
        return _replay(asked, asked.replay, book, form, lang)
    plans = _plans(asked, book, lang)
    if asked.save_map is not None:
        return _save_map(plans, asked.save_map, form, lang)
    ready = [_agreed(plan, asked, lang) for plan in plans]
    if asked.dry_run:
        return tell_previews(_previews(ready, book), form, lang)
    return _store(ready, book, form, lang)


def _store(plans: list[Plan], book: Book, form: Form, lang: Language) -> int:
    """Store the files and tell what became of them; of those stored also where a later one fails."""
    from tenure.facts.importers.storing import run_all

    numbers = itertools.count(1)

    def told(plan: Plan) -> None:
        words = {"number": next(numbers), "count": len(plans), "name": plan.name, "known": plan.known_as}
        tell(say("[{number}/{count}] {name}: {known}, rows: {rows}", lang, rows=f"{plan.rows_in:,}", **words))

    reports: list[Report] = []
    try:
        for report in run_all(plans, book.lake, now(), lang, told):
            reports.append(report)
    finally:
        code = tell_reports(reports, form, lang) if reports else 0
    return code


def _previews(plans: list[Plan], book: Book) -> list[Preview]:
    """What storing would come to, each file after those before it: they are really stored, in a lake that is thrown away."""
    from tenure.facts.importers.storing import dry_run, refuse_open, run
    from tenure.facts.lake.staging import staged

    refuse_open(plans)
    if len(plans) == 1:
        return [dry_run(plans[0], book.lake, now())]
    with staged(book.lake) as copy:
        out: list[Preview] = []
        first = None
        for plan in plans:
            shown = dry_run(plan, copy, now())
            receipt = run(plan, copy, now(), first).receipt
            first = first or receipt.batch
            out.append(replace(shown, receipt=replace(receipt, batch=0)))
    return out


def _replay(asked: Asked, batch: int, book: Book, form: Form, lang: Language) -> int:
    from tenure.facts.importers.storing import dry_run, replay, waiting_plan

    home = settings_of(book)
    if asked.dry_run:
        plan = waiting_plan(batch, book.lake, home, asked.instrument)
        return tell_previews([dry_run(plan, book.lake, now())], form, lang)
    return tell_reports([replay(batch, book.lake, home, now(), lang, asked.instrument)], form, lang)


def settings_of(book: Book) -> Any:
    """Where the company is at home, for the importers."""
    from tenure.facts.importers.settings import Settings
    from tenure.workspace import country_of

    home = book.workspace
    today = now().replace(tzinfo=UTC).astimezone(ZoneInfo(home.zone)).date()
    return Settings(home.zone, home.currency, country_of(home), maps=home.folder / "maps", today=today)


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
    answers = Answers(
        asked.date_order, asked.decimal, (asked.currency or "").upper(), asked.source, asked.encoding, asked.instrument
    )
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


def _save_map(plans: list[Plan], place: Path, form: Form, lang: Language) -> int:
    from tenure.facts.importers.recipe import written

    proposed = [plan for plan in plans if plan.proposal is not None]
    if len(proposed) != 1 or proposed[0].proposal is None:
        raise UsageError(
            "{count} files have a proposed map.", "Name the one file whose map you want to save.", count=len(proposed)
        )
    place.write_text(written(proposed[0].proposal.recipe), encoding="utf-8")
    name = proposed[0].name
    told = say("Wrote {file}. Look at it, then: tenure import {name} --map {file}", lang, file=place, name=name)
    return done({"file": name, "map": str(place)}, form, told)


def _list(book: Book, form: Form, lang: Language) -> int:
    rows = [{name: batch[name] for name in _LISTED} for batch in book.lake.batches()]
    show(rows, tuple(_LISTED), form, [say(head, lang) for head in _LISTED.values()])
    return 0
