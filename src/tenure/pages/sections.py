"""The shorter sections: activity, service, satisfaction, the public pool."""

from __future__ import annotations

from dataclasses import replace

from tenure.pages.asking import Asking
from tenure.pages.blocks import Block, Cell, Column, Note, Section, Table
from tenure.pages.figures import figures
from tenure.pages.series import lines, table
from tenure.pages.told import told
from tenure.periods import Period

_SERVICE = (
    "service.first_response_time", "service.first_response_within_target", "service.resolution_time", "service.unanswered_rate",
)  # fmt: skip
_NPS = ("loyalty.nps", "loyalty.promoter_share", "loyalty.promoter_share.detractor")
_WARNINGS = ("activity.warning_rate", "activity.warning_rate.low", "activity.warning_rate.drop", "activity.rescue_rate")


def activity(asking: Asking) -> Section | None:
    """The section on activity and warnings; None without use of a product."""
    if not asking.has("usage_events"):
        return None
    policies = asking.shop.policies
    lead = asking.say(
        "Active: {days} usage days or more in a month. A warning: at most {low} usage days, or a sharp drop.",
        days=policies.whole("active_min_days"), low=policies.whole("low_max_days"),
    )  # fmt: skip
    shown = [
        "activity.active_customers",
        "activity.active_rate",
        "activity.rescue_rate",
        "engagement.interactions_per_customer",
    ]
    blocks: list[Block] = [
        figures(asking, "activity", [name for name in shown if asking.value(name).status != "unavailable"])
    ]
    chart = lines(
        asking,
        "activity_months",
        asking.say("Active and warned customers"),
        (("activity.active_rate", "first"), ("activity.warning_rate", "bad")),
        asking.year,
    )
    blocks += [chart] if chart else []
    note = asking.say(
        "Rescued: active again in a full month of the window of {n} months.", n=policies.whole("rescue_months")
    )
    blocks.append(
        table(
            asking,
            "warnings",
            asking.say("Month by month"),
            ("activity.active_customers", "activity.active_rate", *_WARNINGS),
            asking.year,
            note,
        )
    )
    return Section("activity", asking.say("Activity and warnings"), lead, tuple(blocks))


def service(asking: Asking) -> Section | None:
    """The section on customer service; None without tickets."""
    if not asking.has("ticket_events"):
        return None
    asking.ask((*_SERVICE, asking.measure("service.tickets_opened").id), asking.year)
    policies = asking.shop.policies
    lead = asking.say(
        "Support tickets by the day they were opened; target: {target} working minutes to the first reply.",
        target=policies.whole("frt_target_business_minutes"),
    )
    blocks: list[Block] = [figures(asking, "service", _SERVICE)]
    chart = lines(
        asking,
        "service_months",
        asking.say("First response within target"),
        (("service.first_response_within_target", "first"),),
        asking.year,
    )
    blocks += [chart] if chart else []
    columns = [
        Column("month", asking.say("Month"), "period"),
        Column("tickets", asking.say("Tickets"), "count", "service.tickets_opened"),
    ]
    columns += [Column(name, asking.name(name), asking.measure(name).unit.value, name) for name in _SERVICE]
    rows: list[tuple[Cell, ...]] = []
    for month in asking.year:
        values = [asking.value(name, month) for name in _SERVICE]
        rows.append((month, asking.value("service.tickets_opened", month), *values))
    blocks.append(Table("service_table", asking.say("Month by month"), tuple(columns), tuple(rows)))
    return Section("service", asking.say("Service"), lead, tuple(blocks))


def satisfaction(asking: Asking) -> Section | None:
    """The section on satisfaction; None without answers to surveys."""
    if not asking.has("survey_responses"):
        return None
    lead = asking.say("What customers answer when asked; one vote per person for the net promoter score.")
    blocks: list[Block] = [
        figures(
            asking,
            "satisfaction",
            ("satisfaction.csat", "satisfaction.csat.mean", "loyalty.nps", "loyalty.nps.account"),
        )
    ]
    blocks += _promoters(asking)
    chart = lines(
        asking,
        "csat_months",
        asking.say("Satisfied customers by month"),
        (("satisfaction.csat", "first"),),
        asking.year,
    )
    blocks += [chart] if chart else []
    return Section("satisfaction", asking.say("Satisfaction"), lead, tuple(blocks))


def _promoters(asking: Asking) -> list[Block]:
    """Promoters, passives and detractors of every month in which people voted."""
    asking.ask(_NPS, asking.year)
    voted = [month for month in asking.year if asking.value("loyalty.nps", month).denominator]
    titles = (
        Column("month", asking.say("Month"), "period"), Column("answers", asking.say("Answers"), "count"),
        Column("promoters", asking.say("Promoters (9–10)"), "share"), Column("passives", asking.say("Passives (7–8)"), "share"),
        Column("detractors", asking.say("Detractors (0–6)"), "share"), Column("nps", asking.name("loyalty.nps"), "score", "loyalty.nps"),
        Column("response", asking.name("satisfaction.survey_response_rate"), "share", "satisfaction.survey_response_rate"),
    )  # fmt: skip
    rows = tuple(_votes(asking, month) for month in voted)
    title = asking.say("Net promoter score by month")
    if not rows:
        return [Note("no_nps", title, asking.say("Nobody answered a promoter question in these months."))]
    return [Table("nps_months", title, titles, rows)]


def _votes(asking: Asking, month: Period) -> tuple[Cell, ...]:
    nps, *shares = (asking.value(name, month) for name in _NPS)
    count = told(nps, "denominator")
    up, down = (told(one, "numerator") for one in shares)
    passive = (count - up - down).of(count)
    where = {"instrument": "nps"}
    answered = asking.book.ask("satisfaction.survey_response_rate", month, asking.as_of, (), {**asking.cut, **where})[0]
    return month, count, shares[0], passive, shares[1], nps, replace(answered, dims=where)


def pool(asking: Asking) -> Section:
    """The section on lost customers and the public pool."""
    names = ["churn.customers", "churn.rate_count", "churn.sea_pool_size"]
    if asking.contracts:
        names += ["renewal.pending_customers", "renewal.pending_amount"]
    lead = asking.say("A customer whose relationship ended, and who has not come back, is in the public pool.")
    signs = ("acq.new_customers", "acq.new_customers.new_logo")
    asking.ask([*names, *signs], asking.year)
    columns = (
        Column("month", asking.say("Month"), "period"),
        Column("lost", asking.name("churn.customers"), "count", "churn.customers"),
        Column("returned", asking.say("Came back"), "count"),
        Column("pool", asking.name("churn.sea_pool_size"), "count", "churn.sea_pool_size"),
    )
    rows: list[tuple[Cell, ...]] = []
    for month in asking.year:
        signed, first = (asking.value(name, month) for name in signs)
        rows.append(
            (
                month,
                asking.value("churn.customers", month),
                told(signed) - told(first),
                asking.value("churn.sea_pool_size", month),
            )
        )
    made = Table("pool_months", asking.say("Month by month"), columns, tuple(rows))
    return Section(
        "pool", asking.say("Lost customers and the public pool"), lead, (figures(asking, "pool", names), made)
    )
