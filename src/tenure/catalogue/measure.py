"""What a metric is: meaning, terms, time rule. The shapes are few; each knows its value from its sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from tenure.catalogue.algebra import Term
from tenure.catalogue.case import Case
from tenure.periods import Grain, Period
from tenure.policies import Policies


class Unit(Enum):
    """What a number is told in."""

    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    TIMES = "times"  # a plain ratio, such as purchases per customer
    MINUTES = "minutes"
    DAYS = "days"
    POINTS = "points"
    SCORE = "score"


class Better(Enum):
    """Which direction is good."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class Running(Enum):
    """What a number over a period that is not over yet is worth."""

    IMMATURE = "immature"  # a state of the last day, or a rate over a closed opening base: not known yet
    PARTIAL = "partial"  # what happened so far
    MEMBERS = "members"  # each member's own window decides


class Dims(Enum):
    """The day on which a customer's attributes are read for a slice."""

    CLOSE = "close"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True, eq=False)
class Measure:
    """A metric, or a part of one, and the same as none but itself. `says` is the formula in words."""

    en: str = ""
    zh: str = ""
    says: str = ""
    says_zh: str = ""
    unit: Unit = Unit.COUNT
    better: Better = Better.NEITHER
    running: Running = Running.PARTIAL
    dims: Dims = Dims.CLOSE
    grains: tuple[Grain, ...] = ()  # the only grains it is defined for; all when empty
    needs: tuple[str, ...] = ()  # kinds of fact without which it cannot be told
    params: tuple[str, ...] = ()
    priority: int = 1
    reported: bool = False  # told in the report beside the numbers that its sections choose
    source: str = ""  # the public definition it agrees with or departs from
    published: tuple[str, ...] = ()  # where that can be read: names of `catalogue/published.py`
    edges: str = ""  # what its shape and its rows do not tell by themselves
    obeys: tuple[str, ...] = ()  # policies beside those that its rows obey
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()  # worked by hand, and run
    id: str = ""
    family: str = ""

    def terms(self) -> Mapping[str, Term]:
        """The named sums it is made of."""
        return {}

    def read(self) -> tuple[Term, ...]:
        """All terms that it looks at."""
        return tuple(self.terms().values())

    def sides(self) -> Mapping[str, Term]:
        """The terms behind numerator and denominator, for the members of a number."""
        return {}

    def variant(self, name: str) -> Measure:
        """The same metric with what the variant says otherwise."""
        changes = {"variants": {}, "cases": (), **self.variants[name]}
        shape = changes.pop("shape", None)
        if shape is not None:
            made: Measure = shape
            return replace(made, **{k: v for k, v in self._meaning().items() if k not in changes}, **changes)
        return replace(self, **changes)

    def _meaning(self) -> dict[str, Any]:
        names = (
            "en",
            "zh",
            "says",
            "says_zh",
            "unit",
            "better",
            "running",
            "dims",
            "grains",
            "needs",
            "params",
            "priority",
            "reported",
            "source",
            "published",
            "edges",
            "obeys",
            "family",
        )
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, kw_only=True, eq=False)
class Total(Measure):
    """A count or a sum; provisional while some of what it counts is undecided."""

    of: Term
    undecided: Term | None = None
    ahead: Term | None = None  # what has yet to come: partial
    told: Term | None = None  # what the facts tell of; where that is nothing, the sum is not known
    scale: Decimal = Decimal(1)

    def terms(self) -> Mapping[str, Term]:
        """Its sum, and how much is undecided."""
        return {"of": self.of} | _told(undecided=self.undecided, ahead=self.ahead, told=self.told)

    def sides(self) -> Mapping[str, Term]:
        """Those counted."""
        return {"numerator": self.of}


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio(Measure):
    """One sum over another. With `open` and `mature` it follows R-MATURE; with `exposure` it has a low bound (R-WINDOW).

    Its denominator counts members; where it is money or time instead, `among` tells how many stand behind it (R-SMALL).
    """

    numerator: Term
    denominator: Term
    open: Term | None = None
    mature: Term | None = None
    ahead: Term | None = None  # what has yet to come: partial
    undecided: Term | None = None  # what may still move it where it is no share of members: provisional
    exposure: Term | None = None
    scale: Decimal = Decimal(1)
    among: Term | None = None  # the members behind a denominator that counts none
    unseen: Term | None = None  # whose time lies before any use was recorded: left out of both sides
    bounded: bool = True  # a numerator that is no part of the denominator has neither bounds nor an interval

    def terms(self) -> Mapping[str, Term]:
        """Both sums over all, and over the mature where that differs."""
        out = {"numerator": self.numerator, "denominator": self.denominator}
        if self.open is not None and self.mature is not None:
            out["open"] = self.denominator.where(self.open)
            out["open_members"] = self.open
            out["mature_members"] = (self.among or self.denominator).where(self.mature)
            out["mature_numerator"] = self.numerator.where(self.mature)
            out["mature_denominator"] = self.denominator.where(self.mature)
        return out | _told(
            ahead=self.ahead, undecided=self.undecided, exposure=self.exposure, among=self.among, unseen=self.unseen
        )

    @property
    def is_share_of_members(self) -> bool:
        """Whether it is so many of so many members, which alone has an interval of its own."""
        return self.unit is Unit.SHARE and self.bounded and self.among is None

    def sides(self) -> Mapping[str, Term]:
        """Those in the numerator, those in the denominator."""
        return {"numerator": self.numerator, "denominator": self.denominator}


