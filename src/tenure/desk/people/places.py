"""Where somebody is signed in: allauth's page of her sessions, asked of two tables at once instead of of each session anew."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.views.generic.edit import FormView

from tenure.desk.people.models import Person


class Places(ListUserSessionsView):  # type: ignore[misc]
    """The same page, and the same form that signs out everywhere else."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """For its template, past allauth's own."""
        sessions = standing(self.request.user)
        told = FormView.get_context_data(self, **named)
        return {**told, "sessions": sessions, "session_count": len(sessions)}


def standing(person: Person) -> list[UserSession]:
    """Her sessions that still open, the oldest first; what is left of others goes."""
    noted = list(UserSession.objects.filter(user=person).order_by("created_at", "pk"))
    keys, right = [one.session_key for one in noted], person.get_session_auth_hash()
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    known = {one.session_key for one in alive if one.get_decoded().get(HASH_SESSION_KEY) == right}
    over = [one.pk for one in noted if one.session_key not in known]
    if over:
        UserSession.objects.filter(pk__in=over).delete()
    return [one for one in noted if one.session_key in known]


places = Places.as_view()
