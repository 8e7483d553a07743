"""Orrendale holds every way in which a contract can go on or end, in believable shares, and its story shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache

import pytest

from tenure.periods import add_months
from tests.demo.reading import civil, facts, month, nps, share
from tests.demo.relations import AS_OF, Contract, contracts, held, kept, mrr, run_on, runs

SLUG = "orrendale"


@cache
def main() -> list[Contract]:
    return [contract for contract in contracts().values() if contract.product == "audit"]


def edges() -> dict[str, int]:
    """How often each edge of a contract's life is found in the facts."""
    everything = contracts().values()
    renewals = [(before, before.successor) for before in everything if before.successor]
    returns = [contract for contract in everything if contract.predecessor and contract.predecessor in contracts()]
    early = [(old, new) for old, new in renewals if (old.due - new.signed).days >= 60]
    late = [(old, new) for old, new in renewals if new.signed >= old.due]
    ended = [contract for contract in everything if contract.ending == "cancelled" and contract.ended]
    pairs = [
        (contract, x, y) for contract in everything for x, y in zip(contract.prices, contract.prices[1:], strict=False)
    ]
    last = [(old.price(old.end - timedelta(days=1)), new.prices[0]) for old, new in renewals]
    return {
        "on time": sum(0 < (old.due - new.signed).days < 60 for old, new in renewals),
        "early": sum(old.ending == "" for old, _ in early),
        "early and replacing": sum(old.ending == "replaced" for old, _ in early),
        "late inside the window": len(late),
        "on the last day of the window": sum(new.signed == old.window_end - timedelta(days=1) for old, new in late),
        "late, starting where the old one ended": sum(new.start == old.due for old, new in late),
        "late, starting later": sum(new.start > old.due for old, new in late),
        "after the window, linked": sum(new.signed >= contracts()[new.predecessor].window_end for new in returns),
        "a new sign after a loss": sum(len(spans) > 1 for spans in runs().values()),
        "cancelled while running": sum(one.start < one.end < one.due for one in ended),
        "cancelled before the start": sum(one.ended <= one.start for one in ended if one.ended),
        "lost": sum(one.outcome is False and not one.ending for one in everything),
        "open": sum(one.outcome is None and one.due <= AS_OF for one in everything),
        "partial": sum(y[1] < x[1] and x[2] == y[2] for x, y in last),
        "for more": sum(y[1] > x[1] and x[2] == y[2] for x, y in last),
        "another currency": sum(x[2] != y[2] for x, y in last),
        "several years": sum(one.due >= add_months(one.start, 24) for one in everything),
        "seats added": sum(y[3] > x[3] for _, x, y in pairs),
        "seats given back": sum(0 < y[3] < x[3] for _, x, y in pairs),
        "a higher plan": sum(y[4] > x[4] for _, x, y in pairs),
        "a lower plan": sum(y[4] < x[4] for _, x, y in pairs),
    }


@pytest.mark.parametrize("edge", edges())
def test_each_edge_occurs_at_least_three_times(edge: str) -> None:
    assert edges()[edge] >= 3


def test_accounts_with_two_contracts_lose_one_and_keep_the_other() -> None:
    both = {contract.customer for contract in contracts().values() if contract.product == "insights"}
    assert len(both) >= 30
    lost = [
        one
        for one in contracts().values()
        if one.product == "insights" and one.outcome is False and run_on(one.customer, one.window_end)
    ]
    assert len(lost) >= 3


def test_contracts_are_in_three_currencies_with_a_rate_for_every_month() -> None:
    assert {price[2] for contract in contracts().values() for price in contract.prices} == {"USD", "EUR", "GBP"}
    for currency in ("EUR", "GBP"):
        days = [row["rate_date"] for row in facts(SLUG, "fx_rates") if row["currency"] == currency]
        assert len(days) == len(set(days)) == 58 and max(days) == "2026-10-31"


def test_a_link_was_missing_at_first_and_set_later() -> None:
    from tests.demo.reading import sheets

    sheet = sheets(SLUG)["contracts"]
    place, said = sheet.columns.index("predecessor_id"), defaultdict[str, list[str]](list)
    for row in sheet.rows:
        said[row[0]].append(row[place])
    assert sum(told[0] == "" and told[-1] != "" for told in said.values()) >= 3


@pytest.mark.parametrize(("year", "low", "high"), [(2024, 0.80, 0.90), (2025, 0.80, 0.90)])
def test_the_renewal_rate_is_believable(year: int, low: float, high: float) -> None:
    due: dict[str, list[bool]] = defaultdict(list)
    for contract in contracts().values():
        if contract.due.year == year and contract.outcome is not None:
            due[contract.customer].append(contract.outcome)
    assert low < share([any(outcomes) for outcomes in due.values()]) < high


def test_churn_and_revenue_kept_are_believable() -> None:
    first = date(2023, 12, 31)
    monthly = [kept(add_months(first, step), add_months(first, step + 1))[0] for step in range(33)]
    assert 0.007 < sum(monthly) / len(monthly) < 0.025
    for year in (2024, 2025):
        lost, net, gross = kept(date(year - 1, 12, 31), date(year, 12, 31))
        assert 0.05 < lost < 0.2 and 0.95 < net < 1.10 and 0.8 < gross < 0.95


