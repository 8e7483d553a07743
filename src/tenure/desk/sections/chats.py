"""Settings → Group chats: where pages can be sent to beside mail; an address is typed once, and never shown again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.chats import SERVICES, service_of, tell
from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.home import home
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right
from tenure.desk.remembering.forms import ChannelForm
from tenure.desk.remembering.models import Channel
from tenure.desk.sayings import heard, language
from tenure.errors import TenureError
from tenure.words import later, say


@require_safe
@never_cache
def chats(request: HttpRequest, company: str) -> HttpResponse:
    """Every group chat of the company, with what became of its last message."""
    return _page(request, company)


@require_POST
@never_cache
def add(request: HttpRequest, company: str) -> HttpResponse:
    """Another group chat; one of its name takes a new address."""
    form = ChannelForm(_services(), request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            service = service_of(told["address"], told["service"])
        except TenureError as error:
            form.add_error("address", _said(error))
        else:
            with transaction.atomic():
                Channel.keep(person(request), company, told["name"], service, told["address"])
                Entry.write("group chat kept", person(request), company, {"chat": told["name"]})
            messages.success(request, say("Saved. Send it a test message.", language()))
            return redirect(SECTION.name, company=company)
    return _page(request, company, form, 400)


@require_POST
@never_cache
def test(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Send a group chat something to see whether it arrives."""
    one = get_object_or_404(Channel, pk=pk, company=company)
    name = home().companies[company].name
    text = say(
        "Tenure · {company}: this is a test message. Pages that are sent to this chat arrive here.",
        language(),
        company=name,
    )
    Entry.write("group chat tested", person(request), company, {"chat": one.name})
    try:
        tell(one, text)
    except TenureError as error:
        messages.error(request, _said(error))
    else:
        messages.success(request, say("The service has taken the test message.", language()))
    return redirect(SECTION.name, company=company)


@require_POST
def remove(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Forget a group chat, its address and what was to be sent there."""
    one = get_object_or_404(Channel, pk=pk, company=company)
    with transaction.atomic():
        Entry.write("group chat removed", person(request), company, {"chat": one.name})
        one.delete()
    messages.success(request, say("Saved.", language()))
    return redirect(SECTION.name, company=company)


def _said(error: TenureError) -> str:
    lang = language()
    return " ".join(error.lines(lambda text: say(text, lang)))


def _services() -> list[tuple[str, str]]:
    lang = language()
    return [("", say("As its address says", lang)), *((key, say(one.title, lang)) for key, one in SERVICES.items())]


def _page(request: HttpRequest, company: str, form: ChannelForm | None = None, status: int = 200) -> HttpResponse:
    lang = language()
    listed = [
        {"chat": one, "service": say(SERVICES[one.service].title, lang), "failure": heard(one.failure) if one.failure else ""}
        for one in Channel.objects.filter(company=company).select_related("person")
    ]  # fmt: skip
    told: dict[str, Any] = {"chats": listed, "form": form or ChannelForm(_services())}
    return render(request, "settings/chats.html", told, status=status)


SECTION = Section(
    "chats", later("Group chats"), Right.SET_POLICIES, 65,
    [
        path("", chats, name="chats"), path("add/", add, name="chats-add"),
        path("<int:pk>/test/", test, name="chats-test"), path("<int:pk>/remove/", remove, name="chats-remove"),
    ],
)  # fmt: skip
