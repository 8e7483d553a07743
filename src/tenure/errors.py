"""What went wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable


class TenureError(Exception):
    """A problem that the reader can do something about: what is wrong, then the way out."""

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem if not remedy else f"{problem}\n{remedy}")
        self.problem = problem
        self.remedy = remedy


class UsageError(TenureError):
    """The question itself is not one that can be asked."""

    exit_code = 2


class RejectedData(TenureError):
    """A file holds rows that cannot be stored."""

    exit_code = 3


class NotFound(TenureError):
    """A name that nothing here carries."""

    exit_code = 4


class Conflict(TenureError):
    """Somebody else holds what this needs, or the order of things forbids it."""

    exit_code = 5


class RemoteFailure(TenureError):
    """A database or service did not answer as it should."""

    exit_code = 7


def unknown(what: str, name: str, known: Iterable[str]) -> NotFound:
    """An unknown name together with its nearest neighbours."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    if near:
        return NotFound(f"There is no {what} '{name}'.", f"Did you mean {', '.join(near)}?")
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return NotFound(f"There is no {what} '{name}'.", f"Known: {shown}" if names else "")
