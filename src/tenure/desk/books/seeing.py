"""Which pages of a company somebody may open."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.pages.sheet import Sheet
from tenure.pages.showing import may_open, sheets


def sheets_of(who: Person, company: str) -> Mapping[str, Sheet]:
    """Those with customers for who may see any, which are cut to hers; the others where they can be cut as her numbers are."""
    sees, reader = may(who.role_in(company), Right.SEE_CUSTOMERS), who.reader_in(company)
    return {name: one for name, one in sheets().items() if (sees if one.people else may_open(reader, one))}
