"""A company of one's own, made in the browser by whoever owns the server."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from tenure.desk.bringing.importing import take_up
from tenure.desk.companies import NewCompany, blank
from tenure.desk.guard import person
from tenure.desk.home import home
from tenure.desk.people.managing import OWNER
from tenure.desk.people.models import Entry, Membership, Person
from tenure.desk.people.owning import owners
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.words import say
from tenure.workspace import make_workspace


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a company, and look at once at the files that came with it."""
    me = person(request)
    if not may_found(me):
        raise PermissionDenied
    form = NewCompany(request.POST) if request.method == "POST" else blank()
    if form.is_bound and form.is_valid():
        try:
            company = found(me, **form.cleaned_data)
        except TenureError as error:
            lang = language()
            form.add_error(None, " ".join(error.lines(lambda text: say(text, lang))))
        else:
            brought = request.FILES or request.META.get("tenure.too_large")
            return take_up(request, company) if brought else redirect("data", company=company)
    return render(request, "books/new.html", {"form": form}, status=400 if form.is_bound else 200)


def may_found(me: Person) -> bool:
    """Whether somebody may make a company: she owns the server, and it has room for several."""
    return home().holds_several and me.pk in owners(home().companies)


@transaction.atomic
def found(me: Person, name: str, zone: str, currency: str, country: str) -> str:
    """Make a company, of all who own the server; gives the word that stands for it.

    Raises: UsageError for a zone, currency or country that there is not.
    """
    here = home()
    company = here.free(name)
    who = owners(here.companies)
    Membership.objects.bulk_create(Membership(person_id=one, company=company, role=OWNER) for one in who)
    Entry.write("company made", me, company, {})
    make_workspace(here.folder / company, name, zone, currency.upper(), country.upper())
    return company


urlpatterns = [path("new/", new, name="new")]
