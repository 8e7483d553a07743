"""The audit trail as it is read: what happened in a company, by whom, and whether the chain is whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from tenure.desk.people.models import Entry, Mark, Membership, Person
from tenure.desk.people.roles import ROLES
from tenure.words import Language, later, say

ACTIONS = (
    later("joined"), later("invited"), later("invitation revoked"), later("role changed"), later("removed"),
    later("reset link made"), later("password set by link"), later("password set by mail"), later("password changed"),
    later("signed in"), later("signed in by link"), later("signed out"), later("sign-in failed"), later("session ended"),
    later("second factor added"), later("second factor removed"), later("second factor failed"),
    later("profile changed"), later("audit trail exported"), later("took"),
    later("customers to see changed"), later("key made"), later("key revoked"), later("policy set"),
    later("quarantine taken away"), later("imported"), later("replayed"), later("import undone"),
    later("company made"), later("company renamed"),
    later("share link made"), later("share link revoked"), later("share link opened"),
    later("annotated"), later("annotation removed"), later("view shared"), later("view removed"),
    later("subscribed"), later("subscription ended"), later("page sent"),
    later("group chat kept"), later("group chat tested"), later("group chat removed"),
    later("person put together"), later("person taken"), later("erased"),
    later("backup made"), later("backup taken"), later("backup passphrase set"), later("restored"),
)  # fmt: skip
_LABELS = {
    "who": later("whom"), "role": later("role"), "from": later("before"), "to": later("after"),
    "by": later("by"), "type": later("kind"), "fields": later("fields"), "page": later("page"), "form": later("form"), "table": later("table"),
    "batch": later("import"), "link": later("link"), "days": later("days"), "view": later("view"), "annotation": later("annotation"),
    "customers": later("customers"), "totals": later("numbers of the whole company"),
    "key": later("key"), "policy": later("policy"), "value": later("value"), "since": later("since"),
    "customer": later("customer number"), "file": later("file"),
    "chat": later("group chat"),
}  # fmt: skip
_VALUES = {
    "totp": later("codes from an app"), "webauthn": later("passkey"), "recovery_codes": later("recovery codes"),
    "all": later("all"), "setup": later("first start"), "demo": later("the demo"), "invite": later("invitation"),
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
    return _checked(_all())[1]


def check_whole() -> int | None:
    """The same, and note how far it fits; every night."""
    return _noted(*_checked(_all()))


def _all() -> Iterable[Entry]:
    return Entry.objects.order_by("id").iterator(2000)


def check_on() -> int | None:
    """The first broken line that the last whole check found, else one of those written since, which are noted."""
    mark = Mark.objects.first() or Mark()
    if mark.broken is not None:
        return mark.broken
    lines = Entry.objects.filter(pk__gte=mark.entry).order_by("id").iterator(2000)
    if mark.entry:
        first = next(lines, None)
        if first is None or (first.pk, first.digest) != (mark.entry, mark.digest):
            return check_whole()
    found = _checked(lines, mark.digest)
    return _noted(*found) if any(found) else None


def _checked(lines: Iterable[Entry], digest: str = "") -> tuple[Entry | None, int | None]:
    """Of lines behind one that fits, the last that fits, and the first that does not."""
    last = None
    for entry in lines:
        if entry.before != digest or entry.sealed() != entry.digest:
            return last, entry.pk
        last, digest = entry, entry.digest
    return last, None


def _noted(last: Entry | None, broken: int | None) -> int | None:
    told = {"broken": broken} | ({"entry": last.pk, "digest": last.digest} if last else {})
    Mark.objects.bulk_create([Mark(pk=1, **told)], update_conflicts=True, unique_fields=["id"], update_fields=told)
    return broken


def names(found: Iterable[Entry]) -> dict[int, str]:
    """Names of those who did it, and to whom it was done; who is gone has none."""
    return {one.pk: one.name or one.email for one in Person.objects.filter(pk__in=_named(found))}


def names_and_members(company: str, found: Iterable[Entry]) -> tuple[dict[int, str], list[Person]]:
    """The same names, and everybody in the company, of one question."""
    belongs = Exists(Membership.objects.filter(company=company, person=OuterRef("pk")))
    people = Person.objects.annotate(belongs=belongs).filter(Q(belongs=True) | Q(pk__in=_named(found)))
    told = list(people.order_by("name"))
    return {one.pk: one.name or one.email for one in told}, [one for one in told if one.belongs]


def _named(found: Iterable[Entry]) -> set[int]:
    return {one for entry in found for one in (entry.person_id, entry.detail.get("who")) if isinstance(one, int)}


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