def test_the_company_grows() -> None:
    assert len(held(date(2026, 9, 30))) > 1.8 * len(held(date(2023, 12, 31)))
    first, last = date(2023, 12, 31), date(2026, 9, 30)
    assert sum(mrr(last, last).values()) > 2 * sum(mrr(first, first).values())


def test_the_nps_is_believable_except_after_the_bad_release() -> None:
    usual = [nps(SLUG, f"NPS-{year}-{first:02d}") for year in (2024, 2025) for first in (1, 4, 7, 10)]
    assert all(20 < value < 55 for value in usual)
    assert nps(SLUG, "NPS-2026-04") < min(usual) - 10
    assert 20 < nps(SLUG, "NPS-2026-10") < 55


@cache
def usage_days() -> dict[str, Counter[str]]:
    """Distinct usage days of each account by month."""
    days = {(row["customer_id"], civil(SLUG, row["happened_at"])) for row in facts(SLUG, "usage_events")}
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for customer, day in days:
        out[customer][f"{day:%Y-%m}"] += 1
    return out


def test_most_lost_accounts_used_the_product_less_before_they_left() -> None:
    fell = []
    for customer, spans in runs().items():
        contract = next((one for one in main() if one.customer == customer and one.outcome is False), None)
        if (
            contract is None
            or contract.end < date(2024, 9, 1)
            or contract.start >= contract.end
            or spans[-1][1] > AS_OF
        ):
            continue
        before = [usage_days()[customer][f"{add_months(contract.end, -step):%Y-%m}"] for step in (7, 6)]
        after = [usage_days()[customer][f"{add_months(contract.end, -step):%Y-%m}"] for step in (2, 1)]
        if sum(before) >= 4:
            fell.append(sum(after) < 0.7 * sum(before))
    assert len(fell) >= 30 and share(fell) > 0.55


def test_kept_accounts_do_not_fade() -> None:
    """The same measure over accounts that renewed is far lower: usage tells something."""
    fell = []
    for contract in main():
        if contract.successor and date(2024, 9, 1) <= contract.due < date(2026, 1, 1):
            days = usage_days()[contract.customer]
            before = sum(days[f"{add_months(contract.due, -step):%Y-%m}"] for step in (7, 6))
            after = sum(days[f"{add_months(contract.due, -step):%Y-%m}"] for step in (2, 1))
            if before >= 4:
                fell.append(after < 0.7 * before)
    assert share(fell) < 0.3


def test_the_bad_release_cut_usage_and_tripled_tickets() -> None:
    events = Counter(month(SLUG, row["happened_at"]) for row in facts(SLUG, "usage_events"))
    tickets = Counter(
        month(SLUG, row["happened_at"]) for row in facts(SLUG, "ticket_events") if row["kind"] == "opened"
    )
    assert events["2026-03"] < 0.75 * (events["2026-02"] + events["2026-04"]) / 2
    assert tickets["2026-03"] > 2 * tickets["2026-01"] and tickets["2026-03"] > 2 * tickets["2026-05"]


def test_list_prices_rose_on_the_first_of_july_2025() -> None:
    listed: dict[bool, set[float]] = defaultdict(set)
    starts = {contract.name: contract.start for contract in main()}
    for row in facts(SLUG, "contract_prices"):
        if row["currency"] == "USD" and row["product_tier"] == "2" and row["contract_id"] in starts:
            listed[starts[row["contract_id"]] >= date(2025, 7, 1)].add(
                round(float(row["list_mrr"]) / int(row["seats"]), 1)
            )
    assert listed == {False: {44.0}, True: {48.0}}


def test_tickets_are_answered_in_office_hours_only() -> None:
    from zoneinfo import ZoneInfo

    from tests.demo.reading import instant

    replies = [row for row in facts(SLUG, "ticket_events") if row["kind"] == "public_reply"]
    local = [instant(row["happened_at"]).astimezone(ZoneInfo("America/New_York")) for row in replies]
    assert len(local) > 1000
    assert all(moment.weekday() < 5 and 9 <= moment.hour + moment.minute / 60 <= 18.02 for moment in local)


def test_money_is_billed_refunded_with_and_without_an_end_and_written_off() -> None:
    kinds = Counter(row["kind"] for row in facts(SLUG, "transactions"))
    assert min(kinds[kind] for kind in ("invoice", "payment", "refund", "credit", "bad_debt")) >= 3
    ended = {contract.name for contract in contracts().values() if contract.ending == "cancelled"}
    refunds = [row["contract_id"] in ended for row in facts(SLUG, "transactions") if row["kind"] == "refund"]
    assert sum(refunds) >= 3 and len(refunds) - sum(refunds) >= 3


def test_arms_are_about_even_and_the_seat_offer_sold_seats() -> None:
    arms: dict[str, Counter[str]] = defaultdict(Counter)
    bought = defaultdict[str, list[bool]](list)
    for row in facts(SLUG, "campaign_members"):
        arms[row["campaign_id"]][row["arm"]] += 1
        if row["campaign_id"] == "K03":
            mine = [one for one in contracts().values() if one.customer == row["customer_id"]]
            days = [price[0] for one in mine for price in one.prices[1:]]
            bought[row["arm"]].append(any(date(2026, 2, 10) <= day < date(2026, 4, 11) for day in days))
    assert all(count > 60 for name in ("K01", "K03", "K04") for count in arms[name].values())
    assert share(bought["treatment"]) > share(bought["control"]) + 0.08
