"""What went wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tenure.texts import Text


class TenureError(Exception):
    """A problem that the reader can do something about: what is wrong, where, then the way out.

    `problem` and `remedy` are templates with `{name}` for each of the values; faces say them in the reader's language.
    """

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "", /, *, details: Sequence[Text] = (), **values: object) -> None:
        self.problem = problem if isinstance(problem, Text) else Text(problem, **values)
        self.remedy = Text(remedy, **values)
        self.details = tuple(details)  # a line each
        super().__init__("\n".join(self.lines(str)))

    def lines(self, told: Callable[[Text], str]) -> list[str]:
        """The whole of it in words, line by line."""
        texts = [told(self.problem), *(f"  {told(detail)}" for detail in self.details)]
        return [*texts, told(self.remedy)] if self.remedy else texts


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


class Unanswered(RemoteFailure):
    """Something was sent to a service, and nobody knows whether it arrived."""


def unknown(what: Text, name: str, known: Iterable[str]) -> NotFound:
    """An unknown name together with its nearest neighbours."""
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    if near:
        return NotFound("There is no {what} '{name}'.", "Did you mean {names}?", what=what, name=name, names=near)
    if not names:
        return NotFound("There is no {what} '{name}'.", what=what, name=name)
    shown = names[:20] + ["…"] * (len(names) > 20)
    return NotFound("There is no {what} '{name}'.", "Known: {names}.", what=what, name=name, names=shown)
