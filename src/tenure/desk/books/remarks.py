"""What the system itself notes at a company's days: imports, and policies that changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from tenure.book import Book
from tenure.pages.annotations import Remark
from tenure.pages.personal import without_addresses
from tenure.pages.reader import Reader
from tenure.render.masking import MASK
from tenure.words import Language, say

_NAMED = 3  # files of a day that are told by name


def remarks_of(book: Book, as_of: date, lang: Language, reader: Reader) -> tuple[Remark, ...]:
    """Those known on a day. What was taken back is no import; a policy speaks from the day it is in force.

    The name of a file may hold an address: it is told to those alone who see the contacts of everybody.
    """
    mask = "" if reader.contacts and reader.scope is None else MASK
    system, told = say("Tenure", lang), book.policies_told(as_of)
    found = [
        Remark(
            one.since, one.since, say("Policy {key} is {value} from here on.", lang, key=key, value=one.value), system
        )
        for key, one in told.items()
        if one.since is not None
    ]
    days: dict[date, list[str]] = {}
    for row in book.lake.batches():
        if row["undone_at"] is None and set(cast(Mapping[str, object], row["facts"])) != {"policies"}:
            days.setdefault(_day(row, book.workspace.zone), []).append(
                without_addresses(str(row["name"]), mask) if mask else str(row["name"])
            )
    for day, files in days.items():
        names = ", ".join(files[:_NAMED]) + (" …" if len(files) > _NAMED else "")
        found.append(Remark(day, day, say("Imported: {files}", lang, files=names), system))
    return tuple(found)


def _day(row: Mapping[str, object], zone: str) -> date:
    return cast(datetime, row["at"]).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
