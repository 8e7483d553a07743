"""A new password: by mail where mail is set up, else by a link that an owner makes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenure.desk.people.forms import NewPassword
from tenure.desk.people.limits import limited
from tenure.desk.people.models import Entry, Link
from tenure.desk.sayings import language
from tenure.words import say


def where_mail_is_set_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view that sends a mail; where none can be sent, a page that says whom to ask."""

    @login_not_required
    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if settings.MAIL_IS_SET_UP:
            return view(request)
        return render(request, "people/ask_an_owner.html")

    return asked


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limited
def reset(request: HttpRequest, word: str) -> HttpResponse:
    """Somebody sets a new password by the link of an owner; she then signs in with it, second factor and all."""
    link = Link.open("reset", word)
    if link is None or link.person is None:
        raise Http404
    form = NewPassword(link.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if not link.use():
                raise Http404
            link.person.set_password(form.cleaned_data["password"])
            link.person.save()  # a new password ends every session
            Entry.write("password set by link", link.person)
        messages.success(request, say("Your password is set. Sign in with it.", language()))
        return redirect("account_login")
    return render(request, "people/new_password.html", {"form": form})
