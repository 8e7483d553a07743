"""How fresh the facts are: of each kind how many, and up to which day they tell."""

from __future__ import annotations

from tenure.pages.asking import Asking
from tenure.pages.blocks import Column, Section, Table
from tenure.stages.reach import reaches
from tenure.words import day_text


def freshness(asking: Asking) -> Section:
    """The section on what is known and how recent it is."""
    columns = (
        Column("kind", asking.say("Kind of fact")),
        Column("rows", asking.say("In force"), "count"),
        Column("last_day", asking.say("Tells up to"), "day"),
        Column("last_known", asking.say("Last heard of"), "day"),
    )
    rows = tuple((one.kind, one.rows, one.last_day, one.last_known) for one in reaches(asking.shop))
    lead = asking.say("What is known as of {day}, kind by kind.", day=day_text(asking.as_of, asking.lang))
    return Section(
        "freshness",
        asking.say("How fresh the facts are"),
        lead,
        (Table("freshness", asking.say("Facts by kind"), columns, rows),),
    )
