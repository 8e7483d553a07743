"""What the owner of an upload is shown before anything is stored: in plain data, each text in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenure.desk.bringing.reading import Read, fields_of
from tenure.desk.sayings import both, both_of
from tenure.facts.delivery import Receipt
from tenure.facts.importers.plans import Plan
from tenure.facts.importers.recipe import packaged
from tenure.facts.importers.storing import Preview, Report

_CHANGED = 20


def file_told(one: Read, shown: Preview | None) -> dict[str, Any]:
    """One table: what it is, how it is read, what is to be asked, what would come of it."""
    told: dict[str, Any] = {
        "key": one.key,
        "name": one.name,
        "generic": one.generic,
        "problem": both_of(one.problem) if one.problem else None,
        "left": [both(note) for note in one.left],
    }
    if one.plan is not None:
        told |= _plan_told(one.plan, one)
    if shown is not None:
        told |= receipt_told(shown.receipt) | {
            "causes": [both(cause.text) for cause in shown.causes],
            "left_out": [[both(why), count] for why, count in shown.left_out.items()],
            "notes": [both(note) for note in shown.notes],
            "rows": [
                {
                    "row": row.row,
                    "before": list(row.cells.items()),
                    "after": [
                        [kind, [[name, plain(value)] for name, value in facts.items()]] for kind, facts in row.facts
                    ],
                }
                for row in shown.rows
            ],
            "changes": [
                {"kind": one.kind, "key": str(one.key), "parts": _parts(one.before, one.after)}
                for one in shown.changes[:_CHANGED]
                if one.before is not None
            ],
        }
    return told


def _plan_told(plan: Plan, one: Read) -> dict[str, Any]:
    open_ = one.problem is not None and not plan.recipe
    columns = {} if one.problem else dict(plan.columns)
    kept = () if one.problem else plan.kept
    headers = list(plan.sheet.columns)
    used = [header for header in headers if header in columns.values() or header in kept]
    told: dict[str, Any] = {
        "known_as": both(plan.known_as) if plan.native else None,
        "title": _title(plan),
        "headers": headers,
        "used": len(used),
        "mapped": [[name, header] for name, header in columns.items()],
        "kept": list(kept),
        "unused": [header for header in headers if header not in used],
        "encoding": plan.sheet.encoding,
        "header_row": plan.sheet.header_row,
        "zone": plan.zone,
        "currency": plan.currency,
        "source": plan.source,
        "questions": [] if open_ or one.problem else [_question(ask) for ask in plan.questions],
    }
    if one.generic:
        told["kind"] = plan.recipe.entity if plan.recipe else ""
        told["fields"] = fields_of(plan.recipe.entity) if plan.recipe else []
        told["under"] = _under(plan)
        told["total_is"] = plan.recipe.total_is if plan.recipe else ""
        told["amount_is"] = plan.recipe.amount_is if plan.recipe else ""
    return told


def _title(plan: Plan) -> Mapping[str, str]:
    """What the recipe calls such files."""
    known = packaged().get(str(plan.known_as))
    if known is None or not known.title:
        return both(plan.known_as) if plan.native else {"en": "", "zh": ""}
    en = known.title.get("en") or known.id
    return {"en": en, "zh": known.title.get("zh") or en}


def _question(ask: Any) -> dict[str, Any]:
    return {"name": ask.name, "text": both(ask.text), "choices": list(ask.choices)}


def _under(plan: Plan) -> list[str]:
    """The column that each header is put under; nothing where it is under none."""
    if plan.recipe is None:
        return ["" for _ in plan.sheet.columns]
    by = {header: name for name, headers in plan.recipe.columns.items() for header in headers}
    return [by.get(header, "") for header in plan.sheet.columns]


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[list[str]]:
    """The columns of a stored fact that become others."""
    names = [name for name, value in after.items() if name != "known_at" and before.get(name) != value]
    return [[name, plain(before.get(name)), plain(after[name])] for name in names]


def receipt_told(receipt: Receipt) -> dict[str, Any]:
    """The counts."""
    names = ("batch", "rows_in", "stored", "known", "quarantined")
    facts = {kind: asdict(count) for kind, count in receipt.facts.items()}
    return {name: getattr(receipt, name) for name in names} | {"facts": facts}


def report_told(report: Report) -> dict[str, Any]:
    """What became of one table; without the cells of anybody, for this is kept."""
    causes = [
        {"column": cause.column, "reason": both(cause.reason), "row": cause.row, "count": cause.count}
        for cause in report.causes
    ]
    return receipt_told(report.receipt) | {
        "name": report.name,
        "known_as": both(report.known_as),
        "causes": causes,
        "left_out": [[both(why), count] for why, count in report.left_out.items()],
        "notes": [both(note) for note in report.notes],
    }


def plain(value: object) -> str:
    """A value as a person reads it."""
    match value:
        case None:
            return "–"
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
    return str(value)
