"""Random companies: the product answers as the plain derivation does."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.conftest import only_in_soak, repetitions
from tests.oracle.derivation import OTHERS, P1
from tests.oracle.random_facts import Company, company
from tests.properties.comparison import disagreements, load
from tests.properties.drawing import draw, parts


def _agrees(drawn: Company, metrics: tuple[str, ...], engine: str = "duckdb") -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = list(disagreements(drawn, load(drawn, Path(folder), engine), metrics))
    assert not found, f"{drawn.zone}, {drawn.policies}:\n" + "\n".join(found[:20])


@parts(10)
def test_every_p1_number_agrees_with_the_plain_derivation(part: int) -> None:
    draw(lambda drawn: _agrees(drawn, P1), repetitions(3, 6), 1, part, company())


@parts(10)
def test_every_other_number_agrees_with_the_plain_derivation(part: int) -> None:
    draw(lambda drawn: _agrees(drawn, OTHERS), repetitions(1, 3), 2, part, company())


@only_in_soak
@pytest.mark.usefixtures("spark")
@parts(5)
def test_every_number_agrees_on_spark(part: int) -> None:
    draw(lambda drawn: _agrees(drawn, (*P1, *OTHERS), "spark"), 2, 3, part, company())
