"""What became of the rows of a file, or would become: for people, as JSON, as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tenure.cli.faces import Form, document, put, show, tell
from tenure.words import Language, say

if TYPE_CHECKING:
    from tenure.facts.importers.storing import Preview, Report
    from tenure.facts.lake.preview import Change

REJECTED = 3
_ROWS = ("batch", "rows_in", "stored", "known", "quarantined")
_FACTS = ("new", "changed", "late")
_COLUMNS = ("name", "known_as", *_ROWS, *_FACTS, "quarantine")


def tell_reports(reports: list[Report], form: Form, lang: Language) -> int:
    """What was stored; gives the exit code."""
    if form is Form.JSON:
        document([_told(report, lang) | {"quarantine": str(report.quarantine or "")} for report in reports])
    elif form is Form.CSV:
        show([_row(one) | {"quarantine": str(one.quarantine or "")} for one in reports], _COLUMNS, form)
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
    return _code(reports)


def tell_previews(previews: list[Preview], form: Form, lang: Language) -> int:
    """What would be stored; gives the exit code that storing would give."""
    if form is Form.JSON:
        document([_told(one, lang) | _samples(one) for one in previews])
    elif form is Form.CSV:
        show([_row(one) for one in previews], _COLUMNS, form)
    else:
        for one in previews:
            _tell(one, lang)
            for row in one.rows:
                put(f"{row.row}: {_listed(row.cells)}\n")
                for kind, facts in row.facts:
                    put(f"  → {kind}: {_listed(facts)}\n")
            for change in one.changes:
                if change.before is not None:
                    put(f"  {_changed(change, change.before, lang)}\n")
        tell(say("Nothing was written.", lang))
    return _code(previews)


def _code(told: list[Report] | list[Preview]) -> int:
    return REJECTED if any(one.receipt.quarantined for one in told) else 0


def _samples(one: Preview) -> dict[str, Any]:
    return {"rows": [asdict(row) for row in one.rows], "changes": [vars(change) for change in one.changes]}


def _listed(cells: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={cell}" for name, cell in cells.items())


def _changed(change: Change, before: Mapping[str, object], lang: Language) -> str:
    """A stored fact and the columns of it that become others."""
    names = [name for name, value in change.after.items() if name != "known_at" and before.get(name) != value]
    parts = ", ".join(f"{name}: {_cell(before.get(name))} → {_cell(change.after[name])}" for name in names)
    return say("changed: {kind} {key}: {parts}", lang, kind=change.kind, key=change.key, parts=parts)


def _cell(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "–" if value is None else str(value)


def _row(one: Report | Preview) -> dict[str, Any]:
    facts = {name: sum(getattr(count, name) for count in one.receipt.facts.values()) for name in _FACTS}
    return {"name": one.name, "known_as": one.known_as, **{name: getattr(one.receipt, name) for name in _ROWS}, **facts}


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
