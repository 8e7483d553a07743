"""Blocks: what a page says. Texts are in the reader's language already; keys are stable and never translated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from tenure.catalogue.value import Value
from tenure.pages.told import Part, Told
from tenure.periods import Period
from tenure.words import Language

Kind = Literal[
    "text",
    "day",
    "period",
    "count",
    "share",
    "money",
    "amount",
    "times",
    "minutes",
    "days",
    "points",
    "score",
    "chance",
]  # an amount is money in a currency that its own row names
Cell = Value | Told | Decimal | int | str | date | Period | None
Against = Literal["previous", "last_year", "chosen"]  # what a number is compared with
Verdict = Literal["good", "bad", "neutral", "none"]
Tone = Literal["good", "fair", "quiet", "bad", "first", "second", "third", "fourth", "fifth", "total"]


class Personal(str):
    """A text that tells who a person is, such as a name: a caller may have it masked wherever it stands."""

    __slots__ = ()


class Contact(Personal):
    """How to reach a person, or what a person wrote."""

    __slots__ = ()


@dataclass(frozen=True)
class Comparison:
    """A number against an earlier one; without a difference where one of the two is not final."""

    key: Against
    then: Value
    difference: Decimal | None = None
    relative: Decimal | None = None
    verdict: Verdict = "none"
    reason: str = ""


@dataclass(frozen=True)
class Figure:
    """One headline number."""

    key: str
    title: str
    unit: Kind
    value: Value
    hint: str = ""
    comparisons: tuple[Comparison, ...] = ()
    trend: tuple[Value, ...] = ()
    definition: str = ""  # the metric that explains it


@dataclass(frozen=True)
class Figures:
    """Numbers that are read together."""

    key: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Column:
    """A column: what its cells are; `personal` where they may tell who somebody is (then each that does is `Personal`)."""

    key: str
    title: str
    kind: Kind = "text"
    definition: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Shown:
    """Which rows of a long table are read at a time; what is taken away as data has all of them."""

    first: int  # from 0
    rows: int


@dataclass(frozen=True)
class Table:
    """Rows of cells; `total` is a last row apart, over all rows.

    Where each row is one subject of a sheet, `sheet` names that and `subjects` has the word for each row.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    note: str = ""
    shown: Shown | None = None  # all of them where it is None
    sheet: str = ""
    subjects: tuple[str, ...] = ()
    sorted: str = ""  # the column a reader had it sorted by, after a minus the largest first
    further: tuple[Column, ...] = ()  # those that a reader does not want to see

    @property
    def part(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows that are read at a time."""
        return self.rows[self.shown.first :][: self.shown.rows] if self.shown else self.rows


@dataclass(frozen=True)
class HeatCell:
    """So many of so many, or so much of so much; `of` is the question whose answer the part is, where a metric asks it."""

    part: int | Decimal
    whole: int | Decimal
    of: Part | None = None

    @property
    def share(self) -> Decimal | None:
        """The one over the other; None over nothing."""
        return Decimal(self.part) / Decimal(self.whole) if self.whole else None


@dataclass(frozen=True)
class HeatRow:
    """A cohort; a cell that is not known yet is None. `of` is the question whose answer the size is, where a metric asks it."""

    title: str
    size: int
    cells: tuple[HeatCell | None, ...]
    of: Part | None = None


@dataclass(frozen=True)
class Heatmap:
    """Cohorts by age, with all of them together in the first row."""

    key: str
    title: str
    summary: str
    row_title: str
    size_title: str
    ages: tuple[int, ...]
    overall: HeatRow
    rows: tuple[HeatRow, ...]
    note: str = ""
    over: str = ""  # what the ages count; months since start where it is not said
    kind: Kind = "count"  # what the parts are


@dataclass(frozen=True)
class Series:
    """One line or one layer of bars; a point that is not known is None. `low` and `high` bound it.

    `told` are the points with their questions, where a metric asks them: they lead to the people behind them.
    """

    key: str
    title: str
    values: tuple[Decimal | None, ...]
    tone: Tone = "first"
    low: tuple[Decimal | None, ...] = ()
    high: tuple[Decimal | None, ...] = ()
    told: tuple[Value | Told, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Series over places on one axis; `running` are the places whose period is not over. A band is a line between bounds."""

    key: str
    title: str
    summary: str
    shape: Literal["line", "band", "bars", "stacked"]
    kind: Kind
    axis: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    running: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()  # places to which annotations belong, and the numbers of these


@dataclass(frozen=True)
class Note:
    """What the reader has to know, in plain words."""

    key: str
    title: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """What a number means and how to look behind it."""

    key: str
    title: str
    says: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Definitions:
    """The meaning of every number on the page."""

    key: str
    entries: tuple[Definition, ...]


Block = Figures | Table | Heatmap | Chart | Note | Definitions


@dataclass(frozen=True)
class Section:
    """A heading, one sentence, and its blocks."""

    key: str
    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Filter:
    """A slice that a page can be cut to: its words as an address says them, each with its title."""

    key: str
    title: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Page:
    """A page in one language. `marks` say about what, when and under which settings it speaks."""

    key: str
    title: str
    subtitle: str
    lang: Language
    currency: str
    marks: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    period: str = ""
    as_of: str = ""
    standing: tuple[tuple[str, str], ...] = field(default=())  # policy and facts versions
    filters: tuple[Filter, ...] = ()
    cut: tuple[tuple[str, str], ...] = ()  # the slices that its numbers are of, beside those that each names itself


def blocks_of(sections: Sequence[Section]) -> list[Block]:
    """Every block, in the order of reading."""
    return [block for section in sections for block in section.blocks]


def bare(cell: Cell) -> Decimal | int | str | date | Period | None:
    """What stands in a cell, without what is known of it."""
    if isinstance(cell, Value):
        return cell.value
    return cell.number if isinstance(cell, Told) else cell
