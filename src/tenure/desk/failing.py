"""Pages for what cannot be answered, in the reader's language, without what was asked; each request has a number to tell."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from tenure.desk.logs import HEADER
from tenure.desk.sayings import language
from tenure.words import html_language, later, say

_NUMBER_BYTES = 4
_TOLD: Mapping[int, tuple[str, str]] = {
    400: (later("This request cannot be understood"), later("Go back, and try again.")),
    403: (later("This is not open to you"), later("Ask an owner of the company where you need it.")),
    404: (later("There is nothing here"), later("The address may be mistyped, or what stood here is gone.")),
    410: (later("This link has ended"), later("Ask whoever sent it to you for a new one.")),
    500: (
        later("Something went wrong"),
        later(
            "Nothing that was stored is lost. Try again; if it happens again, tell whoever runs this server the number."
        ),
    ),
}
_FORGED = (later("This form is out of date"), later("Go back, load the page again, and send it once more."))


class Numbered:
    """Gives each request a number, which its answer bears and the log tells."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        """Around everything else."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the number."""
        request.META[HEADER] = secrets.token_hex(_NUMBER_BYTES)
        response = self._answer(request)
        response[HEADER] = request.META[HEADER]
        return response


def _page(request: HttpRequest, status: int, told: tuple[str, str], number: str = "") -> HttpResponse:
    """The same for everybody: nothing of it is looked up, for that may be what fails, and it shall not tell what there is."""
    lang = language()
    title, way_out = (say(text, lang) for text in told)
    words = {"lang": html_language(lang), "title": title, "way_out": way_out, "number": number}
    return HttpResponse(render_to_string("failed.html", words), status=status)


@requires_csrf_token
def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, 400, _TOLD[400])


@requires_csrf_token
def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, 403, _TOLD[403])


@requires_csrf_token
def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(request, 404, _TOLD[404])


def ended(request: HttpRequest) -> HttpResponse:
    """410, for whoever has the word of a link that opened something once."""
    return _page(request, 410, _TOLD[410])


def failed(request: HttpRequest) -> HttpResponse:
    """500, with the number by which the log tells where."""
    return _page(request, 500, _TOLD[500], request.META.get(HEADER, ""))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that this server did not give to this browser, or long ago."""
    return _page(request, 403, _FORGED)
