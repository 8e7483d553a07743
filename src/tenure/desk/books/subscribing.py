"""Pages by mail and to group chats: what is due, what a message says, and the link that ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

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
from tenure.desk.chats import tell
from tenure.desk.home import home
from tenure.desk.jobs.registry import Task
from tenure.desk.people.limits import ending as limited
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.models import Channel, Subscription
from tenure.desk.remembering.rules import seen, shareable
from tenure.desk.sayings import language
from tenure.errors import RemoteFailure, TenureError, Unanswered
from tenure.pages.blocks import Page
from tenure.pages.showing import sheets
from tenure.render.brief import brief
from tenure.render.letter import letter
from tenure.render.masking import masked


def due(now: datetime) -> Iterator[Task]:
    """The messages that are due and were not sent, of those who may read their page; by mail where mail can leave."""
    companies = home().companies
    found = Subscription.objects.filter(company__in=list(companies)).select_related("person", "channel")
    if not settings.MAIL_IS_SET_UP:
        found = found.exclude(channel=None)
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
    if sheet is None or not one.person.is_active or not seen(sheet, one.person, one.company):
        return False
    return one.channel is None or may(one.person.role_in(one.company), Right.SHARE_PAGES)


def send(one: Subscription, day: date) -> bool:
    """Send the message of a day; whether there was one to send to somebody who may still read it.

    It is taken before it leaves, and the history knows once it has: where we die in between, nobody can say whether it came, so it
    is not sent a second time by itself.

    Raises: RemoteFailure where it could not leave; what the page raises, and the message. Then it is due as before. Unanswered
    where it may have arrived; TenureError where it was not known before.
    """
    if one.unknown_for == day:
        raise TenureError(
            "It is not known whether the message of {day} left: the server stopped while it was being sent.",
            "See whether it came; if not, Settings → Views and links sends it again.",
            day=day.isoformat(),
        )
    page = _page(one)
    if page is None:
        return False
    deliver = _to_chat(one.channel, one, page) if one.channel else _by_mail(one, page, day)
    if not one.take(day):
        return False
    try:
        deliver()
    except Unanswered:
        raise
    except Exception:
        one.give_back()
        raise
    one.left(day)  # at once: the next try sends none
    return True


def _to_chat(channel: Channel, one: Subscription, page: Page) -> Callable[[], None]:
    """What sends it to a group chat."""
    return partial(tell, channel, brief(page, settings.BASE_URL + one.href))


def _by_mail(one: Subscription, page: Page, day: date) -> Callable[[], None]:
    """What sends it to its maker."""
    made = letter(page, settings.BASE_URL + one.href, _ending(one))
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
    return partial(_leave, message)


def _leave(message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except OSError as error:  # of the network and of SMTP alike; no address is told
        raise RemoteFailure("The mail could not be sent: {cause}.", cause=type(error).__name__) from None


def _page(one: Subscription) -> Page | None:
    """What it tells now, without names of customers; None where its reader may not read that page, or no longer."""
    if not _reads(one):
        return None
    sheet, who = sheets()[one.page], one.person
    lang = language(who.language or one.language)
    wish = wish_of(opened(one.company)[0], one.words, sheet)
    if not shareable(sheet, wish.slices):
        return None
    return masked(page_of(one.company, one.page, one.subject, wish, lang, who.reader_in(one.company)).page)


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
