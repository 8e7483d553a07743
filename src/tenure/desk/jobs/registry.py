"""What can be done: each kind of job with the function that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from tenure.desk.jobs.models import Job
from tenure.texts import Text

Tell = Callable[[float, Text], None]  # how far it is, as a share, and what is being done


@dataclass(frozen=True)
class Outcome:
    """What came of a job: its result, and the line that the audit trail gets with it."""

    result: Mapping[str, Any] = field(default_factory=dict)
    action: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """What is due in a company, for whom; done once under its occurrence."""

    company: str
    person: int | None
    occurrence: str
    payload: Mapping[str, Any]


Handle = Callable[[Job, Tell], Outcome]
Due = Callable[[datetime], Iterable[Task]]


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done."""

    kind: str
    handle: Handle
    writes: bool  # to the company's lake, or to what is made of it
    daily: time | None  # when it is done by itself, in the company's zone
    due: Due | None  # what else is to be done by itself, at a moment


HANDLERS: dict[str, Handler] = {}


def handles(kind: str, *, writes: bool = False, daily: str = "", due: Due | None = None) -> Callable[[Handle], Handle]:
    """Make a function the one that does a kind of job; `daily` says at which hour, as 03:30, it is done by itself, `due` what
    else is to be done at a moment.
    """

    def note(handle: Handle) -> Handle:
        HANDLERS[kind] = Handler(kind, handle, writes, time.fromisoformat(daily) if daily else None, due)
        return handle

    return note
