"""What could not be computed, and which file would bring it."""

from __future__ import annotations

from tenure.book import measures
from tenure.catalogue.answer import missing as why_missing
from tenure.pages.asking import Asking
from tenure.pages.blocks import Column, Note, Section, Table
from tenure.pages.reasons import NOTHING_KNOWN, file_of, kinds_missing
from tenure.stages.relationships import called_for
from tenure.texts import Text
from tenure.words import day_text


def missing(asking: Asking) -> Section:
    """The section on what is not there."""
    title = asking.say("What could not be computed")
    lead = asking.say("Import the file, and these numbers appear.")
    waiting: dict[str, list[str]] = {}
    for name, why in _unavailable(asking).items():
        waiting.setdefault("; ".join(file_of(kind, asking.lang) for kind in kinds_missing(why)), []).append(
            _title(asking, name)
        )
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


def _unavailable(asking: Asking) -> dict[str, Text]:
    """The metrics that the facts at hand do not tell, and why."""
    told = {
        name: why_missing(asking.shop, one)
        for name, one in measures().items()
        if name.count(".") == 1 and not one.params and (not one.grains or asking.period.grain in one.grains)
    }
    return {name: why for name, why in told.items() if why is not None}


def _title(asking: Asking, metric: str) -> str:
    one = measures()[metric]
    return one.zh if asking.lang == "zh" else one.en
