"""Settings → People: who is in the company and as what, who is invited, and new ways in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.catalogue.slices import scope_told, scopes_known
from tenure.desk.books.holding import book_of
from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.people import managing
from tenure.desk.people.forms import Invitation, RoleChoice, Scope
from tenure.desk.people.models import Link, Membership
from tenure.desk.people.roles import ROLES, Right, only_sees
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.words import later, say


@require_safe
def people(request: HttpRequest, company: str) -> HttpResponse:
    """Everybody in the company, and the invitations that are open."""
    return _page(request, company)


@require_POST
@never_cache
def invite(request: HttpRequest, company: str) -> HttpResponse:
    """A link for somebody new; shown in this answer and never again."""
    form = Invitation(request.POST)
    if not form.is_valid():
        return _page(request, company, form=form, status=400)
    word = managing.invite(person(request), company, form.cleaned_data["role"], form.cleaned_data["email"])
    return _page(request, company, link=f"{settings.BASE_URL}/invite/{word}/")


@require_POST
def revoke(request: HttpRequest, company: str, invitation: int) -> HttpResponse:
    """Make an invitation void."""
    return _done(request, company, lambda: managing.revoke(person(request), company, invitation))


@require_POST
def change_role(request: HttpRequest, company: str, who: int) -> HttpResponse:
    """Give somebody another role."""
    form = RoleChoice(request.POST)
    if not form.is_valid():
        return _page(request, company, status=400)
    return _done(
        request, company, lambda: managing.change_role(person(request), company, who, form.cleaned_data["role"])
    )


@require_POST
def remove(request: HttpRequest, company: str, who: int) -> HttpResponse:
    """Take somebody out of the company."""
    return _done(request, company, lambda: managing.remove(person(request), company, who))


@require_POST
@never_cache
def reset(request: HttpRequest, company: str, who: int) -> HttpResponse:
    """A link by which somebody sets a new password; shown in this answer and never again."""
    try:
        member, word = managing.reset_link(person(request), company, who)
    except TenureError as error:
        return _refused(request, company, error)
    return _page(request, company, link=f"{settings.BASE_URL}/reset/{word}/", reset_for=member.name or member.email)


@require_http_methods(["GET", "POST"])
def scope(request: HttpRequest, company: str, who: int) -> HttpResponse:
    """Which customers somebody sees."""
    member = get_object_or_404(Membership.objects.select_related("person"), company=company, person=who)
    name, email = member.person.name or member.person.email, member.person.email
    return _scope(request, member, name, email, partial(managing.keep_to, person(request), company, who))


@require_http_methods(["GET", "POST"])
def invited_scope(request: HttpRequest, company: str, invitation: int) -> HttpResponse:
    """Which customers somebody will see who accepts an invitation."""
    link = get_object_or_404(managing.invitations(company), pk=invitation)
    name = link.email or say(ROLES[link.role][0], language())
    return _scope(request, link, name, link.email, partial(managing.invite_for, person(request), company, invitation))


def _scope(
    request: HttpRequest, one: Membership | Link, name: str, email: str, keep: Callable[[tuple[str, str], bool], None]
) -> HttpResponse:
    """The form of the customers that a membership sees, or one to come; where no value is told, her own address is meant."""
    company, told = one.company, {"name": one.scope_name, "word": one.scope_word, "totals": one.totals}
    try:
        with book_of(company) as book:
            form = Scope(scopes_known(book.at()), request.POST or None, initial=told)
            if request.method != "POST" or not form.is_valid():
                return render(request, "settings/scope.html", {"whose": name, "form": form})
            slice_, word = form.cleaned_data["name"], form.cleaned_data["word"].strip() or email
            chosen = scope_told(book.at(), slice_, word) if slice_ else ("", "")
        keep(chosen, form.cleaned_data["totals"])
    except TenureError as error:
        return _refused(request, company, error)
    messages.success(request, say("Saved.", language()))
    return redirect(SECTION.name, company=company)


def _page(request: HttpRequest, company: str, status: int = 200, **more: Any) -> HttpResponse:
    lang = language()
    members = Membership.objects.filter(company=company).select_related("person").order_by("person__name", "pk")
    told = {
        "members": members,
        "keepable": {one.pk for one in members if only_sees(one.role)},
        "invitations": [
            (one, say(ROLES[one.role][0], lang), only_sees(one.role)) for one in managing.invitations(company)
        ],
        "roles": [(name, say(title, lang)) for name, (title, _rights) in ROLES.items()],
        "form": Invitation(),
    }
    return render(request, "settings/people.html", told | more, status=status)


def _done(request: HttpRequest, company: str, change: Callable[[], None]) -> HttpResponse:
    try:
        change()
    except TenureError as error:
        return _refused(request, company, error)
    messages.success(request, say("Saved.", language()))
    return redirect(SECTION.name, company=company)


def _refused(request: HttpRequest, company: str, error: TenureError) -> HttpResponse:
    lang = language()
    return _page(request, company, status=409, refused=" ".join(error.lines(lambda text: say(text, lang))))


SECTION = Section(
    "people", later("People"), Right.MANAGE_PEOPLE, 10,
    [
        path("", people, name="people"),
        path("invite/", invite, name="people-invite"),
        path("invitations/<int:invitation>/revoke/", revoke, name="people-revoke"),
        path("invitations/<int:invitation>/customers/", invited_scope, name="people-invited-scope"),
        path("<int:who>/role/", change_role, name="people-role"),
        path("<int:who>/customers/", scope, name="people-scope"),
        path("<int:who>/remove/", remove, name="people-remove"),
        path("<int:who>/reset/", reset, name="people-reset"),
    ],
)  # fmt: skip
