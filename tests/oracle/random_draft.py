"""A company in the making: rows in the golden shape, days and instants that lean to the edges, and two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

from tests.oracle.days import ONE_DAY, Zone, add_months, month_of
from tests.oracle.facts import KEYS

T = TypeVar("T")
FIRST, LAST = date(2023, 7, 1), date(2024, 12, 31)
EARLIEST = date(2023, 1, 1)  # contracts may start before the months that are looked at
RATES_FROM = date(2022, 11, 30)
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland")
CURRENCIES = ("CNY", "CNY", "USD")
SHAPES: dict[str, str] = {
    "fx_rates": "fx_id currency rate_date cny_per_unit",
    "customers": "customer_id name lead_id first_channel referrer_customer_id home_currency",
    "users": "user_id customer_id first_seen_at",
    "customer_attrs": "attr_id customer_id attr value valid_from",
    "contracts": "contract_id customer_id product signed_at start_date end_date terminated_on termination_kind "
    "predecessor_id acq_channel",
    "contract_prices": "price_id contract_id from_date mrr list_mrr currency seats product_tier",
    "contract_notices": "notice_id contract_id kind reason happened_at",
    "transactions": "txn_id customer_id contract_id kind amount currency happened_at",
    "order_items": "item_id txn_id product quantity cost currency happened_at",
    "usage_events": "event_id customer_id user_id feature quantity happened_at",
    "touches": "touch_id kind channel campaign_id lead_id referrer_customer_id quantity happened_at",
    "interactions": "interaction_id subject_type subject_id direction channel kind happened_at",
    "ticket_events": "ticket_event_id ticket_id customer_id channel topic kind actor happened_at",
    "survey_responses": "response_id survey_id instrument dimension customer_id respondent_id ticket_id sent_at "
    "happened_at score scale_max",
    "campaigns": "campaign_id kind name channel start_date end_date response_window_days conversion_window_days goal",
    "campaign_members": "member_id campaign_id subject_id arm predicted_response happened_at",
    "campaign_events": "campaign_event_id campaign_id subject_id kind quantity happened_at",
    "social_snapshots": "snapshot_id object_kind object_id platform metric value happened_at",
    "costs": "cost_id pool amount currency period_start period_end campaign_id customer_id",
}
HEADERS = {kind: (*shape.split(), "known_at", "op") for kind, shape in SHAPES.items()}

# Wall-clock times of events: the first and last second of a day, opening hours, noon.
CLOCK = ((12, 0, 0), (0, 0, 0), (23, 59, 59), (0, 0, 1), (9, 0, 0), (17, 59, 0))
# How late a fact is known: mostly at once; or hours, days, months later; or at the last or first second of the cut.
LATENESS = ("", "", "", "", "", "", "1h", "1d", "20d", "100d", "cut-1", "cut")
DELAYS = {"1h": timedelta(hours=1), "1d": ONE_DAY, "20d": 20 * ONE_DAY, "100d": 100 * ONE_DAY}
# Where clocks change in New York and Auckland, the leap day and its neighbours, the turn of the year.
SPECIAL = [
    *(date(2023, 9, 24), date(2023, 11, 5), date(2024, 3, 10), date(2024, 4, 7), date(2024, 9, 29), date(2024, 11, 3)),
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 4, 4), date(2023, 12, 31), date(2024, 1, 1)),
]


@lru_cache(maxsize=1 << 16)
def _place(number: int, count: int) -> st.SearchStrategy[int]:
    """A place in a list of so many, as the draw of that number.

    Hypothesis varies an example by copying draws of one strategy over each other: of seven companies, six would be the
    same but for a word. No two draws of an example share a strategy here, so every company is drawn afresh.
    """
    return st.sampled_from(range(1024 * number, 1024 * number + count))


@lru_cache(maxsize=256)
def edges(first: date, last: date) -> tuple[date, ...]:
    """The days of a span at the ends of months, at leap days or where clocks change."""
    found = [day for day in SPECIAL if first <= day <= last]
    month = first.replace(day=1)
    while month <= last:
        found += [day for day in month_of(month) if first <= day <= last]
        month = add_months(month, 1)
    return tuple(found)


class Choices:
    """Draws one thing after the other; the first of every list is the simplest."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._number = 0

    def place(self, count: int) -> int:
        """A number from zero up to, not including, the count."""
        if count == 1:
            return 0
        self._number += 1
        return self._draw(_place(self._number, count)) - 1024 * self._number

    def one_of(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.place(len(choices))]

    def chance(self, choices: str = "no no no yes") -> bool:
        """Whether a rare thing happens."""
        return self.one_of(choices.split()) == "yes"

    def some(self, most: int) -> range:
        """Up to so many times."""
        return range(self.place(most + 1))

    def day(self, first: date = FIRST, last: date = LAST) -> date:
        """A day of the span, half of the time one at its edges."""
        last = max(first, last)
        near = edges(first, last)
        if near and self.chance("yes no"):
            return self.one_of(near)
        return first + self.place((last - first).days + 1) * ONE_DAY


