"""Of days and months before any use was recorded nobody knows who used what: it is unknown, not no use (R-LTRUNC)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tenure.book import Book
from tenure.catalogue.value import Value
from tenure.workspace import make_workspace
from tests.cast import NOW, ZONE, Row, ann, bob, cid, contract, deliver, price, use
from tests.catalogue.conftest import Told

BookOf = Callable[[Told], Book]
DAY = date(2024, 12, 31)
FIRST = "2024-03-10"  # the first day of which use is told
UNKNOWN = ("unavailable", None, None, f"no usage_events before {FIRST}")


def told(value: Value) -> tuple[str, object, object, str]:
    return value.status, value.numerator, value.denominator, str(value.reason)


def days(who: str, *on: str) -> list[Row]:
    return [use(f"{who}-{day}", who, day, user=f"u-{who}", known=day) for day in on]


def held(who: str, start: str, **more: object) -> Row:
    return contract(f"k-{who}", who, start, "2026-01-01", known=start, **more)


CANCELLED = {"termination_kind": "cancelled"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Ann stays; bob leaves in March, dan in June, whose use had stopped in May; cid comes in February."""
    made = Book(make_workspace(tmp_path_factory.mktemp("use") / "acme", "acme", ZONE, "CNY", "CN"))
    told = deliver(
        {
            "contracts": [
                held(ann, "2024-01-01"),
                held(bob, "2024-01-01", terminated_on="2024-03-20", **CANCELLED),
                held(cid, "2024-02-01"),
                held("dan", "2024-01-01", terminated_on="2024-06-20", **CANCELLED),
            ],
            "users": [
                {"user_id": f"u-{who}", "customer_id": who, "first_seen_at": at, "known": at}
                for who, at in ((ann, "2024-01-10T02:00"), (cid, "2024-03-05T02:00"))
            ],
            "usage_events": [
                *days(ann, FIRST, "2024-03-12", "2024-04-02", "2024-04-09"),
                *days(cid, "2024-03-12", "2024-03-20"),
                *days("dan", "2024-03-11", "2024-03-13", "2024-04-03", "2024-04-04"),
            ],
        }
    )
    made.lake.store(told, NOW)
    return made


def test_a_month_before_any_use_was_recorded_is_unknown(book: Book) -> None:
    assert told(book.one("retention.calendar", "2024-01", DAY, {"n": "1"})) == UNKNOWN
    march = book.one("retention.calendar", "2024-01", DAY, {"n": "2"})
    assert (march.status, march.numerator, march.denominator) == ("final", 2, 3)  # bob did not come, and that is known
    assert told(book.one("retention.calendar", "2023-12", DAY, {"n": "1"})) == ("undefined", 0, 0, "")  # nobody at all


def test_of_a_cohort_those_count_whose_month_was_recorded(book: Book) -> None:
    first = book.one("retention.calendar", "2024-Q1", DAY, {"n": "1"})
    assert (first.status, first.numerator, first.denominator) == (
        "final",
        1,
        1,
    )  # cid in March; of the others nobody knows


def test_what_stands_on_such_months_is_unknown_too(book: Book) -> None:
    assert told(book.one("retention.early_volatility", "2024", DAY)) == UNKNOWN
    assert told(book.one("retention.seasonality_index", "2024", DAY, {"month": "2"})) == UNKNOWN
    assert book.one("retention.early_volatility", "2024-02", DAY).status == "undefined"  # one cohort is too few


def test_people_are_not_gone_on_days_that_nobody_recorded(book: Book) -> None:
    assert told(book.one("retention.nday", "2024-01", DAY, {"n": "7"})) == UNKNOWN
    assert told(book.one("retention.nday.rolling", "2024-01", DAY, {"n": "7"})) == UNKNOWN
    assert told(book.one("retention.bracket", "2024-01", DAY, {"from": "1", "to": "7"})) == UNKNOWN
    both = book.one("retention.nday", "2024-Q1", DAY, {"n": "7"})
    assert (both.status, both.numerator, both.denominator) == ("final", 1, 1)  # cid on 12 March


def test_no_warning_could_go_before_a_loss_in_the_first_month_of_use(book: Book) -> None:
    assert told(book.one("activity.warning_recall", "2024-03", DAY)) == UNKNOWN
    half = book.one("activity.warning_recall", "2024-H1", DAY)
    assert (half.status, half.numerator, half.denominator) == ("final", 1, 1)  # dan, warned of in May; not bob


def test_use_before_it_was_recorded_is_compared_with_nothing(book_of) -> None:
    programme = {
        "campaign_id": "p", "kind": "programme", "name": "p", "start_date": "2024-03-15", "end_date": "2024-04-01", "goal": "use",
        "response_window_days": 7, "conversion_window_days": 30, "known": "2024-01-01",
    }  # fmt: skip
    book = book_of(
        {
            "contracts": [held(ann, "2024-01-01")],
            "usage_events": days(ann, FIRST, "2024-04-02"),
            "campaigns": [programme],
            "campaign_members": [
                {"member_id": "m", "campaign_id": "p", "customer_id": ann, "arm": "treatment", "happened_at": "2024-03-15",
                 "known": "2024-03-15"},
            ],
        }
    )  # fmt: skip
    asked = {"campaign_id": "p", "measure": "active_days", "after": "2024-04"}
    assert told(book.one("programme.before_after", "2024", DAY, {**asked, "before": "2024-02"})) == UNKNOWN
    assert book.one("programme.before_after", "2024", DAY, {**asked, "before": "2024-03"}).value == 0


def test_as_of_a_day_on_which_no_use_was_known_yet_there_is_none_to_tell(book_of: BookOf) -> None:
    early = {
        "contracts": [contract("k1", ann, "2024-01-01", "2025-01-01", known="2024-01-01")],
        "contract_prices": [price("p1", "k1", "2024-01-01", 100, known="2024-01-01")],
    }
    late = [use("u1", ann, "2024-05-02T04:00", known="2024-05-02T05:00")]
    book = book_of({**early, "usage_events": late})
    then, now = date(2024, 3, 31), date(2024, 5, 31)
    told = [book.one(name, "2024-03", then) for name in ("activity.active_rate", "activity.active_customers")]
    assert [(one.status, one.value, one.reason) for one in told] == [("unavailable", None, "no usage_events")] * 2
    assert book.one("activity.active_customers", "2024-05", now).value is not None


def test_as_of_a_day_on_which_no_use_was_known_yet_nobody_knows_who_came_back(book: Book) -> None:
    value = book.one("retention.calendar", "2024-01", date(2024, 3, 5), {"n": "1"})
    assert told(value) == ("unavailable", None, None, "no usage_events")
