"""My account: who I am here, and where I am signed in. Passwords and second factors are allauth's pages."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from tenure.desk.guard import person
from tenure.desk.people.forms import Profile
from tenure.desk.people.models import Entry
from tenure.desk.sayings import language
from tenure.words import say


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My name, language and keys."""
    me = person(request)
    form = Profile(request.POST or None, instance=me)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/profile.html", {"form": form})
    with transaction.atomic():
        form.save()
        Entry.write("profile changed", me, "", {"fields": sorted(form.changed_data)})
    if me.language:
        translation.activate(me.language)
    messages.success(request, say("Saved.", language()))
    answer = redirect("account")
    if me.language:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, me.language, samesite="Lax", secure=settings.SECURE)
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return answer


@require_POST
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """Sign me out at another place."""
    found = UserSession.objects.filter(user=person(request), pk=session).first()
    if found is None:
        raise Http404
    with transaction.atomic():
        found.end()
        Entry.write("session ended", person(request))
    messages.success(request, say("Signed out there.", language()))
    return redirect("usersessions_list")


urlpatterns = [
    path("", account, name="account"),
    path("sessions/<int:session>/end/", end_session, name="end-session"),
]
