"""Funnels with steps that may be skipped and events that end an attempt: by hand, and told event by event on random leads."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from statistics import median

import pytest

from tenure.engine.dialects import DIALECTS, statement
from tenure.errors import NotFound, UsageError
from tenure.periods import parse_period
from tenure.stages.analyses.course import LOST, SIGNED, Course, course_of
from tenure.stages.analyses.funnel import counted, funnel
from tenure.stages.analyses.walks import Leads
from tenure.stages.workshop import Workshop
from tests.cast import Row, ann, bob, contract, customer
from tests.stages.analyses.walking import Walker, counts, day_end, local, told_of, walk

Shops = Callable[..., Workshop]
Event = tuple[datetime, str, str, str]  # when, what, the touch and its channel
MARCH = parse_period("2024-03")
WAY = ["signup", "inquiry", "qualified", "signed"]


def touch(lead: str, kind: str, at: str, channel: str = "search") -> Row:
    return {"touch_id": f"{lead}{kind}{at}", "lead_id": lead, "kind": kind, "happened_at": at, "channel": channel}


def lost(lead: str | None, closed: str, outcome: str = "lost", **more: object) -> Row:
    told = {"deal_id": f"d{lead}{closed}{outcome}", "lead_id": lead, "stage": "closed", "outcome": outcome}
    return {**told, "opened": "2024-03-01", "closed": closed, **more}


def leads() -> dict[str, list[Row]]:
    """Six leads that sign up on 1 March; l1 and l2 sign on the 20th."""
    took = {
        "l1": "inquiry 05, qualified 08",
        "l2": "inquiry 05",
        "l3": "inquiry 05, qualified 09",
        "l4": "inquiry 05",
        "l5": "qualified 05",
        "l6": "",
    }
    steps = [
        touch(lead, *word.split())
        for lead, words in took.items()
        for word in (f"{kind} 2024-03-{day}T04:00" for kind, day in (one.split() for one in words.split(", ") if one))
    ]
    return {
        "touches": [touch(lead, "signup", "2024-03-01T04:00") for lead in took] + steps,
        "customers": [customer(ann, lead_id="l1"), customer(bob, lead_id="l2")],
        "contracts": [contract("k1", ann, "2024-03-20", "2026-01-01"), contract("k2", bob, "2024-03-20", "2026-01-01")],
    }


def test_who_skips_a_step_goes_on(shop_of: Shops) -> None:
    found = funnel(shop_of(**leads()), MARCH, course_of(WAY, ["qualified"]), 60)
    told = [(one.step, one.before, one.reached, one.skipped) for one in found]
    # l5 was qualified without asking: inquiry is not to be skipped
    assert told == [("signup", 6, 6, 0), ("inquiry", 6, 4, 0), ("qualified", 4, 2, 1), ("signed", 4, 2, 0)]
    # of l1 from the 8th and of l2 from the 5th, to the end of the 20th in China
    days = [(datetime(2024, 3, 20, 15, 59, 59) - datetime(2024, 3, day, 4)) / timedelta(days=1) for day in (8, 5)]
    assert found[3].half_within == pytest.approx(median(days))


def test_a_step_that_is_taken_after_the_next_was_skipped(shop_of: Shops) -> None:
    touches = [touch("l1", "signup", "2024-03-01T04:00"), touch("l1", "qualified", "2024-03-02T04:00")]
    touches.append(touch("l1", "inquiry", "2024-03-03T04:00"))
    found = funnel(shop_of(touches=touches), MARCH, course_of(["signup", "inquiry", "qualified"], ["inquiry"]), 60)
    assert [(one.reached, one.skipped) for one in found] == [(1, 0), (0, 1), (1, 0)]


def test_of_several_steps_that_may_be_skipped_the_later_one_passes_the_earlier(shop_of: Shops) -> None:
    days = {"signup": "01", "qualified": "02", "inquiry": "03", "trial_start": "04"}
    touches = [touch("l1", kind, f"2024-03-{day}T04:00") for kind, day in days.items()]
    course = course_of(["signup", "inquiry", "qualified", "trial_start"], ["inquiry", "qualified"])
    found = funnel(shop_of(touches=touches), MARCH, course, 60)
    assert [(one.reached, one.skipped) for one in found] == [(1, 0), (0, 1), (1, 0), (1, 0)]


def test_a_lost_deal_ends_an_attempt_where_it_is_told_to(shop_of: Shops) -> None:
    deals = [
        lost("l1", "2024-03-06"),  # between inquiry and qualified
        lost(None, "2024-03-06", customer_id=bob),  # l2's, known by the customer it became
        lost("l3", "2024-03-08", "won"), lost("l4", "2024-03-05"),  # at the end of the day of the inquiry
        lost("l6", "2024-03-02"),
    ]  # fmt: skip
    shop = shop_of(date(2024, 4, 5), **leads(), deals=deals)

    def told(*ends: str) -> list[tuple[str, int, int, int]]:
        found = funnel(shop, MARCH, course_of(WAY, [], ends), 60)
        return [(one.step, one.reached, one.ended, one.open) for one in found]

    assert told() == [("signup", 6, 0, 0), ("inquiry", 4, 0, 2), ("qualified", 2, 0, 2), ("signed", 1, 0, 1)]
    assert told("lost") == [("signup", 6, 0, 0), ("inquiry", 4, 1, 1), ("qualified", 1, 3, 0), ("signed", 0, 0, 1)]
    # l1 is lost before it was qualified, l2 and l4 while they may be
    assert told("lost:qualified..signed") == told()
    assert told("lost:signup..inquiry")[1:3] == [("inquiry", 4, 1, 1), ("qualified", 2, 0, 2)]


def test_a_touch_may_end_an_attempt_too(shop_of: Shops) -> None:
    facts = leads()
    facts["touches"].append(touch("l3", "visit", "2024-03-09T03:59"))
    found = funnel(shop_of(**facts), MARCH, course_of(WAY, ["qualified"], ["visit:inquiry..qualified"]), 60)
    assert [(one.reached, one.ended) for one in found] == [(6, 0), (4, 0), (1, 0), (2, 1)]


@pytest.mark.parametrize(
    ("steps", "optional", "ends", "error", "told"),
    [
        (["signup", "paid"], [], [], NotFound, "step of a funnel"),
        (["signup"], [], [], UsageError, "two different steps"),
        (["signup", "inquiry", "signup"], [], [], UsageError, "two different steps"),
        (WAY, ["visit"], [], NotFound, "step of this funnel"),
        (WAY, ["signup"], [], UsageError, "cannot be skipped"),
        (WAY, ["signed"], [], UsageError, "cannot be skipped"),
        (WAY, [], ["loss"], NotFound, "event that ends an attempt"),
        (WAY, [], ["inquiry"], UsageError, "is a step of this funnel"),
        (WAY, [], ["lost:signup"], NotFound, "step of this funnel"),
        (WAY, [], ["lost:signed..signup"], UsageError, "no part of the funnel"),
    ],
)
def test_what_is_no_course_is_refused(
    steps: Sequence[str], optional: Sequence[str], ends: Sequence[str], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        course_of(steps, optional, ends)


def test_it_is_said_in_every_dialect(shop_of: Shops) -> None:
    course = course_of(["signup", "inquiry", "qualified"], ["inquiry"], ["lost"])
    asked = counted(shop_of(**leads(), deals=[lost("l1", "2024-03-06")]), MARCH, course, 60, Leads("channel"))
    for dialect in DIALECTS:
        assert "half_2" in statement(asked, dialect)


# Random leads, each told event by event as a salesman would see it.

EVENTS = ("visit", "signup", "inquiry", "qualified", "trial_start", SIGNED, LOST)
COURSES = [
    (["visit", "signup", "inquiry", "signed"], [], [], None),
    (["signup", "inquiry", "qualified", "trial_start", "signed"], ["inquiry", "qualified"], [], "channel"),
    (["signup", "inquiry", "qualified", "trial_start"], ["inquiry", "qualified"], ["lost"], None),
    (["visit", "inquiry", "qualified", "signed"], ["inquiry"], ["signup:inquiry..qualified", "trial_start"], "channel"),
    (["visit", "inquiry", "qualified", "signed"], ["qualified"], ["lost:qualified..signed", "signup:visit..inquiry"], None),
    (["inquiry", "qualified", "signed"], [], ["lost", "trial_start", "visit:inquiry..qualified"], None),
]  # fmt: skip


def walked(course: Course, events: Sequence[Event], window: int, as_of: date) -> Walker | None:
    """One lead through the course: it sets out by its first step of all; None where that lies in another time."""
    starts = [(at, touched, channel) for at, event, touched, channel in events if event == course.steps[0]]
    if not starts or not date(2024, 3, 1) <= local(min(starts)[0]) <= date(2024, 3, 31):
        return None
    begun, _touched, channel = min(starts)
    return walk(course, [(at, event) for at, event, *_ in events], begun, channel, window, as_of)


@pytest.fixture
def crowd(shop_of: Shops) -> tuple[Workshop, dict[str, list[Event]]]:
    """Two hundred leads whose events fall on few instants, so that many fall together; and what became known of them."""
    rng = random.Random(20240301)
    facts: dict[str, list[Row]] = {"touches": [], "customers": [], "contracts": [], "deals": []}
    told: dict[str, list[Event]] = {}
    for number in range(200):
        lead = f"l{number}"
        events = told[lead] = []
        for n in range(rng.randrange(1, 14)):
            event = rng.choice(EVENTS)
            at = datetime(2024, 2, 28) + timedelta(days=2 * rng.randrange(18), hours=15 * rng.randrange(2))
            channel = rng.choice(["ad", "search"])
            if event == LOST:
                facts["deals"].append(lost(lead, local(at).isoformat(), deal_id=f"d{number}-{n}"))
                at = day_end(local(at))
            elif event == SIGNED:
                if any(known == SIGNED for _, known, *_ in events):
                    continue
                facts["customers"].append(customer(f"c{number}", lead_id=lead))
                facts["contracts"].append(
                    contract(f"k{number}", f"c{number}", "2024-06-01", "2026-01-01", at.isoformat())
                )
                at = day_end(local(at))
            else:
                touched = {"kind": event, "channel": channel, "happened_at": at.isoformat()}
                facts["touches"].append({"touch_id": f"t{number}-{n}", "lead_id": lead, **touched})
            events.append((at, event, f"t{number}-{n}", channel))
    return shop_of(AS_OF, **facts), told


AS_OF = date(2024, 4, 6)


def test_a_funnel_is_what_walking_with_each_lead_gives(
    crowd: tuple[Workshop, dict[str, list[Event]]],
) -> None:
    shop, told = crowd
    for steps, optional, ends, by in COURSES:
        course = course_of(steps, optional, ends)
        found_by_hand = [lead for events in told.values() if (lead := walked(course, events, 20, AS_OF))]
        assert len(found_by_hand) > 20
        found = funnel(shop, MARCH, course, 20, Leads(by or ""))
        for segment in {one.segment for one in found}:
            some = [lead for lead in found_by_hand if by is None or lead.segment == segment]
            assert told_of(found, segment) == [counts(course, some, place) for place in range(len(steps))]
