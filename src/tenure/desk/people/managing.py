"""Who is in a company and as what: each change in one transaction with its line of the audit trail."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet

from tenure.desk.people.models import INVITED_FOR, RESET_FOR, Entry, Link, Membership, Person
from tenure.desk.people.roles import Right, may, only_sees
from tenure.errors import Conflict, NotFound

OWNER = "owner"


@transaction.atomic
def invite(by: Person, company: str, role: str, email: str = "") -> str:
    """The word of a link that brings somebody into the company."""
    word = Link.make("invite", INVITED_FOR, company=company, role=role, email=email, made_by=by)
    Entry.write("invited", by, company, {"role": role})
    return word


def invitations(company: str) -> QuerySet[Link]:
    """The invitations that can still be used, the latest first."""
    return Link.usable("invite").filter(company=company).select_related("made_by").order_by("-made_at")


@transaction.atomic
def revoke(by: Person, company: str, invitation: int) -> None:
    """Make an invitation void.

    Raises: NotFound where it was used, or is not of this company.
    """
    link = invitations(company).filter(pk=invitation).first()
    if link is None:
        raise NotFound("This invitation is no longer open.")
    link.delete()
    Entry.write("invitation revoked", by, company, {"role": link.role})


@transaction.atomic
def accept(link: Link, person: Person) -> None:
    """Give the role of an invitation to somebody who is not in its company yet.

    Raises: Conflict where somebody else just used it.
    """
    if not link.use():
        raise Conflict("This link was just used.")
    Membership.objects.create(person=person, company=link.company, role=link.role, **link.scope)
    Entry.write("joined", person, link.company, {"role": link.role, "by": link.purpose})


@transaction.atomic
def change_role(by: Person, company: str, person: int, role: str) -> None:
    """Give somebody of the company another role.

    Raises: NotFound, or Conflict where she is the last owner.
    """
    membership = _member(company, person, stays_owner=role == OWNER)
    if membership.role == role:
        return
    Entry.write("role changed", by, company, {"who": person, "from": membership.role, "to": role})
    membership.role = role
    if membership.scope_name and not only_sees(role):
        _keep_to(membership, by, ("", ""), totals=False)
    membership.save()


@transaction.atomic
def keep_to(by: Person, company: str, person: int, scope: tuple[str, str], totals: bool) -> None:
    """Let somebody see the customers of a slice alone, or all of them where it is empty.

    Raises: NotFound, or Conflict for a role that does more than see: files and people cannot be cut.
    """
    membership = _member(company, person)
    _keep_to(membership, by, scope, totals)
    membership.save()


@transaction.atomic
def invite_for(by: Person, company: str, invitation: int, scope: tuple[str, str], totals: bool) -> None:
    """Let whoever accepts an invitation see the customers of a slice alone, or all of them where it is empty.

    Raises: NotFound where it is no longer open, or Conflict for a role that does more than see.
    """
    link = invitations(company).select_for_update(of=("self",)).filter(pk=invitation).first()
    if link is None:
        raise NotFound("This invitation is no longer open.")
    _keep_to(link, by, scope, totals)
    link.save(update_fields=list(link.scope))


def _keep_to(one: Membership | Link, by: Person, scope: tuple[str, str], totals: bool) -> None:
    """Say so of a membership, or of an invitation to one; the trail tells of it."""
    if scope[0] and not only_sees(one.role):
        raise Conflict("This role does more than see: it cannot be kept to some customers.", "Change the role first.")
    one.scope_name, one.scope_word = scope
    one.totals = totals and bool(scope[0])
    whom = {"invitation": one.pk} if isinstance(one, Link) else {"who": one.person_id}
    detail = {**whom, "customers": "=".join(scope) if scope[0] else "all", "totals": one.totals}
    Entry.write("customers to see changed", by, one.company, detail)


@transaction.atomic
def remove(by: Person, company: str, person: int) -> None:
    """Take somebody out of the company; who has no other one is signed out everywhere.

    Raises: NotFound, or Conflict where she is the last owner.
    """
    membership = _member(company, person, stays_owner=False)
    Entry.write("removed", by, company, {"who": person, "role": membership.role})
    membership.delete()
    if not Membership.objects.filter(person=person).exists():
        for session in UserSession.objects.filter(user=person):
            session.end()


def may_reset(by: Person, person: Person) -> bool:
    """Whether she may hand somebody a new way in: only who manages every company that it would open."""
    roles = dict(by.memberships.values_list("company", "role"))
    return all(may(roles.get(company), Right.MANAGE_PEOPLE) for company in _companies(person))


@transaction.atomic
def reset_link(by: Person, company: str, person: int) -> tuple[Person, str]:
    """Somebody of the company, and the word of a link by which she sets a new password.

    Raises: NotFound, or Conflict where the link would open a company of others.
    """
    member = _member(company, person).person
    if not may_reset(by, member):
        raise Conflict("This person is in other companies too.", "Ask somebody who owns all of them.")
    word = Link.make("reset", RESET_FOR, person=member, made_by=by)
    Entry.write("reset link made", by, company, {"who": person})
    return member, word


def _companies(person: Person) -> list[str]:
    return list(person.memberships.values_list("company", flat=True))


def _member(company: str, person: int, stays_owner: bool = True) -> Membership:
    """The membership, held until the transaction ends, with all owners of the company."""
    held = Membership.objects.select_for_update().filter(company=company).order_by("pk")
    owners = [one.person_id for one in held.filter(role=OWNER)]
    membership = held.filter(person=person).first()
    if membership is None:
        raise NotFound("This person is no longer in the company.")
    if owners == [person] and not stays_owner:
        raise Conflict("This is the last owner of the company.", "Make somebody else an owner first.")
    return membership
