"""Who owns a server: whoever is an owner of every company on it that has people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenure.desk.people.managing import OWNER
from tenure.desk.people.models import Membership, Person


@dataclass(frozen=True)
class Standing:
    """One's roles in the companies served, and whether all of them are one's own."""

    roles: Mapping[str, str]
    owns_server: bool


def standing(person: Person, companies: Iterable[str]) -> Standing:
    """How somebody stands on a server of these companies."""
    rows = _rows(companies)
    roles = {company: role for company, who, role in rows if who == person.pk}
    return Standing(roles, person.pk in _owners(rows))


def owners(companies: Iterable[str]) -> list[int]:
    """The people who own the server."""
    return sorted(_owners(_rows(companies)))


def _rows(companies: Iterable[str]) -> list[tuple[str, int, str]]:
    found = Membership.objects.filter(company__in=list(companies))
    return list(found.values_list("company", "person_id", "role"))


def _owners(rows: list[tuple[str, int, str]]) -> set[int]:
    by_company: dict[str, set[int]] = {}
    for company, who, role in rows:
        by_company.setdefault(company, set()).update({who} if role == OWNER else ())
    return set.intersection(*by_company.values()) if by_company else set()
