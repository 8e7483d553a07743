"""How people come in: the first by the link on the terminal, others by invitation, all by links that work once."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenure.desk.home import home
from tenure.desk.people import managing
from tenure.desk.people.forms import NewPerson
from tenure.desk.people.limits import limited
from tenure.desk.people.models import Entry, Link, Membership, Person

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limited
def set_up(request: HttpRequest, word: str) -> HttpResponse:
    """The first person makes herself owner of every company here; gone once there is anybody."""
    link = None if Person.objects.exists() else Link.open("setup", word)
    return _arrive(request, link, [(company, "owner") for company in home().companies])


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@limited
def accept(request: HttpRequest, word: str) -> HttpResponse:
    """Somebody who was invited makes herself known."""
    link = Link.open("invite", word)
    if link and link.company not in home().companies:
        raise Http404
    if link and isinstance(request.user, Person):
        return _join(request, link, request.user)
    return _arrive(request, link, [(link.company, link.role)] if link else [])


@login_not_required
@never_cache
@require_http_methods(["GET"])
@limited
def enter(request: HttpRequest, word: str) -> HttpResponse:
    """A link from the terminal signs its person in, once."""
    link = Link.open("enter", word)
    if link is None or link.person is None or not link.use():
        raise Http404
    login(request, link.person, backend=_BACKEND)
    Entry.write("signed in by link", link.person)
    return redirect("company", company=link.company) if link.company else redirect("/")


def _join(request: HttpRequest, link: Link, person: Person) -> HttpResponse:
    """Somebody who is known comes into one more company; who is in it already stays what she is."""
    if person.role_in(link.company) is None:
        if request.method != "POST":
            return render(request, "people/join.html", {"name": home().companies[link.company].name})
        managing.accept(link, person)
    return redirect("company", company=link.company)


def _arrive(request: HttpRequest, link: Link | None, roles: list[tuple[str, str]]) -> HttpResponse:
    if link is None:
        raise Http404
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with transaction.atomic():
            if not link.use():
                raise Http404
            person = Person.objects.create_user(told["email"], told["password"], told["name"])
            Membership.objects.bulk_create(
                Membership(person=person, company=company, role=role, **link.scope) for company, role in roles
            )
            for company, role in roles:
                Entry.write("joined", person, company, {"role": role, "by": link.purpose})
        login(request, person, backend=_BACKEND)
        return redirect("/")
    return render(request, "people/arrive.html", {"form": form, "purpose": link.purpose})
