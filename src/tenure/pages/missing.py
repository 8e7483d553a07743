"""What could not be computed, and which file would bring it."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.book import measures
from tenure.catalogue.answer import missing as why_missing
from tenure.pages.asking import Asking
from tenure.pages.blocks import Column, Figures, Note, Page, Section, Table, blocks_of
from tenure.pages.reasons import NOTHING_KNOWN, file_of, kinds_missing
from tenure.stages.relationships import called_for
from tenure.texts import Text
from tenure.words import day_text, several

_UNFILLED = "unfilled"


def missing(asking: Asking) -> Section:
    """The section on what is not there."""
    title = asking.say("What could not be computed")
    lead = asking.say("Import the file, and these numbers appear.")
    waiting: dict[str, list[str]] = {}
    for name, why in _unavailable(asking).items():
        waiting.setdefault(
            several((file_of(kind, asking.lang) for kind in kinds_missing(why)), asking.lang), []
        ).append(_title(asking, name))
    if not asking.shop.facts.known_by_then():
        told = asking.say(NOTHING_KNOWN, day=day_text(asking.as_of, asking.lang))
        return Section("missing", title, "", (Note("nothing_known", title, told),))
    if not waiting:
        return Section(
            "missing",
            title,
            "",
            (
                Note(
                    "nothing_missing",
                    title,
                    asking.say("Nothing is missing: every number of the catalogue could be computed."),
                ),
            ),
        )
    columns = (
        Column("file", asking.say("File that would bring it")),
        Column("numbers", asking.say("Numbers that wait for it")),
    )
    joint = "、" if asking.lang == "zh" else ", "
    rows = tuple((need, joint.join(names)) for need, names in sorted(waiting.items(), key=lambda item: -len(item[1])))
    return Section("missing", title, lead, (Table("missing", title, columns, rows),))


def nobody(asking: Asking) -> Section | None:
    """What to say first in a shop that has not said so: without it nobody counts as a customer."""
    value = called_for(asking.shop)
    if not value:
        return None
    title = asking.say("Nobody counts as a customer yet")
    text = asking.say(
        "Only contracts make a customer here, and there are none. Where buying makes one, set the policy {policy} to {value}.",
        policy="relationship", value=value,
    )  # fmt: skip
    return Section("nobody", title, "", (Note("nobody", title, text),))


def unfilled(asking: Asking, title: str, kinds: Sequence[str]) -> Section:
    """What a page says that has nothing to show: which files would begin to fill it."""
    items = tuple(file_of(kind, asking.lang) for kind in kinds)
    text = (
        asking.say("None of its facts are there yet. Any one of these files begins to fill this page:") if items else ""
    )
    note = Note(_UNFILLED, asking.say("Nothing to show yet"), text, items)
    return Section(_UNFILLED, asking.say(title), "", (note,))


def is_unfilled(page: Page) -> bool:
    """Whether a page waits for its facts: it says so itself, or not one of its headline numbers is in the data."""
    numbers = [one for block in blocks_of(page.sections) if isinstance(block, Figures) for one in block.figures]
    waits = bool(numbers) and all(one.value.status == "unavailable" for one in numbers)
    return waits or any(section.key == _UNFILLED for section in page.sections)


def _unavailable(asking: Asking) -> dict[str, Text]:
    """The metrics that the facts at hand do not tell, and why."""
    told = {
        name: why_missing(asking.shop, one)
        for name, one in measures().items()
        if name.count(".") == 1 and asking.fits(name)
    }
    return {name: why for name, why in told.items() if why is not None}


def _title(asking: Asking, metric: str) -> str:
    one = measures()[metric]
    return one.zh if asking.lang == "zh" else one.en