def _told(**terms: Term | None) -> dict[str, Term]:
    return {name: term for name, term in terms.items() if term is not None}


@dataclass(frozen=True, kw_only=True, eq=False)
class Median(Measure):
    """The middle of the rows where the term is known; with `censored` by Kaplan and Meier over all rows."""

    of: Term
    censored: Term | None = None  # how long those have lasted that have not ended
    undecided: Term | None = None  # what may still move it: provisional

    def terms(self) -> Mapping[str, Term]:
        """How much is undecided."""
        return _told(undecided=self.undecided)

    def read(self) -> tuple[Term, ...]:
        """What it is the middle of, and how much is undecided."""
        return tuple(_told(of=self.of, censored=self.censored, undecided=self.undecided).values())

    def sides(self) -> Mapping[str, Term]:
        """Those whose duration is known."""
        return {"numerator": self.of.known}


@dataclass(frozen=True)
class Concluded:
    """What all rows together come to, with its 95 % interval where there is one."""

    value: Decimal
    interval: tuple[float, float] | None = None


Alike = Mapping[str, Any]  # columns that rows have in common, and `n`, how many they are
Conclude = Callable[[Sequence[Alike], Mapping[str, str], Policies], "Concluded | None"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary(Measure):
    """A number that takes all rows at once, such as a point of a survival curve; rows that are alike come counted.

    It is undefined where `conclude` gives nothing.
    """

    counted: Term  # those it speaks of
    columns: Mapping[str, Term]
    conclude: Conclude
    unseen: Term | None = None  # whose time lies before any use was recorded

    def terms(self) -> Mapping[str, Term]:
        """How many it speaks of, and of how many it cannot."""
        return {"counted": self.counted} | _told(unseen=self.unseen)

    def read(self) -> tuple[Term, ...]:
        """Those it speaks of, and what it takes of each."""
        return (self.counted, *self.columns.values())

    def sides(self) -> Mapping[str, Term]:
        """Those it speaks of."""
        return {"numerator": self.counted}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A number that a formula is made of, in the period or one derived from it, of all or of some."""

    measure: str | Measure  # an id, or a measure of its own
    period: Callable[[Period], Period] = lambda period: period
    where: Mapping[str, str] = field(default_factory=dict)


Quotient = tuple[Decimal, Decimal]  # a numerator and its denominator
Combine = Callable[[Mapping[str, "Known"], Policies], "Decimal | Quotient | None"]


@dataclass(frozen=True)
class Known:
    """A part as a formula sees it."""

    value: Decimal
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, kw_only=True, eq=False)
class Formula(Measure):
    """A number made of other numbers; undefined where one of them is. It may be combined to a quotient.

    `whole` says that it wants every window of its parts to be over, and is immature until then.
    """

    parts: Mapping[str, Part]
    combine: Combine
    whole: bool = False
