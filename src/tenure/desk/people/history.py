"""The audit trail as it is read: what happened in a company, by whom, and whether the chain is whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tenure.desk.people.models import Entry, Membership, Person
from tenure.desk.people.roles import ROLES
from tenure.words import Language, later, say

ACTIONS = (
    later("joined"), later("invited"), later("invitation revoked"), later("role changed"), later("removed"),
    later("reset link made"), later("password set by link"), later("password set by mail"), later("password changed"),
    later("signed in"), later("signed in by link"), later("signed out"), later("sign-in failed"), later("session ended"),
    later("second factor added"), later("second factor removed"), later("second factor failed"),
    later("profile changed"), later("audit trail exported"), later("took"),
    later("quarantine taken away"), later("imported"), later("replayed"), later("import undone"),
    later("person put together"), later("person taken"), later("erased"),
    later("backup made"), later("backup taken"), later("backup passphrase set"), later("restored"),
)  # fmt: skip
_LABELS = {
    "who": later("whom"), "role": later("role"), "from": later("before"), "to": later("after"),
    "by": later("by"), "type": later("kind"), "fields": later("fields"), "page": later("page"), "form": later("form"), "table": later("table"),
    "batch": later("import"), "customer": later("customer number"), "file": later("file"),
}  # fmt: skip
_VALUES = {
    "totp": later("codes from an app"), "webauthn": later("passkey"), "recovery_codes": later("recovery codes"),
    "setup": later("first start"), "invite": later("invitation"),
} | {role: title for role, (title, _rights) in ROLES.items()}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One entry in words."""

    at: str  # in the company's zone
    who: str  # empty where nobody was known
    what: str
    detail: tuple[tuple[str, str], ...]


def entries(company: str, action: str = "", who: str = "") -> QuerySet[Entry]:
    """What happened in the company, and what its people did outside of any; the latest first."""
    people = Membership.objects.filter(company=company).values("person_id")
    found = Entry.objects.filter(Q(company=company) | Q(company="") & (Q(person_id__in=people) | Q(person_id=None)))
    if action:
        found = found.filter(action=action)
    if who.isdecimal():
        found = found.filter(person_id=int(who))
    return found.order_by("-id")


def first_broken() -> int | None:
    """The first line of the whole chain that was changed, or before which one is missing; None where there is none.

    Lines taken off the end leave no trace in the chain itself.
    """
    before = ""
    for entry in Entry.objects.order_by("id").iterator(2000):
        if entry.before != before or entry.sealed() != entry.digest:
            return entry.pk
        before = entry.digest
    return None


def names(found: Iterable[Entry]) -> dict[int, str]:
    """Names of those who did it, and to whom it was done; who is gone has none."""
    ids = {one for entry in found for one in (entry.person_id, entry.detail.get("who")) if isinstance(one, int)}
    return {one.pk: one.name or one.email for one in Person.objects.filter(pk__in=ids)}


def told(entry: Entry, known: Mapping[int, str], zone: ZoneInfo, lang: Language) -> Line:
    """An entry in the reader's language."""
    who = "" if entry.person_id is None else _name(entry.person_id, known, lang)
    detail = tuple(
        (say(_LABELS.get(key, key), lang), _value(key, value, known, lang)) for key, value in entry.detail.items()
    )
    return Line(f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}", who, say(entry.action, lang), detail)


def _name(person: int, known: Mapping[int, str], lang: Language) -> str:
    return known.get(person) or say("person {n}, who is gone", lang, n=person)


def _value(key: str, value: object, known: Mapping[int, str], lang: Language) -> str:
    if key == "who" and isinstance(value, int):
        return _name(value, known, lang)
    if isinstance(value, str):
        return say(_VALUES.get(value, value), lang)
    return json.dumps(value, ensure_ascii=False)
