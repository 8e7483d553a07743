"""Where stages are made: each computed once per as-of day, from facts and policies alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from tenure.discovery import function_at
from tenure.engine.dialects import statement
from tenure.errors import unknown
from tenure.facts.asof import Facts
from tenure.periods import Period
from tenure.policies import SETTINGS, Policies
from tenure.stages.holdings import Holdings
from tenure.stages.shelf import Manifest, Shelf, footing_of
from tenure.texts import Text

# stage -> the function that makes it; a stage names the stages it stands on by asking the workshop for them
MAKERS: dict[str, str] = {
    "rates": "money:rates",
    "daily_rates": "money:daily_rates",
    "currencies": "money:currencies",
    "agreements": "terms:agreements",
    "price_spans": "terms:price_spans",
    "terms": "terms:terms",
    "tier_steps": "terms:tier_steps",
    "covers": "relationships:covers",
    "runs": "relationships:runs",
    "flashes": "readings:flashes",
    "relationships": "relationships:relationships",
    "mrr_spans": "mrr:spans",
    "mrr_levels": "mrr:levels",
    "mrr_levels_strict": "mrr:levels_strict",
    "movements": "mrr:movements",
    "movements_strict": "mrr:movements_strict",
    "customer_days": "usage:customer_days",
    "user_days": "usage:user_days",
    "month_flags": "usage:month_flags",
    "warnings": "usage:warnings",
    "people": "usage:people",
    "cash": "cash:cash",
    "spending": "cash:spending",
    "contacts": "contacts:contacts",
    "leads": "leads:leads",
    "tickets": "tickets:tickets",
    "answers": "answers:answers",
    "members": "members:members",
    "campaign_leads": "members:campaign_leads",
    "campaign_returns": "members:campaign_returns",
    "campaign_costs": "members:campaign_costs",
    "attributes": "attributes:attributes",
    "customer_slices": "attributes:customer_slices",
    "standings": "standings:standings",
    "buyer_days": "shop:buyer_days",
    "begun": "panel:begun",
    "cohorts": "cohorts:cohorts",
    "lifecycle_spans": "lifecycle:lifecycle_spans",
}


EVERY_POLICY = frozenset(SETTINGS)
_MOST = 64  # sets of periods whose panel is held ready to be asked


class _Heard(Policies):
    """Policies that tell somebody which of them is asked."""

    _hear: Callable[[Iterable[str]], None]

    def __init__(self, policies: Policies, hear: Callable[[Iterable[str]], None]) -> None:
        super().__init__(policies.values)
        object.__setattr__(self, "_hear", hear)

    def text(self, key: str) -> str:
        self._hear((key,))
        return super().text(key)


@dataclass(frozen=True)
class _Kept:
    """A computed table, the policies that were asked on the way, and whether it is another workshop's."""

    table: Table
    asked: frozenset[str]
    lent: bool = False


