"""Small random companies that lean to the edges of periods, windows, zones and clocks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from tests.oracle.days import ONE_DAY, add_months
from tests.oracle.derivation import P1
from tests.oracle.facts import DEFAULTS
from tests.oracle.random_contracts import draw_contracts, revise_contracts
from tests.oracle.random_draft import CURRENCIES, FIRST, HEADERS, LAST, Draft
from tests.oracle.random_people import draw_attributes, draw_contacts, draw_people, draw_surveys, draw_tickets
from tests.oracle.random_trade import (
    draw_campaigns,
    draw_costs,
    draw_followers,
    draw_leads,
    draw_members,
    draw_payments,
    draw_posts,
    draw_purchases,
    draw_rates,
    draw_visits,
)
from tests.oracle.timing import is_per_campaign

BASES = (*["contract"] * 6, "contract|purchase", "contract|purchase|stored_value", "purchase", "stored_value")
GRAINS = ("month", "quarter", "year", "half", "week", "day")


@dataclass(frozen=True)
class Company:
    """Facts in the golden shape, the policies they are read under, the day they are read on, and periods to ask for."""

    facts: dict[str, list[dict[str, str]]]
    policies: dict[str, str]
    zone: str
    as_of: date
    periods: tuple[str, ...]


def named(day: date, grain: str) -> str:
    """The period of a grain that holds the day, as a word."""
    if grain == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "half": f"{day.year}-H{1 if day.month <= 6 else 2}",
        "year": str(day.year),
    }[grain]


@st.composite
def company(draw: st.DrawFn, bases: tuple[str, ...] = BASES) -> Company:
    """A company of three to eight customers over about eighteen months, read on a random day, one period a grain."""
    draft = Draft(draw)
    draft.settings.update(_settings(draft, bases))
    near = draft.one_of((draft.as_of, draft.as_of, draft.as_of - ONE_DAY, draft.as_of + ONE_DAY))
    periods = [named(min(max(near, FIRST), LAST), grain) for grain in GRAINS]
    periods += [named(draft.day(), grain) for grain in GRAINS]
    _fill(draft)
    return Company(draft.facts, draft.settings, draft.zone.name, draft.as_of, tuple(dict.fromkeys(periods)))


def _settings(draft: Draft, bases: tuple[str, ...]) -> dict[str, str]:
    """All policies written out; only the win-back window is sometimes left to its default."""
    settings = {**DEFAULTS, "reporting_zone": draft.zone.name, "relationship": draft.one_of(bases)}
    settings["grace_months"] = draft.one_of(("2", "1", "3", ""))
    settings["lapse_days"] = draft.one_of(("90", "30", "180"))
    settings["rescue_months"] = draft.one_of(("2", "1"))
    settings["active_min_days"] = draft.one_of(("2", "1"))
    return {key: value for key, value in settings.items() if value}


def _fill(draft: Draft) -> None:
    """Draw all kinds of fact."""
    draw_rates(draft)
    campaigns = draw_campaigns(draft)
    customers = [draft.name("C") for _ in range(3 + len(draft.some(5)))]
    terms = {customer: draw_contracts(draft, customer) for customer in customers}
    people = {customer: draw_people(draft, customer) for customer in customers}
    for customer in customers:
        draw_payments(draft, terms[customer])
        draw_attributes(draft, customer)
        revise_contracts(draft, terms[customer])
        if draft.settings["relationship"] != "contract":
            draw_purchases(draft, customer)
    leads = draw_leads(draft, terms, campaigns)
    _introduce(draft, customers, leads)
    draw_members(draft, customers)
    draw_visits(draft)
    draw_followers(draft)
    draw_posts(draft)
    draw_tickets(draft, customers)
    draw_surveys(draft, customers, people)
    draw_contacts(draft, [*(("customer", customer) for customer in customers), ("lead", "L01")])
    draw_costs(draft, customers, campaigns)
    _revise(draft)


def _introduce(draft: Draft, customers: list[str], leads: dict[str, str]) -> None:
    """The customers themselves, known from before everything else."""
    for customer in customers:
        draft.add(
            "customers",
            draft.zone.at(date(2023, 1, 1)),
            customer_id=customer,
            name=customer,
            lead_id=leads.get(customer, ""),
            first_channel="search",
            referrer_customer_id=draft.one_of(("", customers[0])) if customer != customers[0] else "",
            home_currency=draft.one_of(CURRENCIES),
        )


def _revise(draft: Draft) -> None:
    """Late corrections and retractions of facts other than contracts."""
    draft.revise("contract_prices", "mrr", ("800", "3000"), rows=2, retract=False)  # no contract without a price
    draft.revise("transactions", "amount", ("500", "0.02"), rows=2)
    draft.revise("usage_events", "quantity", (5,), rows=2)
    draft.revise("interactions", "direction", ("in", "out"))
    draft.revise("ticket_events", "actor", ("agent", "bot"))
    draft.revise("costs", "amount", ("77.7",))
    draft.revise("touches", "channel", ("search",))


def questions(company: Company, metrics: tuple[str, ...] = P1) -> Iterator[tuple[str, str, str]]:
    """Metric, period (or campaign) and slices of all that can be asked about a company."""
    for metric in metrics:
        if is_per_campaign(metric):
            for campaign in company.facts["campaigns"]:
                yield from ((metric, campaign["campaign_id"], dims) for dims in _campaign_slices(campaign, metric))
        else:
            slices = _slices(company, metric)
            yield from ((metric, period, dims) for period in company.periods for dims in slices)


def _campaign_slices(campaign: dict[str, str], metric: str) -> list[str]:
    """What can be asked about a campaign: arms are compared unless it is there to win new customers."""
    wins = campaign["kind"] == "acquisition"
    if metric.startswith(("campaign.roi", "campaign.cost")):
        return [""] if wins else []
    if wins:
        return [""] if metric.startswith("campaign.conversion") else []
    if metric == "campaign.conversion_rate":
        return ["arm=treatment", "arm=control"]
    start = date.fromisoformat(campaign["start_date"])
    if metric == "programme.ab_difference.cuped":
        return [f"before={named(add_months(start, -1), 'month')}"]
    if metric in ("programme.before_after", "programme.did"):
        months = [f"{when}={named(add_months(start, step), 'month')}" for when, step in (("before", -1), ("after", 1))]
        return [";".join(["measure=active_days", *months])]
    return [""]


_OF_CUSTOMERS = (
    "value.clv_historical",
    "value.referral_value",
    "profit.customer_contribution",
    "profit.customer_contribution.billed",
    "profit.customer_contribution.full",
    "profit.customer_contribution.margin",
)


def _reason(company: Company) -> str:
    """A reason that some notice gives."""
    return next((row["reason"] for row in company.facts["contract_notices"] if row["reason"]), "price")


def _slices(company: Company, metric: str) -> list[str]:
    """The parameters and slices a metric needs."""
    customers = [f"customer={row['customer_id']}" for row in company.facts["customers"][:3]]
    return {
        "retention.nday": ["n=1", "n=7", "n=30"],
        "retention.calendar": ["n=0", "n=1", "n=3"],
        "retention.nday.rolling": ["n=0", "n=1", "n=7"],
        "retention.unbounded": ["n=1", "n=7", "n=30"],
        "retention.bracket": ["from=1;to=7", "from=7;to=31"],
        "retention.survival": ["t=30", "t=365", "t=430"],
        "retention.revenue_cohort": [f"at={named(company.as_of, 'month')}", "at=2023-12", "at=2024-06"],
        "retention.seasonality_index": ["month=1"],
        "renewal.rate_count.by_day": ["k=0", "k=30"],
        "acq.channel_conversion_rate": ["channel=search", "channel=paid_social"],
        "acq.channel_share": ["channel=search", "channel=paid_social"],
        "churn.reason_share": ["reason=unknown", f"reason={_reason(company)}"],
        "cost.cac.lag": ["k=1", "k=12"],
        **dict.fromkeys(_OF_CUSTOMERS, customers),
        "value.rfm_score": ["factor=tenure", "factor=frequency", "factor=revenue"],
        "satisfaction.service_csat": ["dimension=overall", "dimension=speed"],
        "growth.stage_conversion_rate": ["from=new;to=mature", "from=lead;to=new"],
        "growth.stage_dwell_days": [f"stage={name}" for name in ("lead", "new", "mature", "at_risk", "churned")],
        "growth.role_count": ["role=fan", "role=east"],
        "growth.value_tier_migration": ["direction=down", "direction=up"],
        "value.tier_distribution": ["tier=A", "tier=B", "tier=C"],
        "satisfaction.survey_response_rate": ["instrument=csat", "instrument=nps"],
        "service.touchpoint_response_time": ["channel=email", "channel=social"],
        "growth.stage_distribution": [f"stage={name}" for name in ("lead", "new", "mature", "at_risk", "churned")],
    }.get(metric, [""])


def write_company(company: Company, folder: Path) -> None:
    """Write one CSV a kind, and the policies, as the golden folder has them."""
    for kind, header in HEADERS.items():
        _write(folder / f"{kind}.csv", header, [[row[column] for column in header] for row in company.facts[kind]])
    _write(folder / "policies.csv", ("key", "value", "note"), [[k, v, ""] for k, v in company.policies.items()])


def _write(path: Path, header: tuple[str, ...], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
