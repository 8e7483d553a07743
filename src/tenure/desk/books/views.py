"""Pages of a company, each a function of its book."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tenure.desk.books.around import around, command
from tenure.desk.books.holding import opened
from tenure.desk.books.keeping import is_ready, page_of
from tenure.desk.books.leading import links_of
from tenure.desk.books.leaving import forms_at, remarks
from tenure.desk.books.making import comes_first, in_the_making
from tenure.desk.books.next_step import next_step
from tenure.desk.books.pinning import with_pinned
from tenure.desk.books.sampled import sampled
from tenure.desk.books.searching import customers_found, places_found
from tenure.desk.books.seeing import sheets_of
from tenure.desk.books.taking import FORMS, statements_of, taken
from tenure.desk.books.wishes import wish_of
from tenure.desk.guard import person, right_needed
from tenure.desk.home import home
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right
from tenure.desk.sampling import is_sample
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.pages.annotations import annotated
from tenure.pages.missing import is_unfilled
from tenure.pages.showing import sheets
from tenure.render.html import main_html
from tenure.words import say

_TYPING = 6  # pages and metrics that who is still typing is told


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands: the first of her companies, samples last."""
    mine = {one.company for one in person(request).memberships.all()}
    first = next((company for company in sorted(home().companies, key=is_sample) if company in mine), None)
    return redirect("company", company=first) if first else render(request, "books/none.html", status=403)


@right_needed(Right.SEE_NUMBERS, scripts=True)
@require_safe
def page(request: HttpRequest, company: str, name: str = "home", subject: str = "") -> HttpResponse:
    """One sheet over the period and as of the day that the address names, as a page or as a file."""
    if name not in sheets():
        raise Http404
    who, lang, form = person(request), language(), request.GET.get("form", "")
    if name not in sheets_of(who, company):
        raise PermissionDenied
    if who.key is not None and form not in FORMS:
        form = "json"  # scripts are told nothing else
    if form not in FORMS and opened(company)[0].lake.last_known() is None:
        empty = {"title": say(sheets()[name].title, lang), "seen": sampled(who, company, sheets()[name], subject)}
        return render(request, "books/empty.html", empty)
    try:
        query = with_pinned(request.GET.dict(), who, company) if name == "home" else request.GET
        wish = wish_of(opened(company)[0], query, sheets()[name])
        asked = (company, name, subject, wish, lang, who.reader_in(company))
        if form not in FORMS and comes_first(request) and not is_ready(*asked):
            return in_the_making(request, company, say(sheets()[name].title, lang))
        kept = page_of(*asked)
        marks = tuple(remarks(who, company, name, wish, kept.remarks))
        kept = replace(kept, page=annotated(kept.page, marks))
        if form in FORMS:
            table = request.GET.get("table", "")
            by = {"key": who.key.name} if who.key else {}
            Entry.write("took", who, company, {"page": name, "form": form, "table": table, **by})
            file = f"{company}-{name}-{wish.period}"
            if form == "sql":
                return statements_of(company, kept.page, wish, who.reader_in(company), file, table)
            return taken(kept.page, form, file, table)
    except TenureError as error:
        lines = error.lines(lambda text: say(text, lang))
        if who.key is not None:
            return JsonResponse({"error": " ".join(lines)}, status=400)
        return render(request, "books/cannot.html", {"lines": lines}, status=400)
    told = around(kept.page, sheets()[name], wish, request.path, lang)
    way = (request.path, tuple(sorted(wish.told.items())), marks)
    told["main"] = kept.drawn(way, lambda: main_html(kept.page, links_of(company, kept, wish, request.path)))
    if is_unfilled(kept.page):
        told |= {"unfilled": True, "seen": sampled(who, company, sheets()[name], subject)}
    if name == "home":
        told["next_step"] = next_step(who, company)
    told |= {"command": command(name, subject, wish)} | forms_at(who, company, name, subject, wish)
    return render(request, "books/page.html", told)


@right_needed(Right.SEE_NUMBERS)
@require_safe
def search(request: HttpRequest, company: str) -> HttpResponse:
    """What pages, metrics and customers are called like the words typed; one sort of them as JSON, for who is still typing."""
    query, lang, who, part = request.GET.get("q", "")[:100], language(), person(request), request.GET.get("of", "")
    open_to = sheets_of(who, company)
    places = places_found(company, query, lang, open_to) if part != "customers" else []
    customers = part != "places" and "customer" in open_to
    people = customers_found(company, query, lang, who.reader_in(company)) if customers else []
    if part:
        places = places[:_TYPING]  # customers stand below them
        return JsonResponse({"found": [asdict(one) for one in (*places, *people)]})
    return render(request, "books/search.html", {"query": query, "found": places, "people": people})
