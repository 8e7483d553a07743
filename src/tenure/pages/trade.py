"""The trade of a shop: new and repeat revenue, how often people buy, refunds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from tenure.catalogue.measure import Better
from tenure.catalogue.value import Status, Value, divided
from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Cell, Chart, Column, Figure, Figures, Kind, Note, Section, Series, Table
from tenure.pages.figures import comparisons, figure, when
from tenure.pages.series import course
from tenure.pages.told import Part, Side, Told
from tenure.periods import Period
from tenure.stages.shop import Trade, buyers, intervals, trade
from tenure.words import number_text

NAMES = ("shop.revenue", "shop.repeat_rate", "shop.refund_share", "shop.repeat_share")
_WIDTHS = (7, 14, 30, 60, 90, 180, 365)  # days


def trades_known(asking: Asking) -> bool:
    """Whether what was sold can be told: there are transactions, and a rate for each currency in each period shown."""
    told = [gap for gap in asking.shop.gaps if gap.kind == "transactions"]
    early = any(gap.within("month_end", period.start, period.last) for gap in told for period in when(asking))
    return asking.has("transactions") and not asking.shop.unrated and not early


def trade_figures(asking: Asking) -> list[Figure]:
    """Revenue and the share of buyers that bought before; nothing where sales are not known."""
    if not trades_known(asking):
        return []
    periods = when(asking)
    sold = dict(zip(periods, trade(asking.some, periods), strict=True))
    return [
        _figure(asking, "shop.revenue", "money", Better.MORE, sold),
        _figure(asking, "shop.repeat_rate", "share", Better.MORE, sold),
    ]


def shop_title(asking: Asking, name: str) -> str:
    """What a number of the trade is called."""
    titles = {
        "shop.revenue": asking.say("Revenue"),
        "shop.repeat_rate": asking.say("Repeat rate"),
        "shop.repeat_share": asking.say("Repeat share of revenue"),
        "shop.refund_share": asking.say("Refund rate by amount"),
    }
    return titles[name]


def _figure(asking: Asking, name: str, kind: Kind, better: Better, sold: Mapping[Period, Trade]) -> Figure:
    known = {period: _value(asking, name, period, one) for period, one in sold.items()}
    now, trend = known[asking.period], tuple(known[period] for period in asking.trail)
    hint = ""
    if kind == "share" and now.numerator is not None and now.denominator is not None:
        unit = "count" if name == "shop.repeat_rate" else "money"
        part, whole = (
            number_text(n, unit, asking.lang, asking.currency, True) for n in (now.numerator, now.denominator)
        )
        hint = asking.say("{part} of {whole}", part=part, whole=whole)
    asking.used.setdefault(name)
    return Figure(
        name,
        shop_title(asking, name),
        kind,
        now,
        hint,
        comparisons(asking, kind, better, now, known.__getitem__),
        trend if len(trend) > 2 else (),
        name,
    )


def _value(asking: Asking, name: str, period: Period, one: Trade) -> Value:
    status: Status = "partial" if period.last > asking.as_of else "final"
    standing = {"policy_version": asking.shop.policies.version, "facts_version": asking.shop.facts.version}
    if name == "shop.revenue":
        return Value(name, period, asking.as_of, status, one.revenue, **standing)  # type: ignore[arg-type]
    sides = {
        "shop.repeat_rate": (Decimal(one.repeat_buyers), Decimal(one.buyers)),
        "shop.repeat_share": (one.revenue - one.new_revenue, one.revenue),
        "shop.refund_share": (one.refunded, one.revenue),
    }
    part, whole = sides[name]
    rate = divided(part, whole)
    return Value(name, period, asking.as_of, "undefined" if rate is None else status, rate, part, whole, **standing)  # type: ignore[arg-type]


def sales(asking: Asking) -> Section:
    """The section on revenue of a shop."""
    title, lead = (
        asking.say("Revenue: new and repeat"),
        asking.say("New: on a customer's first day of buying. Repeat: on any later day."),
    )
    if not trades_known(asking):
        return Section(
            "sales",
            title,
            lead,
            (Note("sales_missing", title, asking.say("There are no sales in a currency that can be converted.")),),
        )
    periods = when(asking)
    sold = dict(zip(periods, trade(asking.some, periods), strict=True))
    months = dict(zip(asking.months, trade(asking.some, asking.months), strict=True))
    told = [
        _figure(asking, name, "share", Better.LESS if name == "shop.refund_share" else Better.MORE, sold)
        for name in NAMES[1:]
    ]
    orders = [figure(asking, name) for name in ("value.aov", "value.purchase_frequency")]
    blocks: list[Block] = [
        Figures("sales", (_figure(asking, "shop.revenue", "money", Better.MORE, sold), *told, *orders)),
        _chart(asking, months),
        _table(asking, months),
        *_intervals(asking),
    ]  # fmt: skip
    return Section("sales", title, lead, tuple(blocks))


def _chart(asking: Asking, months: Mapping[Period, Trade]) -> Chart:
    new = Series("new", asking.say("First purchases"), tuple(one.new_revenue for one in months.values()), "second")
    repeat = Series(
        "repeat", asking.say("Repeat"), tuple(one.revenue - one.new_revenue for one in months.values()), "first"
    )
    summary = course(asking, asking.say("Revenue"), [one.revenue for one in months.values()], list(months), "money")
    running = tuple(str(month) for month in months if month.last > asking.as_of)
    places = tuple(str(month) for month in months)
    return Chart(
        "sales_months",
        asking.say("Revenue by month"),
        summary,
        "stacked",
        "money",
        asking.say("Month"),
        places,
        (repeat, new),
        running,
    )


def _table(asking: Asking, months: Mapping[Period, Trade]) -> Table:
    titles: list[tuple[str, str, Kind]] = [
        ("month", asking.say("Month"), "period"), ("revenue", asking.say("Revenue"), "money"), ("new_revenue", asking.say("of it new"), "money"),
        ("repeat_revenue", asking.say("of it repeat"), "money"), ("buyers", asking.say("Buyers"), "count"), ("new_buyers", asking.say("New buyers"), "count"),
        ("repeat_buyers", asking.say("Repeat buyers"), "count"), ("repeat_rate", asking.say("Repeat rate"), "share"),
        ("refunded", asking.say("Refunded"), "money"), ("refund_share", asking.say("Refund rate by amount"), "share"),
    ]  # fmt: skip
    cards = any(one.topped_up or one.redeemed for one in months.values())
    if cards:
        titles += [
            ("topped_up", asking.say("Card top-ups"), "money"),
            ("redeemed", asking.say("Paid by card"), "money"),
        ]
    rows: list[tuple[Cell, ...]] = []
    began = asking.bases == {"purchase"}  # then who buys for the first time is a new customer
    for month, one in months.items():
        new = _asked(asking, one.new_buyers, "acq.new_customers.new_logo", month) if began else one.new_buyers
        row: tuple[Cell, ...] = (
            month, _asked(asking, one.revenue, "value.aov", month, "numerator"), one.new_revenue, one.revenue - one.new_revenue,
            _asked(asking, one.buyers, "value.purchase_frequency", month, "denominator"), new, one.repeat_buyers,
            _value(asking, "shop.repeat_rate", month, one), one.refunded, _value(asking, "shop.refund_share", month, one),
        )  # fmt: skip
        rows.append((*row, one.topped_up, one.redeemed) if cards else row)
    note = asking.say("A buyer whose first and second day of buying lie in one month is counted as new and as repeat.")
    return Table(
        "sales_months_table",
        asking.say("Month by month"),
        tuple(Column(*title) for title in titles),
        tuple(rows),
        note=note,
    )


def _asked(asking: Asking, number: Decimal | int, metric: str, month: Period, side: Side = "value") -> Cell:
    """A number of the trade that a side of a metric answers too: not where it is cut, for that asks who fell under the slice then."""
    if asking.cut:
        return number
    return Told(Decimal(number), (Part(metric, month, asking.as_of, side),))


def _intervals(asking: Asking) -> list[Block]:
    """How many days pass between two days of buying, over the twelve months that end with the period."""
    year = asking.twelve_months
    days = intervals(asking.some, year)
    total = sum(days.values())
    if not total:
        return []
    edges = list(zip((1, *(width + 1 for width in _WIDTHS)), (*_WIDTHS, None), strict=True))
    counts = [sum(n for gap, n in days.items() if gap >= low and (high is None or gap <= high)) for low, high in edges]
    places = tuple(f"{low}–{high}" if high else f"{low}+" for low, high in edges)
    who = buyers(asking.some, year)
    summary = asking.say(
        "Half of the {n} repeat purchases of the twelve months came within {days} days of the one before.",
        n=f"{total:,}",
        days=middle(days),
    )
    twice = number_text(divided(Decimal(who.twice), Decimal(who.ever)), "share", asking.lang)
    summary = f"{summary} {asking.say('{share} of all buyers ever bought on two days or more.', share=twice)}"
    series = Series("purchases", asking.say("Repeat purchases"), tuple(Decimal(n) for n in counts), "first")
    return [
        Chart(
            "purchase_intervals",
            asking.say("Days between purchases"),
            summary,
            "bars",
            "count",
            asking.say("Days since the purchase before"),
            places,
            (series,),
        )
    ]


def middle(counts: Mapping[int, int]) -> int:
    """The lower median of numbers told as how often each occurs."""
    half, seen = (sum(counts.values()) + 1) // 2, 0
    for number in sorted(counts):
        seen += counts[number]
        if seen >= half:
            return number
    raise ValueError("nothing was counted")
