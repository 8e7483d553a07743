"""Random companies: the product answers as the plain derivation does."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.conftest import only_in_soak, repetitions
from tests.oracle.derivation import OTHERS, P1
from tests.oracle.random_facts import Company, company
from tests.properties.comparison import disagreements, load

EVERY = list(HealthCheck)


@seed(20240229)
@settings(
    max_examples=repetitions(6, 150),
    deadline=None,
    database=None,
    suppress_health_check=EVERY,
    phases=[Phase.generate],
    print_blob=False,
)
@given(company())
def test_every_p1_number_agrees_with_the_plain_derivation(drawn: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = list(disagreements(drawn, load(drawn, Path(folder))))
    assert not found, f"{drawn.zone}, {drawn.policies}:\n" + "\n".join(found[:20])


@seed(20240301)
@settings(
    max_examples=repetitions(1, 60),
    deadline=None,
    database=None,
    suppress_health_check=EVERY,
    phases=[Phase.generate],
    print_blob=False,
)
@given(company())
def test_every_other_number_agrees_with_the_plain_derivation(drawn: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = list(disagreements(drawn, load(drawn, Path(folder)), OTHERS))
    assert not found, f"{drawn.zone}, {drawn.policies}:\n" + "\n".join(found[:20])


@only_in_soak
@pytest.mark.usefixtures("spark")
@seed(20240302)
@settings(
    max_examples=repetitions(1, 20),
    deadline=None,
    database=None,
    suppress_health_check=EVERY,
    phases=[Phase.generate],
    print_blob=False,
)
@given(company())
def test_every_number_agrees_on_spark(drawn: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = list(disagreements(drawn, load(drawn, Path(folder), "spark"), (*P1, *OTHERS)))
    assert not found, f"{drawn.zone}, {drawn.policies}:\n" + "\n".join(found[:20])
