"""Which transactions are sales: what makes a relationship decides."""

from __future__ import annotations

from tenure.policies import Policies

PURCHASES = ("invoice", "order")  # each is one purchase


def sold_kinds(policies: Policies) -> tuple[str, ...]:
    """The kinds of transaction that are revenue of their own: none where only contracts make a relationship.

    Where they make one beside purchases, invoices bill what contracts earn by the day.
    """
    bases = set(policies.words("relationship"))
    if not bases & {"purchase", "stored_value"}:
        return ()
    return ("order",) if "contract" in bases else PURCHASES