class Workshop(Holdings):
    """The stages of one as-of day, under one set of policies.

    Of a workshop `beside` it, over the same facts under other policies, it takes over what asked none of those that differ.
    """

    def __init__(
        self,
        facts: Facts,
        policies: Policies,
        currency: str,
        shelf: Shelf | None = None,
        beside: Workshop | None = None,
    ) -> None:
        super().__init__(facts, currency)
        self.policies: Policies = _Heard(policies, self._hear)
        self._kept: dict[Hashable, _Kept] = {}
        self._panels: list[tuple[frozenset[Period], _Kept]] = []
        self._over: dict[tuple[Period, ...], Table] = {}  # the panel as it was asked for
        self.said: list[tuple[str, Table]] | None = (
            None  # what was kept under which name, in order, for who wants to tell it
        )
        self._asking: list[set[str]] = []  # of each table under way, the policies asked for it so far
        self._beside = beside
        self._differ = {key for key in SETTINGS if beside and beside.policies.text(key) != policies.text(key)}
        self.groups: dict[Hashable, Workshop] = {}  # those of some customers alone
        self.answers: dict[Any, Any] = {}  # sums that were asked for already
        self.own_slices: dict[str, Callable[[Table], Any]] = {}  # by name, the word that a row of the panel falls under
        self.footing = footing_of(policies.version, currency, facts.zone, facts.as_of, facts.version)
        self._shelf = shelf
        manifest = shelf.manifest() if shelf else None
        self._ready = manifest if manifest and manifest.footing == self.footing else None

    def table(self, name: str) -> Table:
        """A stage by name, computed at first asking.

        Raises: NotFound for a stage that does not exist.
        """
        return self.part(name, name, lambda: self.expression(name))

    def part(self, key: Hashable, name: str, make: Callable[[], Table], large: bool = False) -> Table:
        """A table by key, computed at first asking and kept under a name; a large one need not stay in memory."""
        if key not in self._kept:
            ready = self._lent(key) or self._from_shelf(key)
            if ready is None:
                with self._listening() as asked:
                    made = self.keep(name, make(), large)
                ready = _Kept(made, frozenset(asked))
            self._kept[key] = ready
        self._hear(self._kept[key].asked)
        return self._kept[key].table

    def keep(self, name: str, table: Table, large: bool = False) -> Table:
        """Compute a table and keep it under a name, for as long as it is not forgotten."""
        made = self.engine.keep(name, table, large)
        if self.said is not None:
            self.said.append((made.op().name, table))
        return made

    def forget(self, keys: Iterable[Hashable]) -> None:
        """Let go of parts that are of no more use here; where there is a workshop beside, another one may want them."""
        for key in [key for key in keys if self._beside is None]:
            self.engine.drop(self._kept.pop(key).table)

    def asked(self, name: str) -> list[str]:
        """The policies that a stage made so far stands on."""
        return sorted(self._kept[name].asked)

    def took_over(self, name: str) -> bool:
        """Whether a stage is that of the workshop beside."""
        return name in self._kept and self._kept[name].lent

    def asked_of_panel(self) -> list[str]:
        """The policies that the panel stands on, as far as it is made."""
        return sorted(frozenset().union(*(kept.asked for _held, kept in self._panels)))

    @contextmanager
    def _listening(self) -> Iterator[set[str]]:
        """What is asked meanwhile."""
        self._asking.append(set())
        try:
            yield self._asking[-1]
        finally:
            self._asking.pop()

    def _hear(self, keys: Iterable[str]) -> None:
        if self._asking:
            self._asking[-1].update(keys)

    def _lent(self, key: Hashable) -> _Kept | None:
        """What the workshop beside has, if it is the same here."""
        if self._beside is None:
            return None
        found = self._beside._kept.get(key) or self._beside._from_shelf(key)
        return _Kept(found.table, found.asked, True) if found and not found.asked & self._differ else None

    def _from_shelf(self, key: Hashable) -> _Kept | None:
        """A stage as the last build left it, where it stands on the same facts, day and policies."""
        if self._ready is None or self._shelf is None or key not in self._ready.stages:
            return None
        name = str(key)
        found = self.engine.shelved([self._shelf.path(self._ready.stages[name])])
        return _Kept(found, self._asked_then(name))

    def would_read(self, built: Manifest) -> bool:
        """Whether a build made what this workshop stands on, and it began before that and makes its stages itself."""
        return self._shelf is not None and self._ready is None and built.footing == self.footing

    def _asked_then(self, name: str) -> frozenset[str]:
        """What the last build tells of a stage's policies, or of the panel's."""
        told = self._ready.asked.get(name) if self._ready else None
        return EVERY_POLICY if told is None else frozenset(told)

    def expression(self, name: str) -> Table:
        """The expression that makes a stage, over the stages it stands on."""
        if name not in MAKERS:
            raise unknown(Text("stage"), name, MAKERS)
        return _maker(name)(self)

    def panel(self, periods: Iterable[Period]) -> Table:
        """The panel: every customer in each of the periods; `period` is the place in the order asked."""
        wanted = tuple(periods)
        self.prepare(wanted)
        used = [kept for held, kept in self._panels if held & set(wanted)]
        self._hear(frozenset().union(*(kept.asked for kept in used)))
        if wanted not in self._over:
            while len(self._over) >= _MOST:
                self._over.pop(next(iter(self._over)))
            self._over[wanted] = _placed([kept.table for kept in used], wanted)
        return self._over[wanted]

    def prepare(self, periods: Iterable[Period]) -> None:
        """Make the panel of all of these periods that is not made yet, at one go."""
        there = {period for held, _kept in self._panels for period in held}
        missing = sorted(set(periods) - there)
        for held, kept in self._beside._panels if self._beside else ():
            if held & set(missing) and not held & there and not kept.asked & self._differ:
                self._panels.append((held, _Kept(kept.table, kept.asked, True)))
                missing = [period for period in missing if period not in held]
        if self._ready is not None and self._shelf is not None:
            shelf, names = self._shelf, self._ready.months
            ready = [month for month in missing if str(month) in names]
            if ready:
                held = self.engine.shelved([shelf.path(names[str(month)]) for month in ready])
                self._panels.append((frozenset(ready), _Kept(held, self._asked_then("panel"))))
                missing = [month for month in missing if str(month) not in names]
        if missing:
            with self._listening() as asked:
                made = function_at("tenure.stages.panel:panel")(self, missing)
            self._panels.append((frozenset(missing), _Kept(made, frozenset(asked))))

    def script(self, dialect: str) -> list[str]:
        """The statements that make what was kept since `said` was opened, in their order, as one engine is told."""
        return [f"CREATE TABLE {name} AS\n{statement(table, dialect)};" for name, table in self.said or ()]

    def close(self) -> None:
        """Forget every table kept; those of the workshop beside stay its own."""
        for group in self.groups.values():
            group.close()
        self.groups.clear()
        for kept in (*self._kept.values(), *(kept for _held, kept in self._panels)):
            if not kept.lent:
                self.engine.drop(kept.table)
        self._kept.clear()
        self._panels.clear()
        self._over.clear()


def _maker(name: str) -> Callable[[Workshop], Table]:
    return function_at(f"tenure.stages.{MAKERS[name]}")


def _placed(parts: Iterable[Table], wanted: Sequence[Period]) -> Table:
    """The rows of panels that lie in the periods, each with the place of its own."""
    places = period_table(wanted).select("period", begin="p0", finish="p1", cut_by="grain")
    joined = [
        (part.drop("period") if "period" in part.columns else part)
        .join(places, [part.p0 == places.begin, part.p1 == places.finish, part.grain == places.cut_by])
        .drop("begin", "finish", "cut_by")
        for part in parts
    ]
    return joined[0] if len(joined) == 1 else ibis.union(*joined)


def period_table(periods: Sequence[Period]) -> Table:
    """Periods as rows: (period, grain, p0, p1, opening), days inclusive; `period` is the place in the given order."""
    return ibis.memtable(
        pa.table(
            {
                "period": pa.array(range(len(periods)), pa.int64()),
                "grain": pa.array([p.grain for p in periods], pa.string()),
                "p0": pa.array([p.start for p in periods], pa.date32()),
                "p1": pa.array([p.last for p in periods], pa.date32()),
                "opening": pa.array([p.opening for p in periods], pa.date32()),
            }
        )
    )
