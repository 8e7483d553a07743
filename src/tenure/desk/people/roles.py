"""What each role may do. Routes ask for a right; who has no role in a company does not learn that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from tenure.words import later


class Right(Enum):
    """Something that a person may or may not do in a company."""

    SEE_NUMBERS = "see_numbers"
    SEE_CUSTOMERS = "see_customers"
    SEE_CONTACTS = "see_contacts"  # e-mail addresses, telephone numbers, what people wrote
    BRING_FACTS = "bring_facts"
    ANNOTATE = "annotate"  # what the whole company sees: annotations, shared views
    SHARE_PAGES = "share_pages"  # links by which others read a page without an account
    SET_POLICIES = "set_policies"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"
    KEEP_PRIVACY = "keep_privacy"  # hand out and erase what is kept about somebody; backups


ROLES: Mapping[str, tuple[str, frozenset[Right]]] = {
    "owner": (later("Owner"), frozenset(Right)),
    "manager": (
        later("Manager"),
        frozenset(
            {
                Right.SEE_NUMBERS,
                Right.SEE_CUSTOMERS,
                Right.SEE_CONTACTS,
                Right.BRING_FACTS,
                Right.SET_POLICIES,
                Right.ANNOTATE,
                Right.SHARE_PAGES,
            }
        ),
    ),  # fmt: skip
    "analyst": (
        later("Analyst"),
        frozenset({Right.SEE_NUMBERS, Right.SEE_CUSTOMERS, Right.BRING_FACTS, Right.ANNOTATE, Right.SHARE_PAGES}),
    ),
    "operator": (
        later("Operator"),
        frozenset({Right.SEE_NUMBERS, Right.SEE_CUSTOMERS, Right.SEE_CONTACTS, Right.ANNOTATE}),
    ),
    "viewer": (later("Viewer"), frozenset({Right.SEE_NUMBERS})),
}


# An annotation changes no number, and a script cannot make one.
SEEING = frozenset({Right.SEE_NUMBERS, Right.SEE_CUSTOMERS, Right.SEE_CONTACTS, Right.ANNOTATE})


def only_sees(role: str) -> bool:
    """Whether a role changes nothing: such a one can be kept to some customers, and be given to a script."""
    return ROLES[role][1] <= SEEING


def covers(role: str | None, other: str) -> bool:
    """Whether a role has every right of another."""
    return role is not None and ROLES[other][1] <= ROLES[role][1]


def may(role: str | None, right: Right) -> bool:
    """Whether a role has a right; nobody without a role has any."""
    return role is not None and right in ROLES[role][1]
