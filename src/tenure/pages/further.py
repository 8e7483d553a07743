"""Numbers of the catalogue that ask by themselves to be in the report."""

from __future__ import annotations

from tenure.book import measures
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Section
from tenure.pages.figures import figures
from tenure.pages.series import table


def further(asking: Asking) -> Section | None:
    """The section on metrics that are declared as `reported`; None without any."""
    names = [name for name, one in measures().items() if one.reported and not one.params and name.count(".") == 1]
    if not names:
        return None
    lead = asking.say("Numbers that their definitions ask to be told here.")
    blocks: list[Block] = [
        figures(asking, "further", names),
        table(asking, "further_months", asking.say("Month by month"), names, asking.year),
    ]
    return Section("further", asking.say("Further numbers"), lead, tuple(blocks))
