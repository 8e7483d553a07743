"""Settings → Views and links: what is kept of pages, the links by which others read them, the pages that come by mail."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.framing import Section
from tenure.desk.guard import person, right_needed
from tenure.desk.jobs.models import OPEN, Job
from tenure.desk.jobs.queue import ask
from tenure.desk.people.models import Entry, Person
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.forms import OFTEN, ViewForm
from tenure.desk.remembering.models import Share, Subscription, View
from tenure.desk.remembering.rules import may_change, views_of
from tenure.desk.sayings import language
from tenure.pages.showing import sheets
from tenure.words import later, say


@require_safe
@never_cache
def kept(request: HttpRequest, company: str) -> HttpResponse:
    """The views that she sees, those she may change with a form; the links that open, for who may make some."""
    who, lang = person(request), language()
    views = [(one, _form(one) if may_change(who, company, one.person) else None) for one in views_of(who, company)]
    links = Share.standing(company).select_related("person") if _shares(who, company) else []
    told = {
        "views": [(one, form, say(sheets()[one.page].title, lang)) for one, form in views],
        "links": [(one, say(sheets()[one.page].title, lang)) for one in links if one.page in sheets()],
        "sent": _sent(who, company),
        "shares": _shares(who, company),
        "for_all": may(who.role_in(company), Right.ANNOTATE),
    }
    return render(request, "settings/kept.html", told)


@require_POST
def change(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Another name, another pin, for everybody or not."""
    one, form = _own(request, company, pk), ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, say("A view needs a name.", language()))
        return redirect(SECTION.name, company=company)
    told = form.cleaned_data
    if told["shared"] and not may(person(request).role_in(company), Right.ANNOTATE):
        raise PermissionDenied
    with transaction.atomic():
        if told["shared"] and not one.shared:
            Entry.write("view shared", person(request), company, {"view": told["name"], "page": one.page})
        View.objects.filter(pk=one.pk).update(**told)
    return _saved(request, company)


@require_POST
def remove(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Forget a view."""
    one = _own(request, company, pk)
    with transaction.atomic():
        if one.shared:
            Entry.write("view removed", person(request), company, {"view": one.name, "page": one.page})
        one.delete()
    return _saved(request, company)


@right_needed(Right.SHARE_PAGES)
@require_POST
def revoke(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Make a link void."""
    with transaction.atomic():
        if Share.standing(company).filter(pk=pk).update(revoked_at=timezone.now()):
            Entry.write("share link revoked", person(request), company, {"link": pk})
    return _saved(request, company)


@require_POST
def cancel(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Have a page sent no more."""
    one = get_object_or_404(Subscription, pk=pk, company=company, person=person(request))
    with transaction.atomic():
        Entry.write("subscription ended", person(request), company, {"page": one.page})
        one.delete()
    return _saved(request, company)


@require_POST
def again(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Send a message once more of which nobody knows whether it came."""
    one = get_object_or_404(Subscription, pk=pk, company=company, person=person(request))
    day = one.unknown_for
    with transaction.atomic():
        if day is not None and one.pk not in _under_way(company) and one.let_go(day):
            ask("letter", company, one.person, {"subscription": one.pk, "day": day.isoformat()})
    return _saved(request, company)


def _sent(who: Person, company: str) -> list[tuple[Subscription, str, str, str, bool]]:
    """Her subscriptions: the title of the page, how often, when, and whether the last message may have left or not."""
    open_ones = _under_way(company)
    return [
        (one, say(sheets()[one.page].title, language()), str(OFTEN[one.every]), f"{one.hour:02}:00", one.pk not in open_ones)
        for one in Subscription.objects.filter(person=who, company=company).select_related("channel")
        if one.page in sheets()
    ]  # fmt: skip


def _under_way(company: str) -> set[int]:
    """The subscriptions whose message is still to come, or just now on its way."""
    jobs = Job.objects.filter(kind="letter", company=company, state__in=OPEN)
    return {payload["subscription"] for payload in jobs.values_list("payload", flat=True)}


def _shares(who: Person, company: str) -> bool:
    return may(who.role_in(company), Right.SHARE_PAGES)


def _own(request: HttpRequest, company: str, pk: int) -> View:
    """A view that she may change; one that she does not see is not there."""
    who = person(request)
    one = get_object_or_404(View.seen_by(who, company).select_related("person"), pk=pk)
    if not may_change(who, company, one.person):
        raise PermissionDenied
    return one


def _form(one: View) -> ViewForm:
    return ViewForm({"name": one.name, "pin": one.pin, "shared": one.shared}, auto_id=f"view-{one.pk}-%s")


def _saved(request: HttpRequest, company: str) -> HttpResponse:
    messages.success(request, say("Saved.", language()))
    return redirect(SECTION.name, company=company)


SECTION = Section(
    "kept", later("Views and links"), Right.SEE_NUMBERS, 70,
    [
        path("", kept, name="kept"),
        path("views/<int:pk>/change/", change, name="view-change"),
        path("views/<int:pk>/remove/", remove, name="view-remove"),
        path("mail/<int:pk>/end/", cancel, name="subscription-end"),
        path("mail/<int:pk>/again/", again, name="subscription-again"),
        path("links/<int:pk>/revoke/", revoke, name="share-revoke"),
    ],
)  # fmt: skip
