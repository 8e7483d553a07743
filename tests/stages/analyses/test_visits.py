"""Visits and the ways through them: by hand, and told deed by deed for random users."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

from tenure.periods import parse_period
from tenure.stages.analyses.visits import END, ways
from tenure.stages.analyses.visits import turns as moves
from tenure.stages.workshop import Workshop
from tests.cast import Row, ann, order, use
from tests.stages.analyses.walking import local

Shops = Callable[..., Workshop]
MARCH = parse_period("2024-03")
FEATURES = ["view", "cart", "pay"]


def did(user: str, *told: str, who: str = ann) -> list[Row]:
    """Deeds of the fifth of March: `view 04:00`."""
    return [
        use(f"{user}{n}", who, f"2024-03-05T{at}", user, what)
        for n, (what, at) in enumerate(one.split() for one in told)
    ]


def told(shop: Workshop, pause: int = 30, most: int = 5, start: str = "") -> list[tuple[str, int, int, bool]]:
    return [
        ("-".join(way.deeds), way.visits, way.people, way.whole)
        for way in ways(shop, MARCH, "user", pause, most, start)
    ]


def test_a_long_pause_begins_another_visit(shop_of: Shops) -> None:
    events = did("u1", "view 04:00", "cart 04:30", "pay 05:00:01") + did("u2", "view 04:00", "cart 04:10")
    shop = shop_of(usage_events=events)
    assert told(shop) == [("view-cart", 2, 2, True), ("pay", 1, 1, True)], "thirty minutes are no long pause"
    assert told(shop, 31) == [("view-cart", 1, 1, True), ("view-cart-pay", 1, 1, True)]


def test_what_is_done_again_in_a_row_is_told_once_and_a_way_as_far_as_asked(shop_of: Shops) -> None:
    shop = shop_of(usage_events=did("u1", "view 04:00", "view 04:01", "cart 04:02", "view 04:03", "pay 04:04"))
    assert told(shop) == [("view-cart-view-pay", 1, 1, True)]
    assert told(shop, most=3) == [("view-cart-view", 1, 1, False)]
    assert moves(ways(shop, MARCH, "user", 30, 3)) == {(0, "view", "cart"): 1, (1, "cart", "view"): 1}
    assert moves(ways(shop, MARCH, "user", 30, 4))[3, "pay", END] == 1


def test_a_way_begins_where_it_is_asked_to(shop_of: Shops) -> None:
    shop = shop_of(
        usage_events=did("u1", "view 04:00", "cart 04:01", "view 04:02", "cart 04:03") + did("u2", "view 04:00")
    )
    assert told(shop, start="cart") == [("cart-view-cart", 1, 1, True)]


def test_customers_buy_within_their_visits_and_a_visit_is_of_the_day_it_begins(shop_of: Shops) -> None:
    events = did("u1", "view 04:00") + did("u2", "cart 04:05") + [use("late", ann, "2024-03-31T15:50", "u3", "view")]
    events.append(use("next", ann, "2024-03-31T16:05", "u3", "cart"))  # 1 April in China
    shop = shop_of(usage_events=events, transactions=[order("t1", ann, 9, "2024-03-05T04:10")])
    found = ways(shop, MARCH, "customer", 30, 5)
    assert [("-".join(way.deeds), way.visits) for way in found] == [("view-cart", 1), ("view-cart-order", 1)]


def test_ways_are_what_going_deed_by_deed_gives(shop_of: Shops) -> None:
    rng, rows = random.Random(20240303), []
    done: dict[str, list[tuple[datetime, str]]] = {}
    for number in range(80):
        user = f"u{number}"
        for n in range(rng.randrange(1, 30)):
            at = datetime(2024, 2, 29, 8) + timedelta(days=rng.randrange(33), minutes=17 * rng.randrange(12))
            what = rng.choice(FEATURES)
            rows.append(use(f"{user}-{n}", ann, at.isoformat(), user, what))
            done.setdefault(user, []).append((at, what))
    shop = shop_of(date(2024, 12, 31), usage_events=rows)
    for most, start in ((4, ""), (3, "cart")):
        counts: Counter[tuple[tuple[str, ...], bool]] = Counter()
        for deeds in done.values():
            for visit in by_hand(deeds):
                walked = [what for n, what in enumerate(visit) if n == 0 or visit[n - 1] != what]
                walked = walked[walked.index(start) :] if start in walked else [] if start else walked
                if walked:
                    counts[tuple(walked[:most]), len(walked) <= most] += 1
        assert {(way.deeds, way.whole): way.visits for way in ways(shop, MARCH, "user", 40, most, start)} == dict(
            counts
        )


def by_hand(deeds: list[tuple[datetime, str]]) -> list[list[str]]:
    """The visits of one user that begin in March."""
    visits: list[list[tuple[datetime, str]]] = []
    for at, what in sorted(deeds):
        if visits and at - visits[-1][-1][0] <= timedelta(minutes=40):
            visits[-1].append((at, what))
        else:
            visits.append([(at, what)])
    return [[what for _at, what in visit] for visit in visits if local(visit[0][0]).month == 3]
