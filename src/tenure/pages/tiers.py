"""Value tiers: who brings how much, and how much hangs on few."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tenure.catalogue.groups import may_fall
from tenure.catalogue.value import divided
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Cell, Chart, Column, Kind, Note, Section, Series, Table
from tenure.pages.figures import figures
from tenure.pages.personal import marked
from tenure.pages.reasons import why_none
from tenure.pages.told import NOTHING, Part, Told, together, told
from tenure.pages.trade import trades_known
from tenure.stages.shop import Buyers, Fifth, buyers, fifths
from tenure.words import number_text
from tenure.words.numbers import DASH

TOP = 10


def tiers(asking: Asking) -> Section:
    """The section on value."""
    return _contract_tiers(asking) if asking.contracts else _shop_tiers(asking)


def _contract_tiers(asking: Asking) -> Section:
    title = asking.say("Customer value")
    policies = asking.shop.policies
    least = {
        name: number_text(policies.number(f"value_tier_{name}_min"), "money", asking.lang, asking.currency, True)
        for name in "ab"
    }
    lead = asking.say("Tier A pays {a} a month or more, tier B {b} or more, tier C less.", **least)
    share = asking.value("value.high_value_share")
    if share.status == "unavailable":
        return Section("value", title, lead, (Note("no_tiers", title, why_none(asking, share)),))
    blocks: list[Block] = [
        figures(
            asking, "value", ("value.high_value_share", "value.arpa", "growth.upgrade_rate", "growth.downgrade_rate")
        )
    ]
    blocks += [_by_tier(asking), *_largest(asking)]
    return Section("value", title, lead, tuple(blocks))


def _by_tier(asking: Asking) -> Block:
    """Customers and revenue of each tier; a note while the period is not over."""
    title = asking.say("Customers and revenue by tier")
    asked = asking.book.ask(
        ["value.tier_distribution", "revenue.mrr"], asking.period, asking.as_of, ("tier",), asking.cut
    )
    open_one = next((value for value in asked if value.value is None), None)
    if open_one is not None:
        return Note("tiers_open", title, why_none(asking, open_one))
    known = {(value.metric, value.dims.get("tier")): told(value) for value in asked}
    asking.measure("value.tier_distribution")
    shown = [tier for tier in "ABC" if may_fall(asking.cut, "tier", tier)]  # of a page cut to one, that one alone
    counts, money = (
        {tier: known.get((name, tier)) or _nobody(asking, name, tier) for tier in shown}
        for name in ("value.tier_distribution", "revenue.mrr")
    )
    people, amount = together(counts.values()), together(money.values())
    columns = (
        Column("tier", asking.say("Tier")), Column("customers", asking.say("Customers"), "count", "value.tier_distribution"),
        Column("share_of_customers", asking.say("Share of customers"), "share"), Column("mrr", asking.name("revenue.mrr"), "money", "revenue.mrr"),
        Column("share_of_mrr", asking.say("Share of MRR"), "share"), Column("each", asking.say("MRR per customer"), "money"),
    )  # fmt: skip
    rows = tuple(
        (t, counts[t], counts[t].of(people), money[t], money[t].of(amount), money[t].of(counts[t])) for t in shown
    )
    total: tuple[Cell, ...] = (asking.say("Together"), people, None, amount, None, amount.of(people))
    return Table("tiers", title, columns, rows, total)


def _nobody(asking: Asking, metric: str, tier: str) -> Told:
    """The number of a tier that nobody is in."""
    return Told(Decimal(0), (Part(metric, asking.period, asking.as_of, dims={"tier": tier}),))


def _largest(asking: Asking) -> list[Block]:
    """The customers that pay most, and how much of all they pay; not for who sees some customers alone."""
    if asking.reader.own:
        return []
    asked = asking.book.ask("revenue.mrr", asking.period, asking.as_of, ("customer",), asking.cut)
    paying = sorted((value for value in asked if value.value), key=lambda value: -(value.value or 0))
    total = told(asking.value("revenue.mrr"))
    if not total.number:
        return []
    rows: list[tuple[Cell, ...]] = []
    running = NOTHING
    for place, value in enumerate(paying[:TOP], start=1):
        name = marked(value.dims.get("customer"))
        mine = told(replace(value, dims={"customer": name}))
        running += mine
        rows.append((str(place), name or DASH, mine, mine.of(total), running.of(total)))
    columns = (
        Column("place", asking.say("Place")), Column("customer", asking.say("Customer"), personal=True),
        Column("mrr", asking.name("revenue.mrr"), "money", "revenue.mrr"),
        Column("share", asking.say("Share of MRR"), "share"), Column("cumulative", asking.say("Together so far"), "share"),
    )  # fmt: skip
    tenth = paying[: max(1, len(paying) // 10)]
    part = divided(sum((value.value or Decimal(0) for value in tenth), Decimal(0)), total.number)
    note = asking.say(
        "The largest tenth of customers pays {share} of all.", share=number_text(part, "share", asking.lang)
    )
    return [Table("largest", asking.say("Largest customers"), columns, tuple(rows), None, note)]


def _shop_tiers(asking: Asking) -> Section:
    title = asking.say("Customer value")
    lead = asking.say(
        "Buyers of the twelve months that end with the period, in five groups of one size by what they spent."
    )
    year = asking.twelve_months
    groups = fifths(asking.some, year) if trades_known(asking) else []
    if not groups:
        return Section(
            "value", title, lead, (Note("no_tiers", title, asking.say("Nobody bought in these twelve months.")),)
        )
    few = buyers(asking.some, year)
    total = sum((group.amount for group in groups), Decimal(0))
    shares = tuple(divided(group.amount, total) for group in groups)
    names = tuple(_fifth(asking, group) for group in groups)
    chart = Chart(
        "spend_shares", asking.say("Share of revenue by group"), _concentration(asking, few), "bars", "share", asking.say("Group"),
        names, (Series("share", asking.say("Share of revenue"), shares, "first"),),
    )  # fmt: skip
    return Section("value", title, lead, (chart, _fifths(asking, groups, names, shares)))


def _fifth(asking: Asking, group: Fifth) -> str:
    names = (
        asking.say("Top fifth"),
        asking.say("Second"),
        asking.say("Middle"),
        asking.say("Fourth"),
        asking.say("Last fifth"),
    )
    return names[group.place - 1]


def _concentration(asking: Asking, few: Buyers) -> str:
    one, ten = (
        number_text(divided(part, few.spent), "share", asking.lang) for part in (few.top_hundredth, few.top_tenth)
    )
    return asking.say(
        "The largest hundredth of buyers brings {one} of revenue, the largest tenth {ten}.", one=one, ten=ten
    )


def _fifths(asking: Asking, groups: list[Fifth], names: tuple[str, ...], shares: tuple[Decimal | None, ...]) -> Table:
    titles: tuple[tuple[str, str, Kind], ...] = (
        ("group", asking.say("Group"), "text"), ("customers", asking.say("Customers"), "count"), ("revenue", asking.say("Revenue"), "money"),
        ("share", asking.say("Share of revenue"), "share"), ("each", asking.say("Revenue per customer"), "money"),
        ("purchases", asking.say("Purchases per customer"), "times"), ("least", asking.say("Least"), "money"), ("most", asking.say("Most"), "money"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for name, group, share in zip(names, groups, shares, strict=True):
        people = Decimal(group.customers)
        each, times = divided(group.amount, people), divided(Decimal(group.purchases), people)
        rows.append((name, group.customers, group.amount, share, each, times, group.least, group.most))
    return Table(
        "spend_fifths", asking.say("Groups by spending"), tuple(Column(*title) for title in titles), tuple(rows)
    )
