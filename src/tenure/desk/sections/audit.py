"""Settings → Audit: what was done, by whom; as a page and as CSV."""

from __future__ import annotations

import csv
import json
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenure.desk.framing import Section
from tenure.desk.guard import person
from tenure.desk.home import home
from tenure.desk.people import history
from tenure.desk.people.models import Entry
from tenure.desk.people.roles import Right
from tenure.desk.sayings import language
from tenure.render.csv import harmless
from tenure.words import later, say

_LINES = 50
_COLUMNS = ("line", "at", "person", "action", "detail", "digest")


@require_safe
@never_cache
def audit(request: HttpRequest, company: str) -> HttpResponse:
    """The latest lines, or those before one; of one action or person where that is asked for."""
    lang, before = language(), request.GET.get("before", "")
    action, who = request.GET.get("action", ""), request.GET.get("person", "")
    found = history.entries(company, action, who)
    lines = list(found.filter(pk__lt=int(before))[: _LINES + 1] if before.isdecimal() else found[: _LINES + 1])
    shown, zone = lines[:_LINES], ZoneInfo(home().companies[company].zone)
    known, members = history.names_and_members(company, shown)
    told = {
        "lines": [history.told(one, known, zone, lang) for one in shown],
        "older": shown[-1].pk if len(lines) > _LINES else None,
        "zone": zone.key,
        "actions": [(one, say(one, lang)) for one in history.ACTIONS],
        "people": members,
        "action": action,
        "who": who,
        "broken": history.check_on(),
        "count": f"{Entry.objects.count():,}",
    }
    return render(request, "settings/audit.html", told)


@require_safe
@never_cache
def export(request: HttpRequest, company: str) -> HttpResponse:
    """Every line that was asked for, as CSV, nothing of it a formula; that it was taken is told in the trail."""
    found = history.entries(company, request.GET.get("action", ""), request.GET.get("person", ""))
    known = history.names(found.iterator(2000))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{company}-audit.csv"'
    writer = csv.writer(answer)
    writer.writerow(_COLUMNS)
    for one in found.iterator(2000):
        who = "" if one.person_id is None else known.get(one.person_id, str(one.person_id))
        detail = json.dumps(one.detail, ensure_ascii=False, sort_keys=True)
        writer.writerow([one.pk, one.at.isoformat(), harmless(who), harmless(one.action), harmless(detail), one.digest])
    Entry.write("audit trail exported", person(request), company)
    return answer


SECTION = Section(
    "audit", later("Audit"), Right.SEE_AUDIT, 90,
    [path("", audit, name="audit"), path("export.csv", export, name="audit-export")],
)  # fmt: skip
