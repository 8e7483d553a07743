"""What is not told is not taken for nothing: windows, people, prices, money and rates that the facts leave out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tenure.book import Book
from tests.cast import ann, bob, contract, customer, order, price
from tests.catalogue.conftest import Told

BookOf = Callable[[Told], Book]


def _told(key: str, **more: object) -> dict[str, object]:
    return {"campaign_id": key, "start_date": "2024-03-01", "known": "2024-03-01", **more}


def _members(key: str) -> list[dict[str, object]]:
    day = {"known": "2024-03-01", "happened_at": "2024-03-01"}
    return [{"member_id": f"{key}{who}", "campaign_id": key, "customer_id": who, **day} for who in (ann, bob)]


def _events(key: str) -> list[dict[str, object]]:
    told = [(ann, "delivered", "2024-03-01"), (bob, "delivered", "2024-03-01"), (ann, "response", "2024-03-05")]
    return [
        {"campaign_event_id": f"{key}{n}", "campaign_id": key, "customer_id": who, "kind": kind, "happened_at": day, "known": day}
        for n, (who, kind, day) in enumerate(told)
    ]  # fmt: skip


def test_a_campaign_without_windows_has_those_of_a_policy(book_of: BookOf) -> None:
    facts = {
        "campaigns": [
            _told("buy", kind="retention", goal="contract_signed_or_upgraded"),
            _told("keep", kind="programme", goal="relationship_kept"),
        ],
        "campaign_members": [*_members("buy"), *_members("keep")],
        "campaign_events": _events("buy"),
        "customers": [customer(who, who, known="2024-01-01") for who in (ann, bob)],
        "contracts": [
            contract("A", ann, "2024-01-01", "2025-01-01", known="2024-01-01"),
            contract("B", bob, "2024-01-01", "2024-12-01", known="2024-01-01"),
            contract("A2", ann, "2024-03-20", "2025-03-20", known="2024-03-20"),
        ],
    }
    book = book_of(facts)

    def asked(metric: str, day: str, key: str) -> tuple[object, ...]:
        value = book.one(metric, "2024-03", date.fromisoformat(day), {"campaign_id": key})
        return (value.status, value.numerator, value.denominator)

    assert asked("campaign.response_rate", "2024-03-13", "buy")[0] == "immature"
    assert asked("campaign.response_rate", "2024-03-14", "buy") == ("final", 1, 2)
    assert asked("campaign.conversion_rate", "2024-03-30", "buy") == ("final", 1, 2)
    assert asked("campaign.conversion_rate", "2024-03-01", "keep")[0] == "immature"
    assert asked("campaign.conversion_rate", "2024-03-30", "keep") == ("final", 2, 2)


def test_a_campaign_that_is_not_known_yet_brought_nobody_knows_how_many(book_of: BookOf) -> None:
    book = book_of(
        {"campaigns": [_told("later", kind="acquisition")], "customers": [customer(ann, ann, known="2024-01-01")]}
    )
    metric, where = "campaign.cost_per_acquisition.new_customers", {"campaign_id": "later"}
    early, late = (book.one(metric, "2024-03", date(2024, month, 28), where) for month in (2, 3))
    assert (early.status, early.value) in (("undefined", None), ("unavailable", None))
    assert (late.status, late.value) == ("final", 0)
    assert book.one(metric, "2024-03", date(2024, 3, 28), {"campaign_id": "another"}).status == "undefined"


def test_costs_and_leads_name_campaigns_that_no_file_of_campaigns_tells(book_of: BookOf) -> None:
    spent = {
        "purpose": "acquisition_marketing",
        "currency": "CNY",
        "period_start": "2024-03-01",
        "period_end": "2024-04-01",
    }
    asked = {"kind": "inquiry", "happened_at": "2024-03-02", "known": "2024-03-02"}
    facts = {
        "customers": [customer(ann, ann, known="2024-01-01")],
        "costs": [
            {"cost_id": key, "campaign_id": f"Brand {key}", "amount": amount, "known": "2024-03-01", **spent}
            for key, amount in (("a", 60), ("b", 40))
        ],
        "touches": [{"touch_id": "t1", "lead_id": "L1", "campaign_id": "Brand a", **asked}],
    }
    book, day, where = book_of(facts), date(2024, 3, 31), {"campaign_id": "Brand a"}
    spending, leads = (book.one(metric, "2024-03", day, where) for metric in ("cost.cac.total", "acq.leads"))
    assert [(value.status, value.value) for value in (spending, leads)] == [("final", 60), ("final", 1)]
    split = book.ask("cost.cac.total", "2024-03", day, ("campaign_id",))
    assert {value.dims["campaign_id"]: value.value for value in split} == {"Brand a": 60, "Brand b": 40}
    brought = book.one("campaign.cost_per_acquisition.new_customers", "2024-03", day, where)
    assert (brought.status, brought.value) == ("unavailable", None)


def _answer(key: str, score: int | None, day: str = "2024-03-02", **more: object) -> dict[str, object]:
    said = {"score": score, "happened_at": day} if score is not None else {}
    return {
        "response_id": key,
        "survey_id": "s",
        "instrument": "nps",
        "scale_max": 10,
        "sent_at": "2024-03-01",
        "known": day,
        **said,
        **more,
    }


def test_answers_without_a_person_are_not_one_person(book_of: BookOf) -> None:
    rows = [
        _answer("r1", 9), _answer("r2", 3), _answer("r3", None),
        _answer("r4", 10, customer_id=ann), _answer("r5", 2, "2024-03-03", customer_id=ann),
        _answer("r6", 8, customer_id=ann, respondent_id="u1"),
    ]  # fmt: skip
    book = book_of({"customers": [customer(ann, "Ann", known="2024-01-01")], "survey_responses": rows})
    asked = book.one("satisfaction.survey_response_rate", "2024-03", where={"instrument": "nps"})
    assert (asked.numerator, asked.denominator) == (4, 5)
    votes = book.one("loyalty.nps", "2024-03")
    assert (votes.numerator, votes.denominator) == (-1, 4), "r1 for us; r2 and ann's latest against; u1 neither"
    behind = book.who("satisfaction.survey_response_rate", "2024-03", "denominator", where={"instrument": "nps"})
    assert (behind.subject, behind.total) == ("person", 5)


def test_amounts_without_prices_or_money_are_unknown(book_of: BookOf) -> None:
    spent = {
        "purpose": "crm_programme",
        "amount": 100,
        "currency": "CNY",
        "period_start": "2024-03-01",
        "period_end": "2024-04-01",
    }
    facts = {
        "customers": [customer(ann, "Ann", known="2024-01-01")],
        "contracts": [contract("A", ann, "2023-03-10", "2024-03-10", known="2024-01-01")],
        "campaigns": [_told("buy", kind="acquisition", conversion_window_days=30)],
        "costs": [{"cost_id": "c1", "known": "2024-03-01", **spent}, {"cost_id": "c2", "known": "2024-03-01", "campaign_id": "buy", **spent}],
    }  # fmt: skip
    book = book_of(facts)
    priced = [f"renewal.{name}" for name in ("due_amount", "renewed_amount", "rate_amount", "pending_amount")]
    told = {value.metric: value.reason for value in book.ask([*priced, "programme.crm_roi", "campaign.roi"], "2024-03")}
    assert {told.pop(name) for name in (*priced, "programme.crm_roi")} == {"no contract_prices"}
    assert told == {"campaign.roi": "no touches, transactions"}


def _rates(**days: float) -> list[dict[str, object]]:
    told = {day.strip("d").replace("_", "-"): rate for day, rate in days.items()}
    return [
        {"fx_id": day, "currency": "EUR", "rate_date": day, "rate": rate, "known": day} for day, rate in told.items()
    ]


def test_money_older_than_the_first_rate_is_unknown_and_not_left_out(book_of: BookOf) -> None:
    facts = {
        "customers": [customer(who, who, known="2022-01-01") for who in (ann, bob)],
        "contracts": [
            contract("A", ann, "2022-03-01", "2025-03-01", known="2022-03-01"),
            contract("B", bob, "2022-01-01", "2025-01-01", known="2022-01-01"),
        ],
        "contract_prices": [
            price("pA", "A", "2022-03-01", 100, "EUR", known="2022-03-01"),
            price("pB", "B", "2022-01-01", 50, known="2022-01-01"),
        ],
        "transactions": [
            order("o1", bob, 10, "2024-01-20", "EUR", kind="payment", known="2024-01-20"),
            order("o2", ann, 30, "2024-02-20", kind="payment", known="2024-02-20"),
        ],
        "fx_rates": _rates(d2024_01_31=8, d2024_03_31=9),
    }  # fmt: skip
    book = book_of(facts)

    def told(metric: str, period: str) -> object:
        value = book.one(metric, period)
        return value.reason or value.value

    why = "no fx_rates for EUR before 2024-01-31"
    assert told("revenue.mrr", "2022-02") == 50, "there is no euro yet"
    assert {told("revenue.mrr", month) for month in ("2022-03", "2023-06", "2024-01-30")} == {why}
    assert {told("revenue.mrr", month) for month in ("2024-01", "2024-02")} == {850}
    assert [told("revenue.mrr_expansion", month) for month in ("2024-01", "2024-02")] == [why, 0]
    assert told("revenue.mrr_expansion", "2023") == why
    assert told("value.clv_contractual", "2023-12") == why, "of its parts, too"
    assert told("revenue.cash_net", "2024-01") == 80, "paid in the month that ends with the first rate"
    cut = book.ask("revenue.mrr", ["2023-12", "2024-02"], by=("customer",))
    assert {(str(value.period), value.dims["customer"], value.reason or value.value) for value in cut} >= {
        ("2023-12", "ann", why), ("2024-02", "ann", 800), ("2024-02", "bob", 50),
    }  # fmt: skip


def test_money_to_date_is_unknown_while_any_of_it_is(book_of: BookOf) -> None:
    facts = {
        "customers": [customer(ann, "Ann", known="2022-01-01")],
        "contracts": [contract("A", ann, "2022-03-01", "2025-03-01", known="2022-03-01")],
        "transactions": [
            order("o1", ann, 10, "2023-01-20", "EUR", kind="payment", known="2023-01-20"),
            order("o2", ann, 30, "2024-03-20", kind="payment", known="2024-03-20"),
        ],
        "fx_rates": _rates(d2024_01_31=8, d2024_02_29=9),
    }
    book = book_of(facts)
    where = {"customer": ann}
    assert book.one("value.clv_historical", "2024-03", where=where).reason == "no fx_rates for EUR before 2024-01-31"
    assert book.one("revenue.cash_net", "2024-03").value == 30


def test_a_file_of_inquiries_says_nothing_of_visits(book_of: BookOf) -> None:
    def touch(key: str, kind: str, **more: object) -> dict[str, object]:
        return {
            "touch_id": key,
            "kind": kind,
            "quantity": 1,
            "happened_at": "2024-03-01",
            "known": "2024-03-01",
            **more,
        }

    def told(book: Book) -> list[object]:
        names = ("acq.visits", "acq.leads", "acq.visit_signup_rate")
        return [value.reason or value.value for name in names for value in book.ask(name, "2024-03")]

    asked = book_of({"touches": [touch("q", "inquiry", lead_id="l1")]})
    assert told(asked) == ["no visits", 1, "no visits, signups"]


def test_visits_say_nothing_of_inquiries_or_of_who_signed_up(book_of: BookOf) -> None:
    visit = {"touch_id": "v", "kind": "visit", "quantity": 9, "happened_at": "2024-03-01", "known": "2024-03-01"}
    book = book_of({"touches": [visit]})
    assert book.one("acq.visits", "2024-03").value == 9
    assert book.one("acq.visits", "2024-04").value == 0, "nobody came: measured"
    for name, why in (("acq.leads", "no inquiries"), ("acq.visit_signup_rate", "no signups")):
        value = book.one(name, "2024-03")
        assert (value.value, value.status, str(value.reason)) == (None, "unavailable", why)
