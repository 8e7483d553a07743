"""The front door to one workspace: ask for numbers, and for the people behind them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from tenure.catalogue.answer import answer
from tenure.catalogue.definitions import FOLDER, NOTHING, Own, ground_of, read_definitions
from tenure.catalogue.gather import statements
from tenure.catalogue.measure import Measure
from tenure.catalogue.members import Members, members
from tenure.catalogue.question import Question
from tenure.catalogue.registry import families, find, measures
from tenure.catalogue.value import Value
from tenure.compare.bridge import bridge
from tenure.compare.explain import Asked, explain
from tenure.compare.frozen import Frozen, frozen, read_frozen, write_frozen
from tenure.compare.reading import Difference
from tenure.compare.restate import Restatement, restatements
from tenure.compare.sets import policy_set
from tenure.cube import drop_cube, every_value, fresh, read_stand, ready, renew, stand_now
from tenure.engine import open_engine
from tenure.engine.dialects import dialect_called
from tenure.errors import Conflict, NotFound
from tenure.facts.asof import Facts
from tenure.facts.choosing import Told, policies_of, policies_told, policy_delivery
from tenure.facts.delivery import Receipt
from tenure.facts.forgetting import forget_files
from tenure.facts.lake import Lake
from tenure.facts.lake.erasure import Gone
from tenure.facts.lake.scratch import scratch_folder
from tenure.periods import Period, parse_period, parse_periods
from tenure.policies import Policies
from tenure.stages.attributes import customers_called
from tenure.stages.building import Built, build, stand_on
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
    _shops: dict[tuple[date, object], Workshop] = field(default_factory=dict, repr=False)
    _own: tuple[object, Own] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.lake = Lake(self.workspace.lake, self.workspace.zone, self.workspace.catalogue)
        self.engine = open_engine(
            self.workspace, partial(scratch_folder, self.workspace.lake), self.memory_limit, self.threads
        )

    def last_known(self) -> date:
        """The last civil day on which anything became known, today at the latest; where numbers stand when no day is named.

        Raises: NotFound while the workspace has no facts.
        """
        day = self.lake.last_known()
        if day is None:
            raise NotFound("This workspace holds no facts yet.", "Bring some: tenure import FILE…")
        return min(day, datetime.now(UTC).astimezone(ZoneInfo(self.workspace.zone)).date())

    def state(self) -> tuple[object, ...]:
        """What every answer follows from, but the day: another after each import and each change of a definition."""
        return self.lake.version(), self._definitions_state()

    def at(self, as_of: date | None = None) -> Workshop:
        """The stages as of a day, made once while neither the lake nor a definition changes."""
        day = as_of or self.last_known()
        key = (day, self.state())
        if key not in self._shops:
            self._leave([k for k in self._shops if k[1] != key[1]] or list(self._shops)[: 1 - KEPT_DAYS])
            self._shops[key] = self._workshop(day, Shelf(self._stages))
        else:
            self._shops[key] = self._shops.pop(key)  # asked last, let go of last
        return self._shops[key]

    def rest(self) -> None:
        """Let go of stages held in memory that a build has laid on the disk since: whoever asks next reads them there."""
        built = Shelf(self._stages).manifest()
        self._leave([key for key, shop in self._shops.items() if built and shop.would_read(built)])

    def _leave(self, keys: Iterable[tuple[date, object]]) -> None:
        """Let go of stages that are held ready."""
        for key in list(keys):
            self._shops.pop(key).close()

    def _workshop(self, day: date, shelf: Shelf | None) -> Workshop:
        facts = Facts(self.engine, self.lake, day)
        shop = Workshop(facts, policies_of(facts), self.workspace.currency, shelf)
        for name, one in self._defined(shop).dimensions.items():
            shop.own_slices[name] = partial(one.word, policies=shop.policies)
        return shop

    def _defined(self, shop: Workshop) -> Own:
        """What the company has defined itself, read again when a file changed."""
        state = self._definitions_state()
        if self._own is None or self._own[0] != state:
            self._own = (state, read_definitions(self._definitions(), measures(), ground_of(shop)))
        return self._own[1]

    def own(self) -> Own:
        """The metrics, segments and dimensions that the company has defined in `definitions/*.toml`.

        Raises: RejectedData with every mistake in them.
        """
        return self._defined(self.at()) if self._definitions() else NOTHING

    def _definitions_state(self) -> tuple[tuple[str, int], ...]:
        return tuple((path.name, path.stat().st_mtime_ns) for path in self._definitions())

    def _definitions(self) -> list[Path]:
        return sorted((self.workspace.folder / FOLDER).glob("*.toml"))

    def measures(self) -> Mapping[str, Measure]:
        """Every metric by id: the catalogue's and the company's own."""
        return {**measures(), **self.own().measures}

    def measure(self, name: str) -> Measure:
        """The metric of that id.

        Raises: NotFound with its neighbours.
        """
        return find(name, self.measures())

    def ask(
        self,
        metrics: str | Sequence[str],
        periods: str | Period | Iterable[Period | str],
        as_of: date | None = None,
        by: Sequence[str] = (),
        where: Mapping[str, str] | None = None,
    ) -> list[Value]:
        """Values of metrics, each period by period and slice by slice.

        Raises: NotFound for an unknown metric or slice, UsageError for a question that has no meaning.
        """
        names = [metrics] if isinstance(metrics, str) else list(metrics)
        shop, known = self.at(as_of), self.measures()
        question = Question(self.periods(periods), tuple(by), dict(where or {}))
        asked = [find(name, known) for name in names]
        kept = ready(self.cube, stand_now(shop, self._own_version(shop)), asked, question)
        rest = [one for one in asked if one.id not in kept]
        made = dict(zip((one.id for one in rest), answer(shop, rest, question), strict=True)) if rest else {}
        return [value for one in asked for value in (kept.get(one.id) or made.get(one.id, []))]

    def one(
        self, metric: str, period: str | Period, as_of: date | None = None, where: Mapping[str, str] | None = None
    ) -> Value:
        """A single value."""
        return self.ask(metric, period, as_of, (), where)[0]

    def periods(self, told: str | Period | Iterable[Period | str]) -> tuple[Period, ...]:
        """Periods however they are told: 2024-07, 2024-01..2024-12, as values, or several of these."""
        several = (told,) if isinstance(told, str | Period) else told
        return tuple(period for one in several for period in ((one,) if isinstance(one, Period) else self._cut(one)))

    def period(self, told: str) -> Period:
        """A single period.

        Raises: UsageError for a range, or for what is none.
        """
        parse_period(told)
        return self._cut(told)[0]

    def _cut(self, told: str) -> list[Period]:
        cut = parse_periods(told)
        # the days of a week depend on what the company calls its first one
        return parse_periods(told, self.policies().text("week_start")) if cut[0].grain == "week" else cut

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
        return members(self.at(as_of), self.measure(metric), question, side)

    def build(self, as_of: date | None, full: bool, cube: bool = False) -> Built:
        """Make the stages ready on disk; only what new facts and passing days touch is made again.

        With `cube` the computed values of the metric book too; once they are there, every build renews them.
        """
        began = time.monotonic()
        with self._building():
            facts = Facts(self.engine, self.lake, as_of or self.last_known())
            shelf = Shelf(self._stages)
            with closing(Workshop(facts, policies_of(facts), self.workspace.currency)) as shop:  # nothing off the shelf
                made = build(shop, shelf, full)
            made = self._compact(shelf, facts, made)
            self._leave(self._shops)
            if cube or read_stand(self.cube) is not None:
                shop = self.at(facts.as_of)
                known = list(self.measures().values())
                done = renew(self.cube, shop, known, self._own_version(shop), None if full else made.moves)
                made = replace(made, numbers=done.values, seconds=round(time.monotonic() - began, 2))
        return made

    def _compact(self, shelf: Shelf, facts: Facts, made: Built) -> Built:
        """Merge the small files of months that have many, and let what was made of them stand on the merged ones.

        Where another import came meanwhile nothing is said to stand on its facts: the next build begins from nothing.
        """
        merged = self.lake.compact(datetime.now(UTC))
        after = Facts(self.engine, self.lake, facts.as_of)
        if merged and after.version == facts.version + 1:
            made = stand_on(shelf, made, after)
        return replace(made, merged=merged)

    @property
    def _stages(self) -> Path:
        return self.workspace.lake / "stages"

    def _building(self) -> AbstractContextManager[None]:
        """Alone with what is made of the facts."""
        from tenure.facts.lake.lock import BUILD, holding

        return holding(self.workspace.lake / BUILD, self.lake.patience)

    def numbers(self, as_of: date | None = None) -> list[Value]:
        """Every value of the metric book as of a day: those kept, which are made first where there are none for the day."""
        shop = self.at(as_of)
        if not fresh(self.cube, stand_now(shop, self._own_version(shop))):
            self.build(shop.as_of, False, cube=True)
        return every_value(self.cube)

    @property
    def cube(self) -> Path:
        """Where computed values lie."""
        return self.workspace.lake / "cube"

    def _own_version(self, shop: Workshop) -> str:
        return self._defined(shop).version if self._definitions() else ""

    def sql(
        self, metric: str, period: Period, as_of: date, where: Mapping[str, str], dialect: str | None = None
    ) -> str:
        """The statements that compute a number, from the facts up; for the workspace's engine when none is named.

        Raises: NotFound for an engine that is none, TenureError for a number that it cannot say.
        """
        said = dialect_called(dialect or self.workspace.engine)
        shop = self._workshop(as_of, None)
        shop.said = []
        try:
            last = statements(shop, self.measure(metric), Question((period,), (), dict(where)), said)
            return "\n\n".join([*shop.script(said), *last])
        finally:
            shop.close()

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

    def bridge(
        self,
        metric: str,
        period: str | Period,
        start: str,
        end: str,
        as_of: date | None = None,
        where: Mapping[str, str] | None = None,
    ) -> Difference:
        """The difference between two named sets of policies, policy by policy, down to the customers.

        Raises: NotFound for an unknown set or metric.
        """
        shop = self.at(as_of)
        question = Question(self.periods(period), (), dict(where or {}))
        first, second = (policy_set(name, shop.policies) for name in (start, end))
        return bridge(shop, self.measure(metric), question, first, second)

    def explain(
        self,
        metric: str,
        now: tuple[str | Period, date | None],
        against: tuple[str | Period, date | None],
        by: str = "",
        where: Mapping[str, str] | None = None,
        among: Sequence[str] | None = None,
    ) -> Difference:
        """Why a number moved: from that of one period and as-of day to that of another, in parts that sum exactly.

        Of a ratio by mix and rate of one dimension: `by`, or the most telling `among` some, or of all.
        """
        sides = [Asked(self.at(day), self.periods(period)[0]) for period, day in (against, now)]
        return explain(self.measure(metric), sides[0], sides[1], where or {}, self.lake, by, among)

    def freeze(
        self, name: str, periods: str | Period | Iterable[Period], now: datetime, as_of: date | None = None
    ) -> Frozen:
        """Write down every number of the periods under a name; later differences are listed against it.

        Raises: Conflict where the name is taken.
        """
        shop, cut = self.at(as_of), self.periods(periods)
        asked = [one for one in self.measures().values() if not one.params]
        told = [one for one in asked if not one.grains or all(period.grain in one.grains for period in cut)]
        values = [value for values in answer(shop, told, Question(cut)) for value in values]
        last = max((int(str(batch["batch"])) for batch in self.lake.batches()), default=0)
        made = frozen(name, shop, values, last, now)
        write_frozen(self.frozen_folder, made)
        return made

    def restatements(self, name: str = "") -> list[Restatement]:
        """Every frozen number that is another now, with its causes; of one name, or of all.

        Raises: NotFound for a name under which nothing is frozen.
        """
        found = read_frozen(self.frozen_folder, name)
        return [one for each in found for one in restatements(each, self.at(), self.lake, self.measures())]

    @property
    def frozen_folder(self) -> Path:
        """Where frozen numbers lie."""
        return self.workspace.folder / "reports" / "frozen"

    def erase(self, customer: int, now: datetime) -> Gone:
        """Erase a customer from the facts, and from what was made of them."""
        with self._building():  # what is made goes first: nothing may be left that speaks of facts that are gone
            files = forget_files(self.workspace.folder, self.lake.names_of(customer))
            if self._stages.exists():
                shutil.rmtree(self._stages)
            drop_cube(self.cube)
            return replace(self.lake.erase(customer, now), files=files)

    def contracts_without_price(self) -> int:
        """How many contracts have no price at all."""
        shop = self.at()
        return int(str(shop.engine.rows(unpriced(shop))[0]["missing"]))

    def policies(self, as_of: date | None = None) -> Policies:
        """The policies in force as of a day."""
        return self.at(as_of).policies

    def policies_told(self, as_of: date | None = None) -> dict[str, Told]:
        """Of each policy that facts tell the value in force as of a day, and where it comes from."""
        return policies_told(self.at(as_of).facts)

    def set_policy(self, key: str, value: str, since: date | None, now: datetime, note: str = "") -> Receipt:
        """Store that a policy has a value from a day on (the day numbers stand at, when not told).

        Raises: NotFound for an unknown policy or word, with its neighbours; UsageError for a value that cannot be.
        """
        day = since or self.last_known()
        return self.lake.store(policy_delivery(key, value, day, self.workspace.zone, now, note), now)
