"""Keeping a view, making and opening a share link, subscribing, annotating."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tenure.desk.books.holding import opened
from tenure.desk.books.keeping import page_of
from tenure.desk.books.wishes import Wish, wish_of
from tenure.desk.failing import ended
from tenure.desk.guard import person, right_needed
from tenure.desk.home import home
from tenure.desk.people.limits import shared as limited
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right, may
from tenure.desk.remembering.forms import AnnotationForm, ShareForm, SubscriptionForm, ViewForm
from tenure.desk.remembering.models import MOST, Annotation, Share, Subscription, View
from tenure.desk.remembering.rules import channels_for, may_change, seen, shareable
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.pages.showing import sheets
from tenure.render.html import main_html
from tenure.render.masking import masked
from tenure.words import say


@right_needed(Right.SEE_NUMBERS)
@require_POST
def keep(request: HttpRequest, company: str) -> HttpResponse:
    """Keep the address of a page under a name, relative as it is."""
    place, wish = place_of(request, company)
    form = ViewForm(request.POST)
    if not form.is_valid():
        return _refused(request, place, wish, say("A view needs a name.", language()))
    told = form.cleaned_data
    if told["shared"] and not may(person(request).role_in(company), Right.ANNOTATE):
        raise PermissionDenied
    with transaction.atomic():
        made = View.objects.create(person=person(request), words=dict(wish.told), **place, **told)
        if made.shared:
            Entry.write("view shared", person(request), company, {"view": made.name, "page": made.page})
    messages.success(request, say("Kept as “{name}”.", language(), name=made.name))
    return redirect(made.href)


@right_needed(Right.SHARE_PAGES)
@never_cache
@require_POST
def share(request: HttpRequest, company: str) -> HttpResponse:
    """A link by which others read the page; shown in this answer and never again."""
    place, wish = place_of(request, company)
    form = ShareForm(request.POST)
    if not form.is_valid() or not shareable(sheets()[place["page"]], wish.slices):
        return _refused(request, place, wish, say("This page cannot be handed on by a link.", language()))
    days = form.cleaned_data["days"]
    with transaction.atomic():
        made, word = Share.make(person(request), timedelta(days=days), words=wish.fixed, **place)
        Entry.write("share link made", person(request), company, {"link": made.pk, "page": made.page, "days": days})
    link = f"{settings.BASE_URL}/share/{word}/"
    return render(request, "remembering/made.html", {"link": link, "until": made.expires_at, "back": made.href})


@login_not_required
@never_cache
@require_safe
@limited
def shared(request: HttpRequest, word: str) -> HttpResponse:
    """A page by its link, for whoever has that: numbers alone, no name of a customer, nothing that leads further.

    It goes with its maker: who may hand on no page there any more has no link that opens.
    """
    one = Share.behind(word)
    if one is not None and one.ended:
        return ended(request)
    known = one is not None and one.company in home().companies and one.page in sheets()
    if one is None or not known or not may(one.person.role_in(one.company), Right.SHARE_PAGES):
        raise Http404
    if not seen(sheets()[one.page], one.person, one.company):
        raise Http404
    try:
        wish = wish_of(opened(one.company)[0], one.words, sheets()[one.page])
        kept = page_of(one.company, one.page, one.subject, wish, language(), one.person.reader_in(one.company))
    except TenureError:
        raise Http404 from None
    one.count()
    Entry.write("share link opened", None, one.company, {"link": one.pk, "page": one.page})
    page = masked(kept.page)
    told = {
        "page": page,
        "main": kept.drawn(("shared", wish.columns), lambda: main_html(page)),
        "until": one.expires_at,
    }
    answer = render(request, "remembering/shared.html", told)
    answer["X-Robots-Tag"], answer["Referrer-Policy"] = "noindex, nofollow, noarchive", "no-referrer"
    return answer


@right_needed(Right.SEE_NUMBERS)
@require_POST
def subscribe(request: HttpRequest, company: str) -> HttpResponse:
    """Have a page sent to oneself, relative as it is."""
    place, wish = place_of(request, company)
    who = person(request)
    form = SubscriptionForm(channels_for(who, company), settings.MAIL_IS_SET_UP, request.POST)
    if not form.is_valid() or not shareable(sheets()[place["page"]], wish.slices):
        return _refused(request, place, wish, say("This page cannot be sent so.", language()))
    made = Subscription.make(who, lang=get_language() or "", words=dict(wish.told), **place, **form.told())
    if made is None:
        why = say(
            "{n} pages are sent for you, and no more can be. End one in Settings → Views and links.", language(), n=MOST
        )
        return _refused(request, place, wish, why)
    where = made.channel.name if made.channel else made.person.email
    messages.success(request, say("This page comes to {email}.", language(), email=where))
    return redirect(made.href)


@right_needed(Right.SEE_NUMBERS)
@require_POST
def annotate(request: HttpRequest, company: str) -> HttpResponse:
    """Say something of a day or a range."""
    place, wish = place_of(request, company)
    form = AnnotationForm(request.POST)
    if not form.is_valid():
        return _refused(
            request, place, wish, say("An annotation needs a day and a text, and ends after it begins.", language())
        )
    told = form.cleaned_data
    if told["shared"] and not may(person(request).role_in(company), Right.ANNOTATE):
        raise PermissionDenied
    with transaction.atomic():
        made = Annotation.objects.create(
            company=company, person=person(request), page="" if told["everywhere"] else place["page"],
            first=told["first"], last=told["last"] or told["first"], text=told["text"], shared=told["shared"],
        )  # fmt: skip
        if made.shared:
            Entry.write("annotated", person(request), company, {"annotation": made.pk, "page": made.page})
    messages.success(request, say("Annotated.", language()))
    return redirect(View(words=dict(wish.told), **place).href)


@right_needed(Right.SEE_NUMBERS)
@require_POST
def forget(request: HttpRequest, company: str, pk: int) -> HttpResponse:
    """Take an annotation away."""
    who = person(request)
    one = get_object_or_404(Annotation.seen_by(who, company).select_related("person"), pk=pk)
    if not may_change(who, company, one.person):
        raise PermissionDenied
    with transaction.atomic():
        if one.shared:
            Entry.write("annotation removed", who, company, {"annotation": one.pk, "page": one.page})
        one.delete()
    messages.success(request, say("Removed.", language()))
    place, wish = place_of(request, company)
    return redirect(View(words=dict(wish.told), **place).href)


def place_of(request: HttpRequest, company: str) -> tuple[dict[str, str], Wish]:
    """The page that a form speaks of, with the words of its address that the page knows; 404 for one that she may not see."""
    page, subject = request.POST.get("page", ""), request.POST.get("subject", "")
    sheet = sheets().get(page)
    if sheet is None or bool(sheet.about) != bool(subject) or not seen(sheet, person(request), company):
        raise Http404
    try:
        wish = wish_of(opened(company)[0], dict(parse_qsl(request.POST.get("words", ""))), sheet)
    except TenureError:
        raise Http404 from None
    return {"company": company, "page": page, "subject": subject[:200]}, wish


def _refused(request: HttpRequest, place: dict[str, str], wish: Wish, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(View(words=dict(wish.told), **place).href)
