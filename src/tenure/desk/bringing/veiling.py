"""What who may not see contacts is shown of what is stored, and of the names of files: a mask where somebody is named."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.desk.people.models import Person
from tenure.desk.people.roles import Right, may
from tenure.desk.privacy.registry import open_to
from tenure.pages.personal import is_personal, without_addresses
from tenure.render.masking import MASK

Parts = Sequence[Sequence[str]]  # a column of a stored fact each: its name, what is stored, what the file says


def sees_contacts(who: Person, company: str) -> bool:
    """Whether nothing is masked for her."""
    return may(who.role_in(company), Right.SEE_CONTACTS)


def veiled(text: str, contacts: bool) -> str:
    """A text, such as the name of a file, without addresses and telephone numbers."""
    return text if contacts else without_addresses(text, MASK)


def veiled_parts(kind: str, parts: Parts, contacts: bool) -> Parts:
    """What becomes of a stored fact, without what is stored of somebody; what the file says is its bringer's own."""
    if contacts:
        return parts
    hidden = open_to(kind, Right.SEE_CONTACTS.value)
    return [[name, MASK if name in hidden or is_personal(before) else before, after] for name, before, after in parts]
