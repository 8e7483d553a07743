"""What every number on a page means, under which settings, and how to look behind it."""

from __future__ import annotations

from tenure.catalogue.measure import Formula, Measure, Median, Ratio, Total
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Column, Definition, Definitions, Section, Table
from tenure.pages.trade import shop_title
from tenure.policies import SETTINGS
from tenure.words import later

STATUSES = (
    (later("final"), later("nothing that belongs to it is open any more")),
    (later("provisional"), later("some windows are open: the value is over the members decided, the range over all")),
    (later("immature"), later("not known yet")),
    (later("partial"), later("what happened so far; the period is not over, or some cases are open")),
    (later("undefined"), later("nothing to divide by in the period")),
    (later("unavailable"), later("the facts it needs have not been imported")),
)


def definitions(asking: Asking) -> Section:
    """The appendix: definitions, meanings of a status, settings in force."""
    known = asking.known
    entries = tuple(
        _of_metric(asking, known[name]) if name in known else _of_trade(asking, name) for name in asking.used
    )
    blocks: list[Block] = [Definitions("definitions", entries), _statuses(asking), _settings(asking)]
    lead = asking.say("Each number is one sentence; the people behind it are one command away.")
    return Section("definitions", asking.say("Definitions"), lead, tuple(blocks))


def meanings(asking: Asking) -> Section | None:
    """The definitions of the metrics that a page shows; None where it shows none."""
    entries = tuple(_of_metric(asking, asking.known[name]) for name in asking.used if name in asking.known)
    if not entries:
        return None
    return Section("definitions", asking.say("Definitions"), "", (Definitions("definitions", entries),))


def _of_metric(asking: Asking, one: Measure) -> Definition:
    zh = asking.lang == "zh"
    details = [(asking.say("Id"), one.id)]
    details += [(asking.say("Computed as"), text) for text in [_formula(one, asking.say("all"))] if text]
    details += [(asking.say("Source"), asking.say(one.source))] if one.source else []
    command = (
        f"tenure who {one.id} --period {asking.period}"
        if one.sides()
        else f"tenure metrics {one.id} --period {asking.period}"
    )
    details.append((asking.say("Look behind it"), command))
    says = one.says_zh if zh else one.says
    return Definition(one.id, asking.name(one.id), says, tuple(details))


def _formula(one: Measure, every: str) -> str:
    match one:
        case Ratio():
            return f"{one.numerator.text} ÷ {every if one.denominator.text == '1' else one.denominator.text}"
        case Total() | Median():
            return every if one.of.text == "1" else one.of.text
        case Formula():
            return "; ".join(
                dict.fromkeys(part.measure for part in one.parts.values() if isinstance(part.measure, str))
            )
    return ""


def _of_trade(asking: Asking, name: str) -> Definition:
    says = {
        "shop.revenue": asking.say(
            "Amount of the orders (invoices) of the period, before refunds, in the reporting currency."
        ),
        "shop.repeat_rate": asking.say(
            "Buyers of the period who bought on a day that was not their first, of all buyers of the period."
        ),
        "shop.repeat_share": asking.say(
            "Revenue on days that were not a customer's first day of buying, of all revenue."
        ),
        "shop.refund_share": asking.say("Amount refunded in the period, of the revenue of the period."),
    }
    return Definition(name, shop_title(asking, name), says[name], ((asking.say("Id"), name),))


def _statuses(asking: Asking) -> Table:
    columns = (Column("status", asking.say("Status")), Column("meaning", asking.say("What it means")))
    return Table(
        "statuses",
        asking.say("How sure a number is"),
        columns,
        tuple((asking.say(name), asking.say(text)) for name, text in STATUSES),
    )


def _settings(asking: Asking) -> Table:
    """The policies in force, those that this workspace sets first."""
    policies = asking.shop.policies
    names = sorted(SETTINGS, key=lambda name: (name not in policies.values, list(SETTINGS).index(name)))
    columns = (
        Column("policy", asking.say("Setting")), Column("value", asking.say("Value")),
        Column("meaning", asking.say("What it means")), Column("origin", asking.say("Set by")),
    )  # fmt: skip
    own, standard = asking.say("this workspace"), asking.say("default")
    rows = tuple(
        (
            name,
            policies.text(name) or "–",
            SETTINGS[name].zh if asking.lang == "zh" else SETTINGS[name].en,
            own if name in policies.values else standard,
        )
        for name in names
    )
    return Table("policies", asking.say("Settings in force ({version})", version=policies.version), columns, rows)
