"""Pages of a company, each a function of its book."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tenure.desk.books.holding import book_of
from tenure.desk.guard import person, right_needed
from tenure.desk.home import home
from tenure.desk.people.roles import Right
from tenure.desk.sayings import language
from tenure.errors import TenureError
from tenure.pages.showing import sheet_page, sheets
from tenure.periods import parse_day, period_of
from tenure.render.html import main_html


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody lands: the first of her companies."""
    mine = set(person(request).memberships.values_list("company", flat=True))
    first = next((company for company in home().companies if company in mine), None)
    return redirect("company", company=first) if first else render(request, "books/none.html", status=403)


@require_safe
@right_needed(Right.SEE_NUMBERS)
def page(request: HttpRequest, company: str, name: str = "home", subject: str = "") -> HttpResponse:
    """One sheet over the period and as of the day that the address names; what it does not know, it ignores."""
    if name not in sheets():
        raise Http404
    with book_of(company) as book:
        try:
            day = parse_day(request.GET["as_of"]) if request.GET.get("as_of") else book.last_known()
            period = book.period(request.GET["period"]) if request.GET.get("period") else period_of(day, "month")
            made = sheet_page(book, name, period, day, language(), subject)
        except TenureError as error:
            return render(request, "books/cannot.html", {"error": error}, status=400)
    return render(request, "books/page.html", {"page": made, "main": main_html(made)})
