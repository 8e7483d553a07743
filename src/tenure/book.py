"""The front door to one workspace: ask for numbers, and for the people behind them."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tenure.catalogue.answer import answer
from tenure.catalogue.gather import statements
from tenure.catalogue.measure import Measure
from tenure.catalogue.members import Members, members
from tenure.catalogue.question import Question
from tenure.catalogue.registry import families, measure, measures
from tenure.catalogue.value import Value
from tenure.engine import open_engine
from tenure.errors import Conflict, NotFound
from tenure.facts.asof import Facts
from tenure.facts.lake import Lake
from tenure.facts.lake.scratch import scratch_folder
from tenure.periods import Period, parse_periods
from tenure.policies import Policies
from tenure.stages.attributes import customers_called
from tenure.stages.building import Built, build
from tenure.stages.shelf import Shelf
from tenure.stages.terms import unpriced
from tenure.stages.workshop import Workshop
from tenure.workspace import Workspace, read_workspace

__all__ = ["Book", "Members", "Measure", "Value", "families", "measures", "open_book"]
KEPT_DAYS = 4  # as-of days whose stages are held ready


def open_book(folder: Path | str) -> Book:
    """The Book of the workspace in a folder."""
    return Book(read_workspace(Path(folder)))


@dataclass
class Book:
    """One workspace, ready to be asked. Numbers are always as of a day."""

    workspace: Workspace
    memory_limit: str | None = None
    threads: int | None = None
    _shops: dict[tuple[date, int], Workshop] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.lake = Lake(self.workspace.lake, self.workspace.zone, self.workspace.catalogue)
        self.engine = open_engine(self.workspace, self._scratch, self.memory_limit, self.threads)

    def _scratch(self) -> Path:
        """A folder in the lake that goes when the Book does; should it be killed, the next writer sweeps it away."""
        stack = ExitStack()
        weakref.finalize(self, stack.close)
        return stack.enter_context(scratch_folder(self.workspace.lake))

    def last_known(self) -> date:
        """The last civil day on which anything became known, today at the latest; where numbers stand when no day is named.

        Raises: NotFound while the workspace has no facts.
        """
        day = self.lake.last_known()
        if day is None:
            raise NotFound("This workspace holds no facts yet.", "Bring some: tenure import FILE…")
        return min(day, datetime.now(UTC).astimezone(ZoneInfo(self.workspace.zone)).date())

    def at(self, as_of: date | None = None) -> Workshop:
        """The stages as of a day, made once while the lake does not change."""
        day = as_of or self.last_known()
        key = (day, self.lake.version())
        if key not in self._shops:
            for old in [k for k in self._shops if k[1] != key[1]] or list(self._shops)[
                : max(0, len(self._shops) - KEPT_DAYS + 1)
            ]:
                self._shops.pop(old).close()
            facts = Facts(self.engine, self.lake, day)
            self._shops[key] = Workshop(
                facts, policies_of(facts), self.workspace.currency, Shelf(self.workspace.lake / "stages")
            )
        return self._shops[key]

    def ask(
        self,
        metrics: str | Sequence[str],
        periods: str | Period | Iterable[Period],
        as_of: date | None = None,
        by: Sequence[str] = (),
        where: Mapping[str, str] | None = None,
    ) -> list[Value]:
        """Values of metrics, each period by period and slice by slice.

        Raises: NotFound for an unknown metric or slice, UsageError for a question that has no meaning.
        """
        names = [metrics] if isinstance(metrics, str) else list(metrics)
        shop = self.at(as_of)
        question = Question(self.periods(periods), tuple(by), dict(where or {}))
        return [value for values in answer(shop, [measure(name) for name in names], question) for value in values]

    def one(
        self, metric: str, period: str | Period, as_of: date | None = None, where: Mapping[str, str] | None = None
    ) -> Value:
        """A single value."""
        return self.ask(metric, period, as_of, (), where)[0]

    def periods(self, told: str | Period | Iterable[Period]) -> tuple[Period, ...]:
        """Periods however they are told: 2024-07, 2024-01..2024-12, or as values."""
        if isinstance(told, str):
            return tuple(parse_periods(told))
        return (told,) if isinstance(told, Period) else tuple(told)

    def who(
        self,
        metric: str,
        period: str | Period,
        side: str = "numerator",
        as_of: date | None = None,
        by: Sequence[str] = (),
        where: Mapping[str, str] | None = None,
    ) -> Members:
        """The customers or cases behind one side of a number; their parts sum to it."""
        question = Question(self.periods(period), tuple(by), dict(where or {}))
        return members(self.at(as_of), measure(metric), question, side)

    def build(self, as_of: date | None, full: bool) -> Built:
        """Make the stages ready on disk; only what new facts and passing days touch is made again."""
        from tenure.facts.lake.lock import holding

        stages = self.workspace.lake / "stages"
        stages.mkdir(parents=True, exist_ok=True)
        with holding(stages / "build.lock", self.lake.patience):
            facts = Facts(self.engine, self.lake, as_of or self.last_known())
            shop = Workshop(facts, policies_of(facts), self.workspace.currency)  # takes nothing from the shelf
            made = build(shop, Shelf(stages), full)
            shop.close()
            self._shops.clear()
        return made

    def sql(
        self, metric: str, period: Period, as_of: date, where: Mapping[str, str], dialect: str | None = None
    ) -> str:
        """The statements that compute a number, from the facts up; for the workspace's engine when none is named.

        Raises: NotFound for an engine that is none, TenureError for a number that it cannot say.
        """
        facts = Facts(self.engine, self.lake, as_of)
        shop = Workshop(facts, policies_of(facts), self.workspace.currency)
        question = Question((period,), (), dict(where))
        said = dialect or self.workspace.engine
        last = statements(shop, measure(metric), question, said)
        return "\n\n".join([*shop.script(said), *last])

    def customer(self, name: str) -> int:
        """The number of the customer that a source calls so.

        Raises: NotFound when nobody is, Conflict when several sources call different customers so.
        """
        shop = self.at()
        found = {row["customer_id"] for row in shop.engine.rows(customers_called(shop, name))}
        if not found:
            raise NotFound(
                "There is no customer of that name in any source.",
                "tenure who growth.customers_held shows how customers are named.",
            )
        if len(found) > 1:
            raise Conflict(
                "Several customers are called so by different sources.",
                "Name it by an identifier that only one of them has.",
            )
        return int(str(found.pop()))

    def erase(self, customer: int, now: datetime) -> int:
        """Erase a customer from the facts, and from what was made of them."""
        gone = self.lake.erase(customer, now)
        shutil.rmtree(self.workspace.lake / "stages", ignore_errors=True)
        return gone

    def contracts_without_price(self) -> int:
        """How many contracts have no price at all."""
        shop = self.at()
        return int(str(shop.engine.rows(unpriced(shop))[0]["missing"]))

    def policies(self, as_of: date | None = None) -> Policies:
        """The policies in force as of a day."""
        return self.at(as_of).policies


def policies_of(facts: Facts) -> Policies:
    """The policies that facts tell: of each key the value that is in force on the day."""
    if not facts.has("policies"):
        return Policies({})
    rows = facts.engine.rows(facts.table("policies"))
    told: dict[str, tuple[date, str]] = {}
    for row in rows:
        begin = row["effective_from"] if isinstance(row["effective_from"], date) else date.min
        key = str(row["policy"])
        if begin <= facts.as_of and (key not in told or begin >= told[key][0]):
            told[key] = (begin, str(row["value"] or ""))
    return Policies({key: value for key, (_begin, value) in told.items()})
