"""People and what passes between them and the company: use, contacts, tickets, surveys."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.days import ONE_DAY, add_months, month_of
from tests.oracle.random_draft import EARLIEST, LAST, Draft

# How many days of a month somebody uses the product, and how the days lie in it.
LEVELS = (0, 1, 2, 3, 4, 6)
OFFSETS = (0, 1, 2, 6, 7, 8, 29, 30, 31)  # days after first use that N-day retention looks at
HALF_HOUR, HOUR, DAY, WEEK = 30, 60, 24 * 60, 7 * 24 * 60
STEPS = (
    ("public_reply", "agent"),
    ("solved", "agent"),
    ("reopened", "customer"),
    ("auto_reply", "bot"),
    ("public_reply", "bot"),
    ("internal_note", "agent"),
    ("customer_reply", "customer"),
    ("reopened", "customer"),
    ("closed", "agent"),
)
# Minutes between the events of a ticket: around the target of an hour, a working day, a week, a month.
WAITS = (20, WEEK, 1, 59, HOUR, HOUR + 1, 8 * HOUR, 9 * HOUR, DAY, WEEK - 1, WEEK, 30 * DAY)
# Of a minute, at which a ticket is opened; waits of whole minutes keep them at both ends.
SECONDS = (0, 7, 20, 36, 51, 59)
MORE_SECONDS = (0, 0, 1, 59)  # beyond the minutes of a wait
MORNING, EVENING = 9 * HOUR, 18 * HOUR
OPENED = (10 * HOUR, 0, MORNING - 1, MORNING, MORNING + HALF_HOUR, EVENING - HALF_HOUR, EVENING - 1, EVENING, DAY - 1)


def draw_people(draft: Draft, customer: str) -> list[str]:
    """The users of a customer, when they were first seen and when they used the product."""
    people = [draft.name("u") for _ in range(draft.one_of((1, 2, 0)))]
    for user in people:
        first = draft.day()
        moment = draft.at(first)
        draft.add("users", draft.known(moment), user_id=user, customer_id=customer, first_seen_at=moment)
        used = {first + offset * ONE_DAY for offset in OFFSETS if draft.chance("yes no no")}
        month = draft.day(EARLIEST, date(2024, 6, 1)).replace(day=1)
        for _ in draft.some(9):
            used |= _days_of_use(month, draft.one_of(LEVELS))
            month = add_months(month, 1)
        _use(draft, customer, user, sorted(used))
    return people


def _days_of_use(month: date, level: int) -> set[date]:
    """So many days of a month, its last and its first day before all others."""
    first, last = month_of(month)
    return set([last, first, *(first + step * ONE_DAY for step in (4, 9, 14, 19, 24))][:level])


def _use(draft: Draft, customer: str, user: str, days: list[date]) -> None:
    """Events on the days; their clocks and their lateness go round, so that a month costs one choice."""
    clocks = ((0, 0), (1439, 59), (720, 0))
    late = draft.one_of((0, 0, 1, 3))
    for number, day in enumerate(days):
        if day > LAST:
            break
        minute, second = clocks[number % 3]
        moment = draft.zone.at(day, minute) + timedelta(seconds=second)
        known = moment + timedelta(days=40) if late and number % 4 < late - 1 else moment + timedelta(hours=1)
        draft.add(
            "usage_events",
            known,
            event_id=draft.name("E"),
            customer_id=customer,
            user_id=user,
            feature=("report", "export")[number % 2],
            quantity=1 + number % 3,
            happened_at=moment,
        )


def draw_tickets(draft: Draft, customers: list[str]) -> None:
    """Tickets answered by people, bots or nobody, solved, reopened or left."""
    for _ in draft.some(7):
        ticket, customer = draft.name("T"), draft.one_of(customers)
        channel = draft.one_of(("email", "phone", "social"))
        topic = draft.one_of(("support", "support", "support", "feedback"))
        moment = draft.zone.at(draft.day(), draft.one_of(OPENED)) + timedelta(seconds=draft.one_of(SECONDS))
        steps = [("opened", draft.one_of(("customer", "customer", "agent")))]
        on_the_minute = draft.chance()  # of the window: too rare if it were left to the waits
        steps += [("public_reply", "agent")] if on_the_minute else []
        steps += [draft.one_of(STEPS) for _ in draft.some(4)]
        for number, (kind, actor) in enumerate(steps):
            if number == 1 and on_the_minute:
                moment += timedelta(minutes=WEEK)
            elif number:
                moment += timedelta(minutes=draft.one_of(WAITS), seconds=draft.one_of(MORE_SECONDS))
            draft.add(
                "ticket_events",
                draft.known(moment),
                ticket_event_id=f"{ticket}-{number + 1}",
                ticket_id=ticket,
                customer_id=customer,
                channel=channel,
                topic=topic,
                kind=kind,
                actor=actor,
                happened_at=moment,
            )


def draw_surveys(draft: Draft, customers: list[str], people: dict[str, list[str]]) -> None:
    """Invitations, some of them answered, at once or weeks later, and answers typed in late."""
    for number in draft.some(8):
        customer = draft.one_of(customers)
        instrument = draft.one_of(("nps", "csat", "service"))
        person = draft.one_of([*people[customer], f"{customer}-r1", ""])
        sent = draft.at(draft.day()).replace(microsecond=0) + timedelta(seconds=3 * number)  # never two answers at once
        values: dict[str, object] = {
            "response_id": draft.name("S"),
            "survey_id": f"{instrument}-{sent.year}",
            "instrument": instrument,
            "dimension": draft.one_of(("overall", "speed")) if instrument == "service" else "overall",
            "customer_id": customer if person or draft.chance() else "",
            "respondent_id": person,
            "sent_at": sent,
            "scale_max": 10 if instrument == "nps" else 5,
        }
        row = draft.add("survey_responses", draft.known(sent), **values)
        if draft.chance("yes yes no"):
            answered = sent + timedelta(days=draft.one_of((1, 0, 40)), seconds=1)
            score = draft.one_of((9, 10, 8, 7, 6, 0) if instrument == "nps" else (5, 4, 3, 1))
            answer = draft.correct("survey_responses", row, answered, happened_at=answered, score=score)
            if draft.chance():
                draft.correct("survey_responses", answer, score=draft.one_of((6, 9) if instrument == "nps" else (3, 4)))


def draw_contacts(draft: Draft, subjects: list[tuple[str, str]]) -> None:
    """Interactions in both directions with customers and leads."""
    for _ in draft.some(8):
        subject_type, subject = draft.one_of(subjects)
        moment = draft.at(draft.day())
        draft.add(
            "interactions",
            draft.known(moment),
            interaction_id=draft.name("I"),
            subject_type=subject_type,
            subject_id=subject,
            direction=draft.one_of(("in", "out")),
            channel=draft.one_of(("email", "phone", "meeting", "fax")),
            kind=draft.one_of(("reply", "care", "revisit", "notice")),
            happened_at=moment,
        )


def draw_attributes(draft: Draft, customer: str) -> None:
    """What is known about a customer, from a day on."""
    for _ in draft.some(2):
        day = draft.day()
        draft.add(
            "customer_attrs",
            draft.known(draft.at(day)),
            attr_id=draft.name("AT"),
            customer_id=customer,
            attr=draft.one_of(("region", "industry", "size", "tag", "role", "subscription")),
            value=draft.one_of(("east", "fan")),
            valid_from=day,
        )