def written(moment: datetime) -> str:
    """An instant as facts write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Draft(Choices):
    """Collects the rows of a company while it is drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw)
        self.zone = Zone(self.one_of(ZONES))
        self.as_of = self.day(*self.one_of(((FIRST, LAST), (date(2024, 3, 1), date(2025, 2, 28)))))
        self.settings: dict[str, str] = {}
        self.facts: dict[str, list[dict[str, str]]] = {kind: [] for kind in HEADERS}
        self._cut = self.zone.at(self.as_of + ONE_DAY)
        self._counts: dict[str, int] = {}
        self._known: set[tuple[str, str, str]] = set()

    def name(self, prefix: str) -> str:
        """A new key: the prefix and a number."""
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}{self._counts[prefix]:02d}"

    def at(self, day: date) -> datetime:
        """An instant of a civil day, often its first or last second."""
        hour, minute, second = self.one_of(CLOCK)
        return self.zone.at(day, 60 * hour + minute) + timedelta(seconds=second)

    def known(self, moment: datetime) -> datetime:
        """When something that happened at a moment is known: never before it."""
        how = self.one_of(LATENESS)
        if how.startswith("cut"):
            return max(moment, self._cut - timedelta(seconds=1) if how == "cut-1" else self._cut)
        return moment + DELAYS[how] if how else moment

    def add(self, kind: str, known: datetime, op: str = "assert", /, **values: object) -> dict[str, str]:
        """Add a version of a fact; of two versions of one key each is known at its own moment."""
        row = dict.fromkeys(HEADERS[kind], "")
        unknown = values.keys() - row.keys()
        if unknown:
            raise KeyError(f"{kind} has no {', '.join(sorted(unknown))}")
        row.update({column: _text(value) for column, value in values.items()})
        while (kind, row[KEYS[kind]], written(known)) in self._known:
            known += timedelta(seconds=1)
        self._known.add((kind, row[KEYS[kind]], written(known)))
        row.update(known_at=written(known), op=op)
        self.facts[kind].append(row)
        return row

    def correct(
        self, kind: str, row: dict[str, str], since: datetime | None = None, op: str = "assert", /, **changes: object
    ) -> dict[str, str]:
        """Add a later version of a fact, known after the one it corrects and not before what brought the change."""
        before = datetime.fromisoformat(row["known_at"])
        later = max(self.known(max(before, since or before)), before + timedelta(seconds=1))
        values: dict[str, object] = {name: text for name, text in row.items() if name not in ("known_at", "op")}
        return self.add(kind, later, op, **{**values, **changes})

    def revise(self, kind: str, column: str, choices: Sequence[object], rows: int = 1, retract: bool = True) -> None:
        """Now and then retract a fact of a kind, bring it back, or correct a column of it."""
        for _ in range(rows):
            own = self.facts[kind]
            if not own or not self.chance("no no yes"):
                continue
            row = self.one_of(own)
            last = max((other for other in own if other[KEYS[kind]] == row[KEYS[kind]]), key=lambda r: r["known_at"])
            if not retract or self.chance("no yes"):
                self.correct(kind, last, **{column: self.one_of(choices)})
            else:
                gone = self.correct(kind, last, None, "retract")
                if self.chance():
                    self.correct(kind, gone)


def _text(value: object) -> str:
    return written(value) if isinstance(value, datetime) else str(value)
