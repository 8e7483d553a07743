"""What an import would do, file by file, before it is done: recognised, questioned, checked, delivered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import pyarrow as pa

from tenure.errors import RejectedData, TenureError, UsageError
from tenure.facts.delivery import Delivery
from tenure.facts.importers.archives import passed_over
from tenure.facts.importers.checking import Checker
from tenure.facts.importers.cleaning import Question
from tenure.facts.importers.databases import Database
from tenure.facts.importers.delivering import deliver_mapped, deliver_native
from tenure.facts.importers.encodings import encoding_called
from tenure.facts.importers.entities.all import entity
from tenure.facts.importers.entities.entity import Facts
from tenure.facts.importers.headers import Index, header_set
from tenure.facts.importers.layout import without_extras
from tenure.facts.importers.maps import load_map, refuse_misfit, remember, remembered_maps
from tenure.facts.importers.native import NativeFile, naming_headers
from tenure.facts.importers.proposals import Proposal
from tenure.facts.importers.reading import expand, holds_several, read_sheets
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.recognition import Known
from tenure.facts.importers.settings import Answers, Settings
from tenure.facts.importers.sheets import Sheet
from tenure.facts.importers.stragglers import Stragglers
from tenure.facts.importers.troubles import Cause, Troubles
from tenure.texts import Text


@dataclass(frozen=True)
class Rejected:
    """Rows of a file that cannot be read, and why."""

    troubles: Troubles

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.troubles.rows())

    @property
    def causes(self) -> list[Cause]:
        """Why, one entry per column and reason."""
        return self.troubles.causes()


@dataclass(frozen=True)
class Delivered:
    """A file as facts ready to be stored, and what of it is not."""

    delivery: Delivery
    rejected: Rejected
    left_out: Mapping[Text, int] = field(default_factory=dict)  # rows that tell no fact, by the reason
    notes: tuple[Text, ...] = ()
    assumed: Mapping[str, pa.Array] = field(
        default_factory=dict
    )  # by kind, keys of facts that give way to what is stored
    withdrawn: Mapping[str, pa.Table] = field(
        default_factory=dict
    )  # by kind, facts that hold no longer if they ever did
    wholes: Mapping[str, str] = field(default_factory=dict)  # by kind, the column of what a file tells all parts of
    tagged: pa.Table | None = (
        None  # row, customer_id, begins: rows that tell all tags of somebody, and how their keys begin
    )


@dataclass(frozen=True)
class Plan:
    """One file, what it was recognised as, and what is still to be asked."""

    sheet: Sheet
    settings: Settings
    answers: Answers = Answers()
    native: NativeFile | None = None
    recipe: Recipe | None = None
    proposal: Proposal | None = None
    stragglers: Stragglers | None = None  # of a replay

    @property
    def name(self) -> str:
        """The file, as a person would call it."""
        return self.sheet.name

    @property
    def known_as(self) -> str:
        """What the file is: the id of a recipe, a native kind, or nothing yet."""
        if self.native is not None:
            return Text("native {kind}", kind=self.native.kind.name)
        return self.recipe.id if self.recipe is not None else ""

    @property
    def layout(self) -> str:
        """What files of one origin share: the recipe or native kind; where a map reads the file, its headers too."""
        known_as = str(self.known_as)
        if self.recipe is None or known_as != Recipe.id:
            return known_as
        return f"{known_as} {hashlib.sha256(header_set(self.sheet.columns).encode()).hexdigest()[:8]}"

    @property
    def zone(self) -> str:
        """The zone of times that name none."""
        return (self.recipe.zone if self.recipe else "") or self.settings.zone

    @property
    def currency(self) -> str:
        """The currency of amounts that name none."""
        return self.answers.currency or (self.recipe.currency if self.recipe else "") or self.settings.currency

    @property
    def source(self) -> str:
        """The system that identifiers belong to; "" is the company's own."""
        return self.answers.source if self.answers.source is not None else (self.recipe.source if self.recipe else "")

    @property
    def rows_in(self) -> int:
        """Rows of data."""
        return self._data.rows_in

    @property
    def questions(self) -> tuple[Question, ...]:
        """What only a person can say; empty when the file can be delivered."""
        return self._checker.questions if self._checker is not None else ()

    def check_map(self) -> None:
        """Whether the file can be read by its recipe or map.

        Raises: TenureError for a map that names what there is not, or lacks what it must have.
        """
        _ = self.questions

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a reader should know of how the file is read."""
        return self._data.notes

    @property
    def straggling(self) -> list[int]:
        """Rows that nobody could have put with the others of their group, when those were stored."""
        return sorted({row.row for row in self.sheet.broken} | (self.stragglers.rows if self.stragglers else set()))

    @property
    def people(self) -> tuple[str, ...]:
        """The headers under which rows name somebody."""
        if self._checker is None:
            return naming_headers(self.native) if self.native is not None else ()
        named = entity(self._checker.recipe.entity).people
        return tuple(header for name, header in self.headers.items() if name in named)

    @property
    def headers(self) -> Mapping[str, str]:
        """The header under which the file has each column that a recipe or map knows."""
        return self._checker.mapped.columns if self._checker is not None else {}

    @property
    def columns(self) -> Mapping[str, str]:
        """The header under which each column stands that is read."""
        if self._checker is None:
            return self.native.headers if self.native is not None else {}
        return self._checker.mapped.columns

    @property
    def kept(self) -> tuple[str, ...]:
        """Headers whose cells are kept as attributes."""
        return self._checker.mapped.unmapped if self._checker is not None and self._checker.extra else ()

    @property
    def decided(self) -> Answers:
        """The answers, with what the whole file decided where none was given."""
        if self._checker is None:
            return self.answers
        dress = self._checker.dress
        told = dress.currency.told(self.settings.currency)
        currency = self.answers.currency or (self._checker.currency if len(told) == 1 else "")
        return replace(self.answers, date_order=dress.order, decimal=dress.mark, currency=currency)

    @cached_property
    def _recipe(self) -> Recipe | None:
        return replace(self.recipe, source=self.source) if self.recipe else None

    @cached_property
    def _data(self) -> Sheet:
        """The sheet without second header and sums."""
        recipe = self._recipe
        if recipe is None:
            return self.sheet
        key = recipe.key or entity(recipe.entity).key
        header = Index(self.sheet.columns).find_any(recipe.columns.get(key, ()))
        return without_extras(self.sheet, recipe, header)

    @cached_property
    def _checker(self) -> Checker | None:
        recipe = self._recipe
        if recipe is None:
            return None
        what = entity(recipe.entity)
        return Checker(self._data, recipe, what.fields, self.settings, self.answers, what.keeps_unmapped)

    def confirmed(self, recipe: Recipe | None = None) -> Plan:
        """The plan with its proposal agreed to, or with another map."""
        agreed = recipe or self.recipe or (self.proposal.recipe if self.proposal else None)
        return replace(self, recipe=agreed, proposal=None)

    def answered(self, answers: Answers) -> Plan:
        """The plan with more answers."""
        return replace(self, answers=answers)

    def remember(self) -> Path | None:
        """Keep the map of this file for the next one with the same headers, if the workspace keeps maps."""
        if self.recipe is None or self.settings.maps is None:
            return None
        return remember(self.recipe, self.sheet, self.settings.maps)

    def deliver(self) -> Delivered:
        """The facts of the file.

        Raises: UsageError while something is to be confirmed or answered; RejectedData when no row can be read at all.
        """
        self.refuse_open()
        troubles = Troubles()
        troubles.add_broken(self._data.broken)
        if self.native is not None:
            facts = deliver_native(self.sheet, self.native, self.settings, troubles)
            unused = (Text("not used: {columns}", columns=self.native.ignored),) if self.native.ignored else ()
            return self._delivered(replace(facts, notes=unused), troubles)
        if self._checker is None:
            raise not_confirmed(self)
        return self._delivered(deliver_mapped(self._checker, troubles, self.stragglers), troubles)

    def refuse_open(self) -> None:
        """Nothing is read while something is to be confirmed or answered.

        Raises: UsageError that says what.
        """
        if self.native is None and self.recipe is None:
            raise not_confirmed(self)
        for question in self.questions:
            first, second = (f"{question.option}={choice}" for choice in question.choices)
            raise UsageError(question.text, "Say {first} or {second}.", first=first, second=second)

    def _delivered(self, facts: Facts, troubles: Troubles) -> Delivered:
        count = len(troubles.rows())
        recipe, digest = self.layout, self.sheet.digest
        delivery = Delivery(self.source, self.name, facts.tables, self.rows_in, count, recipe, digest, facts.merged)
        notes = (*self.notes, *facts.notes)
        beside = (facts.assumed, facts.withdrawn, facts.wholes, facts.tagged)
        return Delivered(delivery, Rejected(troubles), facts.left_out, notes, *beside)


def not_confirmed(plan: Plan) -> TenureError:
    """The refusal to guess, with what would be guessed and how to agree."""
    if plan.proposal is None:
        return UsageError(
            "{name}: no recipe knows these columns, and they do not suggest what a row is: {headers}.",
            "Write a map that names them and give it with --map FILE (docs/importing.md).",
            name=plan.name,
            headers=plan.sheet.columns[:30],
        )
    return UsageError(
        "{name}: no recipe knows these columns. A row could be of the kind '{kind}':",
        "Confirm it on a terminal, or save it with --save-map FILE, look at it, and give it with --map FILE.",
        details=plan.proposal.lines(),
        name=plan.name,
        kind=plan.proposal.entity,
    )


def plan(
    paths: Sequence[Path | str | Database],
    settings: Settings,
    mapping: Recipe | Path | None = None,
    date_order: Literal["DMY", "MDY"] | None = None,
    decimal: Literal[".", ","] | None = None,
    currency: str | None = None,
    source: str | None = None,
) -> list[Plan]:
    """A plan for each table under the paths, in the order in which they are to be imported.

    Raises: NotFound for a path or map that is not there; RejectedData for a named file that holds no table.
    """
    answers = Answers(date_order, decimal, (currency or "").upper(), source)
    return plan_with(paths, settings, answers, mapping)


def plan_with(
    paths: Sequence[Path | str | Database],
    settings: Settings,
    answers: Answers,
    mapping: Recipe | Path | None = None,
    left_alone: Callable[[Text], None] = lambda note: None,
) -> list[Plan]:
    """The same with answers as one value; `left_alone` hears of each file in a folder that is nothing we know or cannot be read.

    Raises: what `plan` raises; UsageError for an encoding that is none.
    """
    encoding = encoding_called(answers.encoding) if answers.encoding else None
    given = load_map(mapping) if isinstance(mapping, Path) else mapping
    known = Known(given, remembered_maps(settings.maps))
    out = []
    for place, named in _sources(paths, left_alone):
        for sheet in _sheets(place, named, known, encoding, left_alone):
            stem = place.name if isinstance(place, Database) else Path(sheet.name).stem
            found = known.recognise(sheet, stem)
            if found.native is None and found.recipe is None and found.proposal is None and not named:
                left_alone(_left_alone(sheet))  # a folder may hold other things
                continue
            out.append(Plan(sheet, settings, answers, found.native, found.recipe, found.proposal))
    if given is not None:
        refuse_misfit(given, [one.sheet for one in out])
    return out


def _sheets(
    place: Path | Database, named: bool, known: Known, encoding: str | None, left_alone: Callable[[Text], None]
) -> Iterator[Sheet]:
    """The sheets of a file; one that cannot be read is refused where it was named itself, and else left alone."""
    try:
        yield from read_sheets(place, known.judge(), encoding, left_alone)
    except RejectedData as error:
        if named:
            raise
        left_alone(passed_over(error))


def _left_alone(sheet: Sheet) -> Text:
    shown = [*sheet.columns[:12], *(["…"] if len(sheet.columns) > 12 else [])]
    return Text("{file} is left alone: nothing known has its columns ({columns}).", file=sheet.name, columns=shown)


def _sources(
    paths: Sequence[Path | str | Database], left_alone: Callable[[Text], None]
) -> Iterator[tuple[Path | Database, bool]]:
    """Each file and database, and whether it was named itself; of an archive of several files none is."""
    for path in paths:
        if isinstance(path, Database):
            yield path, True
        else:
            for found in expand([Path(path)], left_alone):
                yield found.path, found.named and not holds_several(found.path)
