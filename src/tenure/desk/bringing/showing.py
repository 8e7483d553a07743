"""What templates of the page Data are given: words in the reader's language, choices with their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tenure.desk.bringing.answers import CHOSEN_FOR
from tenure.desk.bringing.models import Upload
from tenure.desk.bringing.reading import KINDS
from tenure.desk.bringing.veiling import veiled, veiled_parts
from tenure.desk.jobs.models import DONE, FAILED, Job
from tenure.desk.sayings import heard, language
from tenure.words import later, say

_STATES: Mapping[str, str] = {
    "look": later("Being looked at"),
    "ready": later("To be agreed to"),
    "import": later("Being stored"),
    "done": later("Stored"),
    "failed": later("Did not work"),
}
_KINDS: Mapping[str, str] = {
    "customer": later("a customer"),
    "company": later("a company"),
    "order": later("an order, or a line of one"),
    "subscription": later("a subscription"),
    "invoice": later("an invoice"),
    "payment": later("a payment"),
    "spend": later("money spent on advertising"),
    "campaign": later("a campaign"),
    "ticket": later("a service ticket"),
    "survey_response": later("an answer to a survey"),
    "deal": later("a deal"),
    "event": later("an event"),
    "social_post": later("a social post"),
}
_LABELS: Mapping[str, str] = {
    "DMY": later("day first: 3/1 is 3 January"),
    "MDY": later("month first: 3/1 is March 1"),
    ".": later("a point: 12.50"),
    ",": later("a comma: 12,50"),
    "nps": later("NPS: would you recommend us, 0 to 10"),
    "csat": later("CSAT: how content are you"),
    "order": later("of the whole order"),
    "line": later("of its line alone"),
    "unit": later("one unit and interval"),
    "period": later("one interval"),
    "contract": later("the whole contract"),
}
_ASKED: Mapping[str, str] = {
    "date_order": later("Order of day and month"),
    "decimal": later("Decimal mark"),
    "currency": later("Currency of amounts that name none"),
    "zone": later("Time zone of times that name none"),
    "encoding": later("Encoding"),
    "source": later("System that the identifiers belong to"),
    "total_is": later("The amount of a row is that"),
    "amount_is": later("The amount of a row pays for"),
}


def _here(text: str) -> str:
    return say(text, language())


def uploads(mine: Iterable[Upload]) -> list[dict[str, Any]]:
    """One's uploads, with where each stands."""
    out = []
    for upload in mine:
        job = upload.job
        if job is None or job.kind == "replay":
            continue
        state = (
            "failed" if job.state == FAILED else job.kind if job.is_open else "ready" if job.kind == "look" else "done"
        )
        names = ("、" if language() == "zh" else ", ").join(one["name"] for one in upload.files)
        out.append({"pk": upload.pk, "names": names, "state": _here(_STATES[state]), "at": upload.created_at})
    return out


def working(job: Job, contacts: bool = True) -> dict[str, Any]:
    """How far a job is, or what went wrong with it."""
    problem = veiled(heard(job.error) or "", contacts)
    return {
        "percent": round(100 * job.progress),
        "message": veiled(heard(job.message) or _here(later("Waiting for its turn")), contacts),
        "failed": job.state == FAILED,
        "problem": problem.splitlines(),
        "done": job.state == DONE,
    }


def plan(told: Mapping[str, Any], contacts: bool) -> dict[str, Any]:
    """The plan of an upload, each file with the fields of its form; what is stored of others as far as its owner may see it."""
    files = [_file(heard(one)) | _changes(one, contacts) for one in told["files"]]
    return {
        "files": files,
        "ready": told["ready"],
        "problem": heard(told["problem"]),
        "asks": any(one["asked"] for one in files),
    }


def _changes(one: Mapping[str, Any], contacts: bool) -> dict[str, Any]:
    return {"changes": [each | {"parts": veiled_parts(each["kind"], each["parts"], contacts)} for each in one.get("changes", [])]}  # fmt: skip


def _file(one: dict[str, Any]) -> dict[str, Any]:
    key, said = one["key"], one["said"]
    asked = [_choice(key, ask["name"], ask["choices"], said, ask["text"]) for ask in one.get("questions", [])]
    names = {ask["name"] for ask in asked}
    choices = [_choice(key, name, told, said) for name, told in (("date_order", ("DMY", "MDY")), ("decimal", (".", ","))) if name not in names]  # fmt: skip
    free = [
        {"id": f"{key}-{name}", "label": _here(_ASKED[name]), "value": said.get(name) or one.get(name) or ""}
        for name in ("currency", "zone", "encoding", "source")
        if name in one
    ]
    return one | {"asked": asked, "choices": choices if "headers" in one else [], "free": free} | _map(one)


def _choice(key: str, name: str, values: Iterable[str], said: Mapping[str, Any], label: str = "") -> dict[str, Any]:
    options = [{"value": value, "label": _here(_LABELS[value]), "on": said.get(name) == value} for value in values]
    return {"id": f"{key}-{name}", "name": name, "label": label or _here(_ASKED[name]), "options": options}


def _map(one: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a map that a person confirms."""
    if not one["generic"] or "headers" not in one:
        return {}
    key, kind = one["key"], one["kind"]
    kinds = [{"value": name, "label": _here(_KINDS[name]), "on": name == kind} for name in KINDS if name in _KINDS]
    samples = [dict(row["before"]) for row in one.get("rows", [])]
    columns = [
        {"id": f"{key}-c{place}", "header": header, "under": under, "sample": _sample(header, samples)}
        for place, (header, under) in enumerate(zip(one["headers"], one["under"], strict=True))
    ]
    more = [
        _choice(
            key, name, ("order", "line") if name == "total_is" else ("unit", "period", "contract"), {name: one[name]}
        )
        for name, asked in CHOSEN_FOR.items()
        if asked == kind
    ]
    return {"kinds": kinds, "columns": columns if kind else [], "more": more}


def _sample(header: str, rows: Iterable[Mapping[str, str]]) -> str:
    """The first cell under a header that holds something."""
    return next((row[header] for row in rows if row.get(header)), "")
