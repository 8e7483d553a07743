"""Customers: everybody as of the day, or the people behind a number, to be filtered, searched and sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenure.catalogue.groups import every_condition
from tenure.errors import UsageError
from tenure.pages.asking import Asking
from tenure.pages.behind import behind, kind_of, sentence
from tenure.pages.blocks import Block, Note, Section, Shown, Table
from tenure.pages.finding import names_of
from tenure.pages.options import Option
from tenure.pages.roster import first_sort, listed_by, ordered, roster, stages_said
from tenure.pages.sheet import Sheet, Wanted
from tenure.pages.slices import check_slices
from tenure.pages.unrated import unrated
from tenure.words import day_text, later, say_many

ROWS = 50


def _make(asking: Asking, wanted: Wanted) -> Sequence[Section | None]:
    title, metric = asking.say("Customers"), wanted.word("metric")
    _check(asking, wanted)
    told = behind(asking, metric, wanted.word("side"), wanted.where) if metric else None
    if told:  # its slices are read as the number reads them, not as of the day
        listed = roster(asking, {}, told.parts, kind_of(asking, told))
        lead = sentence(asking, told, len(listed.rows))
    else:
        listed = roster(asking, wanted.where, None, "count")
        lead = asking.say("Everybody as of {day}, lost customers included.", day=day_text(asking.as_of, asking.lang))
    if wanted.word("search"):
        found = names_of(asking).found(wanted.word("search"))
        listed = replace(listed, rows=tuple(row for row in listed.rows if row["customer_id"] in found))
    sort = wanted.word("sort") or first_sort(listed)
    listed = replace(listed, rows=ordered(listed, sort))
    if not listed.rows:
        return (Section("customers", title, lead, (Note("nobody", title, asking.say("Nobody is so.")),)),)
    rows = wanted.whole("rows", ROWS)
    shown = Shown(min(wanted.whole("skip", least=0), (len(listed.rows) - 1) // rows * rows), rows)
    many = say_many("{n} customer", "{n} customers", asking.lang, len(listed.rows))
    table = Table(
        "customers",
        title,
        listed.columns,
        listed.cells(),
        listed.total(asking.say("Together"), many),
        unrated(asking),
        shown,
        "customer",
        tuple(f"#{row['customer_id']}" for row in listed.rows),
        sort,
    )
    blocks: tuple[Block, ...] = (table,)
    return (Section("customers", title, lead, blocks),)


def _check(asking: Asking, wanted: Wanted) -> None:
    """Whether nobody is looked for by what the reader may not see, or by a word that there is not."""
    asked = {one.name for one in every_condition(wanted.where)}
    if "customer" in asked and not asking.reader.contacts:
        raise UsageError("Contacts are hidden from you: nobody is found by {slice}.", slice="customer")
    if wanted.word("metric"):  # the words are those of the number
        check_slices(asking, wanted.where, asking.reader.where)
    else:
        check_slices(asking, wanted.where, asking.reader.own, listed_by(asking), stages_said(asking))


SHEET = Sheet(
    name="customers",
    title=later("Customers"),
    question=later("Who are our customers, or the people behind a number?"),
    make=_make,
    options=(
        Option("search", later("part of a name or identifier, or initials of a name's pinyin")),
        Option("sort", later("the key of a column; the largest first with a minus sign before it")),
        Option("rows", later("rows at a time"), str(ROWS)),
        Option("skip", later("rows to leave out at the beginning"), "0"),
        Option("metric", later("the id of a metric: only the customers behind it in the period")),
        Option("side", later("which side of that metric"), "numerator", ("numerator", "denominator", "open", "missed")),
    ),
    sliced=True,
    people=True,
)
