"""The four columns of the definitions table: the same facts as each tool counts them, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.catalogue.answer import answer
from tenure.catalogue.question import Question
from tenure.catalogue.registry import measure
from tenure.compare.bridge import bridge, under
from tenure.compare.sets import SETS, policy_set
from tenure.errors import NotFound
from tenure.periods import parse_periods

YEAR_END = date(2024, 12, 31)
MONTHS = tuple(parse_periods("2024-01..2024-12"))
KINDS = ("new", "reactivation", "expansion", "contraction", "churn")
# month: MRR of that kind, as the movements of 2024
BY_HAND = {
    "tenure": {  # losses after the window of two months; F, G on 1 April, C in May, A in September
        "new": {1: 650, 3: 300}, "reactivation": {4: 90, 5: 50, 6: 80}, "expansion": {4: 40},
        "churn": {3: 50, 4: 170, 5: 300, 6: 200, 9: 100},
    },
    "profitwell": {  # B is paid for until the end of the year; C came and left in one month
        "new": {1: 650}, "reactivation": {4: 90, 5: 50, 6: 80}, "expansion": {4: 40}, "churn": {2: 170, 3: 50, 7: 100},
    },
    "stripe": {  # A and B on the day they said so; D without its discount
        "new": {1: 690, 3: 300}, "reactivation": {4: 90, 5: 50, 6: 80}, "churn": {2: 170, 3: 350, 5: 100, 6: 200},
    },
    "maxio": {  # E pays through its pause; F is new again after more than 90 days
        "new": {1: 650, 3: 300, 6: 80}, "reactivation": {4: 90}, "expansion": {4: 40},
        "churn": {2: 170, 3: 300, 5: 100, 6: 200},
    },
    "chartmogul": {
        "new": {1: 650, 3: 300}, "reactivation": {4: 90, 5: 50, 6: 80}, "expansion": {4: 40},
        "churn": {2: 170, 3: 350, 6: 200, 7: 100},
    },
}  # fmt: skip
RATES = {  # lost and base, where anybody was lost
    "tenure": {4: (2, 8), 5: (1, 7), 6: (1, 6), 9: (1, 6)},  # C is lost in May, of those held since March
    "profitwell": {2: (2, 7), 7: (1, 7)},
    "stripe": {2: (2, 7), 3: (1, 6), 5: (1, 6), 6: (1, 6)},  # with the new ones: C in March, F in June
    "maxio": {2: (2, 7), 5: (1, 6), 6: (1, 5)},
    "chartmogul": {2: (2, 7), 6: (1, 6), 7: (1, 6)},
}


@pytest.mark.parametrize("name", SETS)
def test_the_columns_of_the_definitions_table(questions, name):
    ours = questions.at(YEAR_END)
    shop = under(ours, policy_set(name, ours.policies))
    asked = [measure(f"revenue.mrr_{kind}") for kind in KINDS]
    *moves, mrr, rates = answer(shop, [*asked, measure("revenue.mrr"), measure("churn.rate_count")], Question(MONTHS))
    told = {
        kind: {value.period.start.month: value.value for value in values if value.value}
        for kind, values in zip(KINDS, moves, strict=True)
    }
    assert {kind: months for kind, months in told.items() if months} == BY_HAND[name]
    rate = {v.period.start.month: (v.numerator, v.denominator) for v in rates if v.numerator}
    assert rate == RATES[name]
    opening = Decimal(0)
    for place, closing in enumerate(mrr):
        new, back, more, less, lost = (values[place].value for values in moves)
        assert opening + new + back + more - less - lost == closing.value, f"{closing.period} does not close"
        opening = closing.value
    shop.close()


def test_an_unpaid_invoice_ends_its_contract_where_the_policy_says_so(questions):
    ours = questions.at(YEAR_END)
    shop = under(ours, ours.policies.others({"past_due_days": "30"}))
    lost = answer(shop, [measure("revenue.mrr_churn")], Question(MONTHS))[0]
    # 70 more in March: hal's invoice of 1 March is unpaid on the 31st; the one of January was paid
    assert {v.period.start.month: v.value for v in lost if v.value} == BY_HAND["tenure"]["churn"] | {3: 120}
    shop.close()


def test_a_bridge_names_policy_and_customers_and_sums_to_the_difference(questions):
    ours = questions.at(YEAR_END)
    first, second = (policy_set(name, ours.policies) for name in ("tenure", "profitwell"))
    asked = Question(tuple(parse_periods("2024-04")))
    made = bridge(ours, measure("churn.rate_count"), asked, first, second)
    assert (made.start.number, made.end.number) == (Decimal("0.25"), 0)
    assert [(one.cause, one.amount) for one in made.steps] == [
        ("churn_date: window → period_end", Decimal("-0.25")), ("same_month: both → neither", 0),
        ("metered: excluded → included", 0),
    ]  # fmt: skip
    # two of eight were lost; now none of five: (change of the lost - 1/4 of the change of the base) / 5
    assert dict(made.steps[0].customers) == {
        "fay": Decimal("-0.15"), "gia": Decimal("-0.15"), "cid": Decimal("0.05"),
    }  # fmt: skip
    assert sum(amount for _who, amount in made.steps[0].customers) == made.amount


def test_an_unknown_set_names_its_neighbours(questions):
    with pytest.raises(NotFound, match="stripe"):
        policy_set("strip", questions.at(YEAR_END).policies)
