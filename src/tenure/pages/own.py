"""The company's own numbers, after those of the catalogue."""

from __future__ import annotations

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Section
from tenure.pages.figures import figures
from tenure.pages.series import table


def own(asking: Asking) -> Section | None:
    """The section on metrics that the company has defined itself; None without any."""
    names = [name for name, one in asking.book.own().measures.items() if not one.params]
    if not names:
        return None
    lead = asking.say("Defined by yourselves, in the files of the folder `definitions`.")
    blocks: list[Block] = [
        figures(asking, "own", names),
        table(asking, "own_months", asking.say("Month by month"), names, asking.year),
    ]
    return Section("own", asking.say("Your own numbers"), lead, tuple(blocks))
