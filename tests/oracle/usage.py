"""Days of use, the activity standard, warning flags and warning episodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.days import ONE_DAY, add_months, month_of, months_ended
from tests.oracle.facts import Policies, Row
from tests.oracle.relations import Relations, Run

Flags = tuple[bool, bool]  # low use, sharp drop


@dataclass(frozen=True)
class Episode:
    """A run of flagged months of one relationship, named by its first month."""

    run: Run
    month: date

    @property
    def customer(self) -> str:
        """Whose relationship it is."""
        return self.run.customer

    @property
    def raised(self) -> date:
        """The day the first flag is known: the end of its month."""
        return month_of(self.month)[1]


class Usage:
    """Who used the product on which day, and what that says about them."""

    def __init__(self, rows: Sequence[Row], relations: Relations, policies: Policies, as_of: date) -> None:
        self._relations = relations
        self._policies = policies
        self._as_of = as_of
        self.rows = [(policies.zone.day(row["happened_at"]), row) for row in rows]
        self._by_customer: dict[str, set[date]] = defaultdict(set)
        self._by_user: dict[str, set[date]] = defaultdict(set)
        for day, row in self.rows:
            self._by_customer[row["customer_id"]].add(day)
            self._by_user[row["user_id"]].add(day)
        self.first_month = min((day for day, _ in self.rows), default=date.max).replace(day=1)
        self._flags: dict[date, dict[str, Flags]] = {}

    def told_by(self, day: date) -> bool:
        """Whether any use was recorded by a day."""
        return any(used <= day for used, _ in self.rows)

    def days(self, customer: str, first: date, last: date) -> int:
        """On how many days of the span the customer used the product."""
        return sum(1 for day in self._by_customer.get(customer, ()) if first <= day <= last)

    def active(self, customer: str, first: date, last: date) -> bool:
        """Whether the customer meets the activity standard in the span."""
        return self.days(customer, first, last) >= self._policies.whole("active_min_days")

    def users(self, first: date, last: date) -> set[str]:
        """The people who used the product in the span."""
        return {row["user_id"] for _, row in self.between(first, last)}

    def used(self, user: str, first: date, last: date) -> bool:
        """Whether the person used the product on a day of the span."""
        return any(first <= day <= last for day in self._by_user.get(user, ()))

    def between(self, first: date, last: date) -> list[tuple[date, Row]]:
        """The events of the span."""
        return [(day, row) for day, row in self.rows if first <= day <= last]

    def flags(self, month: date) -> dict[str, Flags]:
        """The flags of the customers that one relationship held for the whole month, and the day before."""
        month = month.replace(day=1)
        if month not in self._flags:
            first, last = month_of(month)
            seen = first >= self.first_month  # nothing can be said before the first month with usage facts
            exposed = [
                c for c in self._relations.customers if seen and self._relations.same_run(c, first - ONE_DAY, last)
            ]
            self._flags[month] = {customer: self._flags_of(customer, first, last) for customer in exposed}
        return self._flags[month]

    def _flags_of(self, customer: str, first: date, last: date) -> Flags:
        used = self.days(customer, first, last)
        low = used <= self._policies.whole("low_max_days")
        run = self._relations.run_on(customer, last)
        earlier = add_months(first, -3)
        if run is None or run.start > earlier or earlier < self.first_month:
            return low, False
        mean = Fraction(self.days(customer, earlier, first - ONE_DAY), 3)
        drop = mean >= self._policies.whole("drop_min_mean") and used <= self._policies.number("drop_ratio") * mean
        return low, drop

    def episodes(self, first: date, last: date) -> list[Episode]:
        """The episodes whose first flag was raised in the span, by month and customer."""
        found: list[Episode] = []
        for month, _ in months_ended(first, min(last, self._as_of)):
            before = self.flags(add_months(month, -1))
            for customer, flags in self.flags(month).items():
                run = self._relations.run_on(customer, month_of(month)[1])
                if run and any(flags) and not any(before.get(customer, (False, False))):
                    found.append(Episode(run, month))
        return found
