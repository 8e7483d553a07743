"""Random companies in parts: each part draws a few of its own, so that parts can run beside one another.

In `test` the companies are the same every time. In `soak` they are others every day, so that what was run adds up; the day
is told at the head of the run, and TENURE_SOAK_DAY=20241231 draws those of another one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.conftest import DAY_VARIABLE, DRAWN, SOAK, soak_day

LIMIT = 100  # there are fewer draws than that, and none has as many parts: so no two draw the same


def parts(full: int) -> pytest.MarkDecorator:
    """The parts of a test: one in `test`, so many in `soak`."""
    return pytest.mark.parametrize("part", range(full if SOAK else 1))


def draw(check: Callable[..., None], count: int, draw_number: int, part: int, *strategies: SearchStrategy) -> None:
    """Check so many examples of a part; a failure names the seed."""

    @wraps(check)
    def noted(*drawn: object, **named: object) -> None:
        DRAWN.append(None)
        check(*drawn, **named)

    number = ((soak_day() if SOAK else 0) * LIMIT + draw_number) * LIMIT + part
    wanted = settings(
        max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        print_blob=False,
    )(given(*strategies)(noted))  # fmt: skip
    try:
        seed(number)(wanted)()
    except BaseException as error:
        error.add_note(f"part {part}; {DAY_VARIABLE}={soak_day()}" if SOAK else f"part {part}")
        raise
