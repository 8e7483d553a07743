"""The funnel of behaviour: by hand, and told moment by moment for random users of whom each attempt is tried."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tenure.catalogue.slices import segments
from tenure.engine.dialects import DIALECTS, statement
from tenure.periods import parse_period
from tenure.stages.analyses.course import Course, course_of
from tenure.stages.analyses.deeds import ORDER, Deeds, deeds_known
from tenure.stages.analyses.funnel import counted, funnel
from tenure.stages.workshop import Workshop
from tests.cast import Row, ann, bob, customer, order, use
from tests.stages.analyses.walking import Walker, counts, local, told_of, walk

Shops = Callable[..., Workshop]
MARCH = parse_period("2024-03")
FEATURES = ["view", "cart", "check", "pay", "leave"]


def did(user: str, feature: str, at: str, who: str = ann) -> Row:
    return use(f"{user}{feature}{at}", who, at, user, feature)


def bought(who: str, at: str) -> Row:
    return order(f"t{who}{at}", who, 10, at)


def region(who: str, value: str) -> Row:
    return {
        "attr_id": f"{who}|region",
        "customer_id": who,
        "attr": "region",
        "value": value,
        "valid_from": "2023-01-01",
    }


def steps(*words: str) -> Course:
    return course_of(words, known=[*FEATURES, ORDER], events=FEATURES)


def reached(shop: Workshop, course: Course, window: int = 5, walker: Deeds | None = None) -> list[tuple[object, ...]]:
    return [(one.step, one.reached, one.open) for one in funnel(shop, MARCH, course, window, walker or Deeds("user"))]


def test_the_attempt_that_goes_furthest_counts(shop_of: Shops) -> None:
    """u1 looks on the 1st and on the 10th, and pays after the second time; u2 looks once."""
    told = [("u1", "view", "01"), ("u1", "view", "10"), ("u1", "cart", "11"), ("u1", "pay", "12"), ("u2", "view", "03")]
    shop = shop_of(usage_events=[did(user, what, f"2024-03-{day}T04:00") for user, what, day in told])
    assert reached(shop, steps("view", "cart", "pay")) == [("view", 2, 0), ("cart", 1, 0), ("pay", 1, 0)]


def test_of_attempts_that_go_as_far_the_latest_counts(shop_of: Shops) -> None:
    """It may still go on: on 31 March the window of the 30th is open, that of the 1st is over."""
    told = [did("u1", "view", f"2024-03-{day}T04:00") for day in ("01", "30")]
    shop = shop_of(date(2024, 3, 31), usage_events=told)
    assert reached(shop, steps("view", "pay")) == [("view", 1, 0), ("pay", 0, 1)]
    (first, second) = funnel(shop, MARCH, steps("view", "pay"), 5, Deeds("user"))
    assert (first.entered, second.decided) == (1, 0)


def test_an_attempt_begins_in_the_time_and_may_end_after_it(shop_of: Shops) -> None:
    told = [("view", "2024-02-28"), ("pay", "2024-03-01"), ("view", "2024-03-30"), ("pay", "2024-04-02")]
    shop = shop_of(usage_events=[did("u1", what, f"{day}T04:00") for what, day in told])
    assert reached(shop, steps("view", "pay")) == [("view", 1, 0), ("pay", 1, 0)]
    assert reached(shop, steps("view", "pay"), 3) == [("view", 1, 0), ("pay", 0, 0)], (
        "three days are over at the very moment"
    )


def test_two_at_one_moment_are_in_order_and_one_who_is_nobody_is_left_out(shop_of: Shops) -> None:
    told = [did("u1", what, "2024-03-05T04:00") for what in ("pay", "view")]
    told.append({**did("u2", "view", "2024-03-05T04:00"), "user_id": None})
    shop = shop_of(usage_events=told)
    assert reached(shop, steps("view", "pay")) == [("view", 1, 0), ("pay", 1, 0)]


def test_customers_are_followed_to_their_purchases(shop_of: Shops) -> None:
    """Two users of ann, one looks and the other carts; she buys."""
    told = [
        did("u1", "view", "2024-03-05T04:00"),
        did("u2", "cart", "2024-03-06T04:00"),
        did("u3", "view", "2024-03-05T04:00", bob),
    ]
    shop = shop_of(
        customers=[customer(ann), customer(bob)], usage_events=told, transactions=[bought(ann, "2024-03-07T04:00")],
        customer_attrs=[region(ann, "North"), region(bob, "South")],
    )  # fmt: skip
    course = steps("view", "cart", ORDER)
    assert [one[1] for one in reached(shop, course, walker=Deeds("customer"))] == [2, 1, 1]
    assert [one[1] for one in reached(shop, course, walker=Deeds("user"))] == [2, 0, 0]
    cut = funnel(shop, MARCH, course, 5, Deeds("customer", segments(shop, "region")))
    assert [(one.segment, one.reached) for one in cut] == [
        ("North", 1), ("North", 1), ("North", 1), ("South", 1), ("South", 0), ("South", 0),
    ]  # fmt: skip


def test_what_is_done_is_told_by_how_many_do_it(shop_of: Shops) -> None:
    told = [
        did("u1", "view", "2024-03-05T04:00"),
        did("u2", "view", "2024-03-05T04:00"),
        did("u1", "cart", "2024-02-05T04:00"),
    ]
    shop = shop_of(usage_events=told, transactions=[bought(ann, "2024-03-07T04:00")])
    assert deeds_known(shop, "user") == ["view", "cart"]
    assert deeds_known(shop, "customer", MARCH) == ["view", ORDER]


def test_a_feature_called_order_is_what_is_meant(shop_of: Shops) -> None:
    told = [did("u1", "view", "2024-03-05T04:00"), did("u1", ORDER, "2024-03-06T04:00")]
    shop = shop_of(usage_events=told, transactions=[bought(ann, "2024-03-07T04:00"), bought(ann, "2024-03-08T04:00")])
    assert deeds_known(shop, "customer") == [ORDER, "view"]
    (_first, last) = funnel(shop, MARCH, steps("view", ORDER), 5, Deeds("customer"))
    assert last.half_within == 1


COURSES = [
    (["view", "cart", "pay"], [], []),
    (["view", "cart", "check", "pay"], ["cart"], []),
    (["view", "cart", "check", "pay"], ["cart", "check"], ["leave"]),
    (["cart", "check", "pay"], [], ["leave:check..pay", "view"]),
]  # fmt: skip


@pytest.fixture
def crowd(shop_of: Shops) -> tuple[Workshop, dict[str, list[tuple[datetime, str]]]]:
    """A hundred and fifty users whose deeds fall on few instants, so that many fall together."""
    rng = random.Random(20240302)
    rows: list[Row] = []
    told: dict[str, list[tuple[datetime, str]]] = {}
    for number in range(150):
        done = told[f"u{number}"] = []
        for n in range(rng.randrange(1, 16)):
            feature = rng.choice(FEATURES)
            at = datetime(2024, 2, 27) + timedelta(days=2 * rng.randrange(18), hours=15 * rng.randrange(2))
            rows.append({**did(f"u{number}", feature, at.isoformat()), "event_id": f"e{number}-{n}"})
            done.append((at, feature))
    return shop_of(AS_OF, usage_events=rows), told


AS_OF = date(2024, 4, 3)
WINDOW = 9


def by_hand(course: Course, events: list[tuple[datetime, str]]) -> Walker | None:
    """Every attempt of a user is tried; the one that counts."""
    begun = [at for at, event in events if event == course.steps[0] and local(at).month == 3]
    required = Course(tuple(course.steps[place] for place in course.required))
    tried = [(max(walk(required, events, at, "", WINDOW, AS_OF).taken), at) for at in begun]
    return walk(course, events, max(tried)[1], "", WINDOW, AS_OF) if tried else None


def test_a_funnel_of_behaviour_is_what_trying_each_attempt_gives(
    crowd: tuple[Workshop, dict[str, list[tuple[datetime, str]]]],
) -> None:
    shop, told = crowd
    for words, optional, ends in COURSES:
        course = course_of(words, optional, ends, FEATURES, FEATURES)
        walked = [one for events in told.values() if (one := by_hand(course, events))]
        assert len(walked) > 50
        found = funnel(shop, MARCH, course, WINDOW, Deeds("user"))
        assert told_of(found, "") == [counts(course, walked, place) for place in range(len(words))]


def test_it_is_said_in_every_dialect(shop_of: Shops) -> None:
    asked = counted(
        shop_of(usage_events=[did("u1", "view", "2024-03-05T04:00")]), MARCH, steps("view", "pay"), 5, Deeds("user")
    )
    for dialect in DIALECTS:
        assert "half_1" in statement(asked, dialect)
