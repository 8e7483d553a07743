"""What could not be computed, and which file would bring it."""

from __future__ import annotations

from tenure.book import measures
from tenure.catalogue.value import Value
from tenure.pages.asking import Asking
from tenure.pages.blocks import Column, Note, Section, Table
from tenure.pages.reasons import file_of, kinds_missing


def missing(asking: Asking) -> Section:
    """The section on what is not there."""
    title = asking.say("What could not be computed")
    lead = asking.say("Import the file, and these numbers appear.")
    waiting: dict[str, list[str]] = {}
    for value in _unavailable(asking):
        need = _need(asking, value)
        waiting.setdefault(need, []).append(_title(asking, value.metric))
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


def _unavailable(asking: Asking) -> list[Value]:
    names = [
        name
        for name, one in measures().items()
        if name.count(".") == 1 and not one.params and (not one.grains or asking.period.grain in one.grains)
    ]
    # a question about facts at hand: only what lacks them is asked for, which costs nothing
    lacking = [name for name in names if any(not asking.has(kind) for kind in measures()[name].needs)]
    return (
        [value for value in asking.book.ask(lacking, asking.period, asking.as_of) if value.status == "unavailable"]
        if lacking
        else []
    )


def _need(asking: Asking, value: Value) -> str:
    return "; ".join(file_of(kind, asking.lang) for kind in kinds_missing(value))


def _title(asking: Asking, metric: str) -> str:
    one = measures()[metric]
    return one.zh if asking.lang == "zh" else one.en
