"""Why did it move, and what became of numbers that were frozen: parts with their causes, worked out by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tenure.book import open_book
from tenure.errors import Conflict, NotFound
from tenure.workspace import make_workspace
from tests.cast import NOW, ann, bob, cid, contract, customer, deliver, price
from tests.conftest import only_in_soak

MARCH, APRIL = date(2024, 3, 31), date(2024, 4, 30)
dan, eve = "dan", "eve"
PEOPLE = [customer(who, who, known="2023-01-01") for who in (ann, bob, cid, dan, eve)]
FIRST = {
    "customers": PEOPLE,
    "contracts": [
        contract("A", ann, "2024-01-01", "2025-01-01", known="2024-01-01"),
        contract("B", bob, "2024-01-01", "2025-01-01", known="2024-01-01"),
        contract("D", dan, "2023-03-01", "2024-03-01", known="2023-03-01"),  # in its window of three months in March
    ],
    "contract_prices": [
        price("pA", "A", "2024-01-01", 100, known="2024-01-01"),
        price("pB", "B", "2024-01-01", 200, known="2024-01-01"),
        price("pD", "D", "2023-03-01", 80, known="2023-03-01"),
    ],
}
LATE = {  # signed in February, booked in April
    "contracts": [contract("C", cid, "2024-02-01", "2025-02-01", known="2024-04-10")],
    "contract_prices": [price("pC", "C", "2024-02-01", 50, known="2024-04-10")],
}
CORRECTED = {"contract_prices": [price("pA", "A", "2024-01-01", 120, known="2024-04-12")]}
NEWS = {
    "contracts": [
        contract(
            "B",
            bob,
            "2024-01-01",
            "2025-01-01",
            terminated_on="2024-04-20",
            termination_kind="cancelled",
            known="2024-04-20",
        )
    ]
}
DATED_BACK = {  # the source says that it knew of it in March
    "contracts": [contract("E", eve, "2024-03-01", "2025-03-01", known="2024-03-05")],
    "contract_prices": [price("pE", "E", "2024-03-01", 30, known="2024-03-05")],
}


@pytest.fixture
def book(tmp_path):
    make_workspace(tmp_path / "acme", "acme", "UTC", "CNY", "CN")
    made = open_book(tmp_path / "acme")
    made.lake.store(deliver(FIRST), NOW)
    return made


def told(difference):
    return [(one.key, one.amount, one.customers, one.imports) for one in difference.steps]


def test_late_facts_and_corrections_move_the_same_period(book):
    for facts in (LATE, CORRECTED, NEWS):
        book.lake.store(deliver(facts), NOW)
    made = book.explain("revenue.mrr", ("2024-03", APRIL), ("2024-03", MARCH))
    assert (made.start.number, made.end.number) == (380, 450)
    assert told(made) == [
        ("late", 50, ((cid, 50),), (2,)),
        ("correction", 20, ((ann, 20),), (3,)),
    ]


def test_another_period_known_later_moves_by_facts_and_then_by_customers(book):
    for facts in (LATE, CORRECTED, NEWS):
        book.lake.store(deliver(facts), NOW)
    made = book.explain("revenue.mrr", ("2024-04", APRIL), ("2024-03", MARCH))
    assert [(key, amount) for key, amount, _people, _imports in told(made)] == [
        ("late", 50), ("correction", 20), ("left", -200),
    ]  # fmt: skip
    assert sum(one.amount for one in made.steps) == made.amount == -130


def test_a_sum_moves_by_who_joined_left_and_changed(questions):
    made = questions.explain("revenue.mrr", ("2024-06", date(2024, 12, 31)), ("2024-03", date(2024, 12, 31)))
    # fay is back since June; bob and cid are gone; dan pays 100 for 60 and eve 50 for nothing, so she is in it only now
    assert [(key, amount, people) for key, amount, people, _imports in told(made)] == [
        ("joined", 50, (("eve", 50),)),
        ("left", -500, (("cid", -300), ("bob", -200))),
        ("changed", 40, (("dan", 40),)),
    ]


def test_a_ratio_moves_by_mix_and_rate(questions):
    day = date(2024, 12, 31)
    made = questions.explain("churn.rate_count", ("2024-04", day), ("2024-03", day), by="cohort")
    # March: none of 7 lost; April: fay and gia of 8. All began in January but cid, of whom the base has more now
    assert [one.key for one in made.steps] == ["mix", "rate"]
    assert sum(one.amount for one in made.steps) == made.amount == Decimal("0.25")
    # in April 2 of 7 of January, 0 of 1 of March; mix: (7/8 - 1) x (1/7 - 1/8) + 1/8 x (0 - 1/8)
    assert made.steps[0].amount == Decimal("-0.0178571429")


@only_in_soak
def test_frozen_numbers_are_restated_with_their_causes(book):
    book.freeze("board", "2024-03", datetime(2025, 1, 2), MARCH)
    assert book.one("revenue.mrr", "2024-03", MARCH).value == 380
    for facts in (LATE, CORRECTED, NEWS, DATED_BACK):
        book.lake.store(deliver(facts), NOW)
    book.set_policy("churn_date", "as_billed", date(2024, 4, 15), NOW)
    (found,) = [one for one in book.restatements("board") if one.metric == "revenue.mrr"]
    assert (found.old, found.new) == (380, 400)
    causes = [(one.key, one.amount, one.imports) for one in found.causes]
    assert causes[:2] == [("import", 30, (5,)), ("policy", -80, ())]
    assert causes[2:] == [("late", 50, (2,)), ("correction", 20, (3,))]

    book.lake.undo(1, datetime(2025, 1, 3))
    (found,) = [one for one in book.restatements("board") if one.metric == "revenue.mrr"]
    assert (found.causes[0].key, found.causes[0].amount, found.causes[0].imports) == ("undo", -380, (1,))
    assert found.new == 80 == found.old + sum(one.amount for one in found.causes)


def test_nothing_is_restated_while_nothing_changes_and_names_are_taken_once(book):
    made = book.freeze("march", "2024-03", datetime(2025, 1, 2))
    assert len(made.values) > 50
    assert book.restatements() == []
    with pytest.raises(Conflict, match="march"):
        book.freeze("march", "2024-03", datetime(2025, 1, 2))
    with pytest.raises(NotFound, match="march"):
        book.restatements("marsh")
