"""Numbers that somebody wants to see on Home: each is a view, pinned there, of a metric's page that is not cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tenure.desk.books.handing import place_of
from tenure.desk.books.holding import opened
from tenure.desk.guard import person, right_needed
from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right
from tenure.desk.remembering.models import View
from tenure.desk.remembering.rules import views_of
from tenure.desk.sayings import language
from tenure.pages.headline import ALSO
from tenure.words import say

_NAME = View._meta.get_field("name").max_length


def with_pinned(query: Mapping[str, str], who: Person, company: str) -> Mapping[str, str]:
    """The words of Home's address with the numbers that she sees pinned there, where it names none; a script is told those it names."""
    if query.get(ALSO.name) or who.key is not None:
        return query
    known = opened(company)[0].measures()
    told = [one.number for one in views_of(who, company) if one.number in known and not known[one.number].params]
    return {**query, ALSO.name: ",".join(dict.fromkeys(told))}


def how_pinned(views: Sequence[View], who: Person, metric: str) -> str:
    """Who pinned a number to Home: `mine`, `nobody`, or empty where it is there for everybody, which is changed where views are."""
    found = [one for one in views if one.number == metric]
    if not found:
        return "nobody"
    return "mine" if all(_is_hers(one, who) for one in found) else ""


@right_needed(Right.SEE_NUMBERS)
@require_POST
def pin(request: HttpRequest, company: str) -> HttpResponse:
    """Show a number on her Home, or no longer."""
    place, wish = place_of(request, company)
    who, lang = person(request), language()
    one = opened(company)[0].measures().get(place["subject"]) if place["page"] == "metric" else None
    if one is None or one.params:
        raise Http404
    mine = [view.pk for view in views_of(who, company) if view.number == one.id and _is_hers(view, who)]
    if mine:
        View.objects.filter(pk__in=mine).delete()
        messages.success(request, say("It stands on Home no longer.", lang))
    else:
        name = one.zh if lang == "zh" else one.en
        View.objects.create(person=who, name=name[:_NAME], pin="home", words={}, **place)
        messages.success(request, say("It stands on Home now.", lang))
    return redirect(View(words=dict(wish.told), **place).href)


def _is_hers(view: View, who: Person) -> bool:
    return view.person_id == who.pk and not view.shared
