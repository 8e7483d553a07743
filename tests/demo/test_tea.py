"""青禾茶铺 behaves like a tea shop: seasons, cohorts, a price rise, a damp batch, cards, campaigns."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest

from tests.demo.reading import Row, civil, facts, instant, month, nps, share, sheets

SLUG = "qinghe"


@cache
def money(kind: str) -> list[Row]:
    return [row for row in facts(SLUG, "transactions") if row["kind"] == kind]


def day(row: Row) -> date:
    return civil(SLUG, row["happened_at"])


@cache
def orders_by_month() -> Counter[str]:
    return Counter(month(SLUG, row["happened_at"]) for row in money("order"))


@cache
def buyers() -> dict[str, set[str]]:
    """Who bought in each month."""
    out: dict[str, set[str]] = defaultdict(set)
    for row in money("order"):
        out[month(SLUG, row["happened_at"])].add(row["customer_id"])
    return dict(out)


@cache
def cohorts() -> dict[str, set[str]]:
    """Who bought first in each month."""
    out, seen = {}, set[str]()
    for name in sorted(buyers()):
        out[name] = buyers()[name] - seen
        seen |= buyers()[name]
    return out


def test_the_shop_has_six_thousand_customers_over_twenty_four_months() -> None:
    assert len(facts(SLUG, "customers")) == 6000
    assert len({row["customer_id"] for row in money("order")}) > 5_950  # some were booked too late to be known
    assert sorted(buyers()) == sorted({f"{2024 + (10 + m) // 12}-{(10 + m) % 12 + 1:02d}" for m in range(24)})


def test_each_purchase_is_the_sum_of_its_lines() -> None:
    lines: dict[str, Decimal] = defaultdict(Decimal)
    for row in facts(SLUG, "order_items"):
        lines[row["txn_id"]] += Decimal(row["amount"])
    assert lines == {row["txn_id"]: Decimal(row["amount"]) for row in money("order")}


def test_each_purchase_is_paid_in_money_by_card_or_both() -> None:
    paid = sum(Decimal(row["amount"]) for row in money("payment") + money("redeem"))
    assert paid == sum(Decimal(row["amount"]) for row in money("order"))


def test_no_card_goes_below_zero_and_many_keep_a_balance() -> None:
    balance: dict[str, Decimal] = defaultdict(Decimal)
    for row in sorted(money("topup") + money("redeem"), key=lambda row: row["happened_at"]):
        balance[row["customer_id"]] += Decimal(row["amount"]) * (1 if row["kind"] == "topup" else -1)
        assert balance[row["customer_id"]] >= 0, row["txn_id"]
    assert len(balance) > 300
    assert 0.5 < share([left > 0 for left in balance.values()]) < 0.99


@pytest.mark.parametrize(
    ("busy", "calm", "at_least"),
    [("2025-11", "2025-10", 1.2), ("2025-04", "2025-03", 1.2), ("2026-04", "2026-03", 1.2), ("2025-06", "2025-07", 1.2),
     ("2026-01", "2026-02", 1.3), ("2026-09", "2026-08", 1.2)],
)  # fmt: skip
def test_seasons_show(busy: str, calm: str, at_least: float) -> None:
    assert orders_by_month()[busy] > at_least * orders_by_month()[calm]


def test_the_eleventh_of_november_is_the_largest_day_of_its_month() -> None:
    days = Counter(day(row) for row in money("order") if month(SLUG, row["happened_at"]) == "2025-11")
    assert days.most_common(1)[0][0] == date(2025, 11, 11)


def test_green_tea_sells_in_april_and_gift_boxes_before_festivals() -> None:
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for row in facts(SLUG, "order_items"):
        lines[month(SLUG, row["happened_at"])][row["category"]] += 1

    def part(name: str, category: str) -> float:
        return lines[name][category] / lines[name].total()

    assert part("2026-04", "绿茶") > 2.5 * part("2025-11", "绿茶")
    assert part("2026-01", "礼盒") > 3 * part("2026-03", "礼盒")
    assert part("2025-09", "礼盒") > 3 * part("2025-07", "礼盒")


def test_the_live_rooms_brought_many_who_bought_once() -> None:
    def again(name: str) -> float:
        others = set().union(*(who for other, who in buyers().items() if other > name))
        return len(cohorts()[name] & others) / len(cohorts()[name])

    usual = [again(name) for name in ("2025-04", "2025-05", "2025-06", "2025-07", "2025-09", "2025-10")]
    assert len(cohorts()["2025-08"]) > 2.5 * len(cohorts()["2025-07"])
    assert again("2025-08") < 0.6 * min(usual)


def test_prices_rose_and_people_bought_less_often_for_a_while() -> None:
    prices: dict[tuple[str, bool], set[Decimal]] = defaultdict(set)
    for row in facts(SLUG, "order_items"):
        prices[row["product"], day(row) >= date(2026, 1, 1)].add(Decimal(row["amount"]) / int(row["quantity"]))
    product = "正山小种 100克"
    assert max(prices[product, False]) == Decimal("78.00")
    assert max(prices[product, True]) == Decimal("85.00")
    old = {name: set().union(*(who for other, who in cohorts().items() if other <= name)) for name in buyers()}
    rate = {name: len(buyers()[name] & old[name]) / len(old[name]) for name in buyers()}
    assert rate["2026-03"] < 0.9 * rate["2025-03"]


def test_the_damp_batch_raised_tickets_and_refunds_and_spoilt_the_nps() -> None:
    tickets = Counter(
        month(SLUG, row["happened_at"]) for row in facts(SLUG, "ticket_events") if row["kind"] == "opened"
    )
    refunds = Counter(month(SLUG, row["happened_at"]) for row in money("refund"))
    assert tickets["2026-06"] > 2 * tickets["2026-05"] and tickets["2026-06"] > 2 * tickets["2026-08"]
    assert refunds["2026-06"] > 2 * refunds["2026-05"]
    assert nps(SLUG, "NPS-2026-07") < min(nps(SLUG, "NPS-2026-04"), nps(SLUG, "NPS-2026-10")) - 20


def test_the_counter_ran_on_paper_and_was_typed_in_later() -> None:
    sheet = sheets(SLUG)["transactions"]
    known, happened = sheet.columns.index("known_at"), sheet.columns.index("happened_at")
    waits = [
        instant(row[known]) - instant(row[happened])
        for row in sheet.rows
        if date(2026, 2, 9) <= civil(SLUG, row[happened]) <= date(2026, 2, 25)
    ]
    assert sum(wait > timedelta(days=8) for wait in waits) >= 20


def test_customers_come_back_as_often_as_is_believable() -> None:
    year = Counter(row["customer_id"] for row in money("order") if month(SLUG, row["happened_at"])[:4] == "2025")
    assert 0.30 < share([count > 1 for count in year.values()]) < 0.45
    names = sorted(buyers())
    for name, following in zip(names[2:], names[3:], strict=False):
        kept = len(buyers()[name] & buyers()[following]) / len(buyers()[name])
        assert 0.15 < kept < 0.45, name
    after = [
        len(cohorts()[name] & buyers()[following]) / len(cohorts()[name])
        for name, following in zip(names, names[1:], strict=False)
        if name not in ("2025-08", "2026-06")
    ]
    assert 0.15 < sum(after) / len(after) < 0.30


def test_the_nps_is_believable() -> None:
    for year, first in ((2025, 1), (2025, 4), (2025, 7), (2025, 10), (2026, 1), (2026, 4), (2026, 10)):
        assert 20 < nps(SLUG, f"NPS-{year}-{first:02d}") < 55


def lift(name: str) -> float:
    campaign = next(row for row in facts(SLUG, "campaigns") if row["campaign_id"] == name)
    start = date.fromisoformat(campaign["start_date"])
    end = start + timedelta(days=int(campaign["conversion_window_days"]))
    bought = {row["customer_id"] for row in money("order") if start <= day(row) < end}
    arms: dict[str, list[bool]] = defaultdict(list)
    for row in facts(SLUG, "campaign_members"):
        if row["campaign_id"] == name:
            arms[row["arm"]].append(row["customer_id"] in bought)
    return share(arms["treatment"]) - share(arms["control"])


def test_three_campaigns_work_and_one_does_not() -> None:
    assert [round(lift(name), 2) > 0.03 for name in ("K02", "K03", "K04")] == [True, True, True]
    assert abs(lift("K05")) < 0.06
