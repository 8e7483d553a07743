"""Which pages of a company somebody may open."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.pages.sheet import Sheet
from tenure.pages.showing import sheets


def sheets_of(who: Person, company: str) -> Mapping[str, Sheet]:
    """Those with customers for who may see any; all are cut to what she may see."""
    sees = may(who.role_in(company), Right.SEE_CUSTOMERS)
    return {name: one for name, one in sheets().items() if (sees or not one.people)}
