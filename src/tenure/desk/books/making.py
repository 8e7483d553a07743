"""What stands there at once for who comes from elsewhere, while her page is made: its head, and the shape of what will follow."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

SEEN = "tenure_making"  # a cookie: she was told already, and waits now
_SECONDS = 20


def comes_first(request: HttpRequest) -> bool:
    """Whether a browser has nothing of ours to show meanwhile: an address was typed, a bookmark or a letter led here."""
    told = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Site")
    return told[0] == "navigate" and told[1] in ("none", "cross-site") and SEEN not in request.COOKIES


def in_the_making(request: HttpRequest, company: str, title: str) -> HttpResponse:
    """The head of a page and its shape; the browser asks again by itself, and shows this until the page is there."""
    answer = render(request, "books/making.html", {"title": title}, status=HTTPStatus.ACCEPTED)
    answer.headers["Refresh"] = "0"
    answer.headers["Cache-Control"] = "no-store"
    place = reverse("company", args=[company])
    answer.set_cookie(SEEN, "1", _SECONDS, path=place, httponly=True, samesite="Lax", secure=settings.SECURE)
    return answer
