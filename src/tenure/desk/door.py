"""The door of the server: so many are served at once, so many wait for a moment, and whoever is one too many is told to come back.

Without it more people than the machine can serve would all wait, until their browsers give up and nobody was served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import BoundedSemaphore, Lock, local
from typing import Any

from tenure.words import html_language, later, say

SERVED = 8  # at once; more would take the processor from one another
INSIDE = 48  # served, waiting here, and waiting for an engine
THREADS = 64  # so that some are always left to refuse
PATIENCE = 0.7  # seconds until somebody who waits is told to come back
_AGAIN = "2"  # seconds
_BUSY = later("The server is busy. This page tries again by itself.")
_NOT_TAKEN = later("The server is busy. Nothing of what you sent was stored: go back, and send it again.")

Answer = Callable[..., Any]
App = Callable[[dict[str, Any], Answer], Iterable[bytes]]
_place = local()  # what this thread holds


class Door:
    """Before everything else of the server, so that a refusal costs next to nothing."""

    def __init__(self, app: App, served: int = SERVED, inside: int = INSIDE, patience: float = PATIENCE) -> None:
        """In front of what answers."""
        self._app, self._inside, self._patience = app, inside, patience
        self._places, self._count, self._guard = BoundedSemaphore(served), 0, Lock()

    def __call__(self, environ: dict[str, Any], start: Answer) -> Iterable[bytes]:
        """The answer; 503 where there is no place inside, or none to be served in time."""
        if not self._enter():
            return _refused(environ, start)
        try:
            if not self._places.acquire(timeout=self._patience):
                return _refused(environ, start)
            _place.held = self._places
            try:
                return self._app(environ, start)
            finally:
                step_aside()
        finally:
            with self._guard:
                self._count -= 1

    def _enter(self) -> bool:
        with self._guard:
            if self._count >= self._inside:
                return False
            self._count += 1
            return True


def step_aside() -> None:
    """Give one's place to somebody else, before waiting for something that takes long; nothing where there is none."""
    held = getattr(_place, "held", None)
    if held is not None:
        _place.held = None
        held.release()


def _refused(environ: dict[str, Any], start: Answer) -> Iterable[bytes]:
    reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    page = _PAGE if reads else _UNSENT
    headers = [
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page))), ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'"), ("Retry-After", _AGAIN),
    ]  # fmt: skip
    if reads:
        headers.append(("Refresh", _AGAIN))
    status = HTTPStatus.SERVICE_UNAVAILABLE
    start(f"{status.value} {status.phrase}", headers)
    return [page]


def _page(text: str) -> bytes:
    """Both languages at once: what the reader prefers is known further in."""
    told = "".join(f'<p lang="{html_language(lang)}">{say(text, lang)}</p>' for lang in ("en", "zh"))
    return f'<!doctype html><meta charset="utf-8"><title>Tenure</title>{told}'.encode()


_PAGE, _UNSENT = _page(_BUSY), _page(_NOT_TAKEN)
