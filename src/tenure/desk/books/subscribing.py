"""Pages by mail: what is due, what a message says, and the link that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tenure.desk.books.holding import opened
from tenure.desk.books.keeping import page_of
from tenure.desk.books.wishes import wish_of
from tenure.desk.home import home
from tenure.desk.jobs.registry import Task
from tenure.desk.people.limits import ending as limited
from tenure.desk.people.models import Entry
from tenure.desk.remembering.models import Subscription
from tenure.desk.remembering.rules import seen, shareable
from tenure.desk.sayings import language
from tenure.errors import RemoteFailure, TenureError
from tenure.pages.showing import sheets
from tenure.render.letter import Letter, letter
from tenure.render.masking import masked


def due(now: datetime) -> Iterator[Task]:
    """The messages that are due and were not sent, where mail can leave, of those who may read their page."""
    if not settings.MAIL_IS_SET_UP:
        return
    companies = home().companies
    found = Subscription.objects.filter(company__in=list(companies)).select_related("person")
    for one in found.prefetch_related("person__memberships"):
        zone = companies[one.company].zone
        day = one.due(now, zone)
        if day is not None and _reads(one):
            told = {"subscription": one.pk, "day": day.isoformat()}
            yield Task(one.company, one.person_id, f"{one.pk}@{day:%y%m%d}-{_hour(now - one.moment(day, zone))}", told)


def _hour(late: timedelta) -> int:
    """In which hour it is tried, a job each: in every one of its first day, then in one of each day.

    A mail server comes back, but one that refuses for good is not to be asked for a month.
    """
    hours = late // timedelta(hours=1)
    return hours if hours < 24 else hours - hours % 24


def _reads(one: Subscription) -> bool:
    """Whether its reader may read that page, still."""
    sheet = sheets().get(one.page)
    return sheet is not None and one.person.is_active and seen(sheet, one.person, one.company)


def send(one: Subscription, day: date) -> bool:
    """Send the message of a day; whether there was one to send to somebody who may still read it.

    It is taken before it leaves, and the history knows once it has: where we die in between, nobody can say whether it came, so it
    is not sent a second time by itself.

    Raises: RemoteFailure where it could not leave; what the page raises, and the message. Then it is due as before. TenureError
    where somebody died sending it.
    """
    if one.unknown_for == day:
        raise TenureError(
            "It is not known whether the message of {day} left: the server stopped while it was being sent.",
            "See whether it came; if not, Settings → Views and links sends it again.",
            day=day.isoformat(),
        )
    made = _letter(one)
    if made is None or not one.take(day):
        return False
    host = settings.BASE_URL.split("://", 1)[-1]
    headers = {
        "Message-ID": f"<subscription-{one.pk}-{day}@{host.split(':')[0]}>",  # if it comes twice, it is known for the same
        "List-Unsubscribe": f"<{_ending(one)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMultiAlternatives(
        made.subject, made.text, settings.DEFAULT_FROM_EMAIL, [one.person.email], headers=headers
    )
    message.attach_alternative(made.html, "text/html")
    try:
        message.send()
    except Exception as error:
        one.give_back()
        if isinstance(error, OSError):  # of the network and of SMTP alike; no address is told
            raise RemoteFailure("The mail could not be sent: {cause}.", cause=type(error).__name__) from None
        raise
    one.left(day)  # at once: the next try sends none
    return True


def _letter(one: Subscription) -> Letter | None:
    """What it says now; None where its reader may not read that page, or no longer."""
    if not _reads(one):
        return None
    sheet, who = sheets()[one.page], one.person
    lang = language(who.language or one.language)
    wish = wish_of(opened(one.company)[0], one.words, sheet)
    if not shareable(sheet, wish.slices):
        return None
    kept = page_of(one.company, one.page, one.subject, wish, lang, who.reader_in(one.company))
    return letter(masked(kept.page), settings.BASE_URL + one.href, _ending(one))


def _ending(one: Subscription) -> str:
    return settings.BASE_URL + reverse("unsubscribe", args=[one.ending()])


@login_not_required
@csrf_exempt  # mail programs post here by themselves (RFC 8058); the word is what proves it
@never_cache
@require_http_methods(["GET", "POST"])
@limited
def unsubscribe(request: HttpRequest, word: str) -> HttpResponse:
    """End a subscription; a look alone ends nothing, for programs look at every link of a mail."""
    one = Subscription.behind(word)
    if one is None and request.method == "GET":
        raise Http404
    if one is not None and request.method == "POST":
        with transaction.atomic():
            Entry.write("subscription ended", one.person, one.company, {"page": one.page})
            one.delete()
    return render(request, "remembering/unsubscribe.html", {"ended": request.method == "POST"})
