"""The customers behind one side of a number, and whether they are what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tenure.catalogue.measure import Unit
from tenure.catalogue.members import Members
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.blocks import Kind
from tenure.pages.reasons import why_none
from tenure.words import later, number_text, period_text

_SUBJECTS = {
    "contract_id": later("contracts"),
    "ticket_id": later("tickets"),
    "txn_id": later("transactions"),
    "lead_id": later("leads"),
    "user_id": later("persons"),
    "response_id": later("survey invitations"),
    "cost_id": later("costs"),
    "member_id": later("members of campaigns"),
}
_SIDES = {
    "numerator": later("numerator"),
    "denominator": later("denominator"),
    "open": later("not decided yet"),
    "missed": later("decided, and not in the numerator"),
}


@dataclass(frozen=True)
class Behind:
    """Each customer's part in one side of a number; `others` are rows of it that are no customer's.

    Where a number cannot be told before its period is over, nobody is listed: who will be in it is not known either.
    """

    metric: str
    members: Members
    parts: Mapping[int, Decimal]
    others: int
    why_none: str  # empty where the number is known
    total: Decimal | None

    @property
    def counts_customers(self) -> bool:
        """Whether the number is how many customers these are."""
        alone = self.members.subject == "customer_id" and len(self.parts) == len(self.members.rows)
        return alone and not self.others and all(part == 1 for part in self.parts.values())


def behind(asking: Asking, metric: str, side: str, where: Mapping[str, str]) -> Behind:
    """Who stands behind a side of a metric over the page's period, of some slices alone.

    Raises: NotFound for an unknown metric, side or slice; UsageError for a number made of other numbers, or customers of others.
    """
    one = asking.book.measure(metric)
    asking.measure(metric)
    where = _of_reader(asking, where)
    found = asking.book.who(metric, asking.period, side, asking.as_of, (), where)
    value = asking.book.one(metric, asking.period, asking.as_of, where)
    if value.status == "immature" and value.numerator is None and value.denominator is None:
        found, total = replace(found, rows=(), customers=()), None
    else:
        total = found.total
    parts: dict[int, Decimal] = {}
    for number, row in zip(found.customers, found.rows, strict=True):
        if number is not None:
            parts[number] = parts.get(number, Decimal(0)) + Decimal(str(row[-1]))
    others = sum(number is None for number in found.customers)
    return Behind(one.id, found, parts, others, why_none(asking, value) if value.value is None else "", total)


def _of_reader(asking: Asking, where: Mapping[str, str]) -> Mapping[str, str]:
    """The slices asked, within that of the reader's customers."""
    for name, word in asking.reader.own.items():
        if where.get(name, word) != word:
            raise UsageError("You see customers with {slice} = {word} alone.", slice=name, word=word)
    return {**where, **asking.reader.own}


def kind_of(asking: Asking, told: Behind) -> Kind:
    """What the parts are told in."""
    if all(part == part.to_integral_value() for part in told.parts.values()):
        return "count"
    return "money" if asking.known[told.metric].unit is Unit.MONEY else "times"


def sentence(asking: Asking, told: Behind, listed: int) -> str:
    """What the number is, and how the customers listed stand to it."""
    name, when = asking.name(told.metric), period_text(asking.period, asking.lang)
    side = asking.say(_SIDES[told.members.side])
    total = number_text(told.total, "text", asking.lang)
    head = asking.say("{name}, {period}, {side}: {total}.", name=name, period=when, side=side, total=total)
    if told.why_none and not told.members.rows:
        return f"{head} {told.why_none}"
    return f"{head} {_tail(asking, told, listed)}"


def _tail(asking: Asking, told: Behind, listed: int) -> str:
    gone = sum(not asking.sees(number) for number in told.parts)
    if gone:
        return asking.say("{n} of them are not among your customers any more, and are not listed.", n=f"{gone:,}")
    people, cases = f"{listed:,}", f"{len(told.members.rows):,}"
    unlisted = told.others + len(told.parts) - listed
    if told.counts_customers and not unlisted:
        return asking.say("It counts customers: the {people} listed here.", people=people)
    if told.members.subject == "customer_id":
        return asking.say(
            "It is no count of customers: {people} have a part in it, and the parts sum to it.", people=people
        )
    what = asking.say(_SUBJECTS.get(told.members.subject, later("cases")))
    if told.others:
        return asking.say(
            "It counts {what}, not customers: {cases} in all, of {people} customers; {others} are of no customer.",
            what=what, cases=cases, people=people, others=f"{told.others:,}",
        )  # fmt: skip
    return asking.say(
        "It counts {what}, not customers: {cases} in all, of {people} customers.", what=what, cases=cases, people=people
    )
