"""The cases beside each definition, asked of the engine over the facts of acme."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from tenure.book import Book, families, measures
from tenure.catalogue.acme import FACTS, table_of
from tenure.catalogue.case import Case
from tenure.catalogue.measure import Ratio
from tenure.catalogue.priorities import PRIORITIES
from tenure.catalogue.value import Value
from tenure.periods import parse_day, parse_period
from tenure.verification.folder import load_folder

Asked = tuple[str, tuple[tuple[str, str], ...]]  # the as-of day and the words of a question


def cases() -> Iterator[tuple[str, Case]]:
    """Every case with the metric it belongs to."""
    for name, one in measures().items():
        yield from ((name, case) for case in one.cases)


def asked_by(case: Case) -> Asked:
    """What cases must share to be asked together."""
    return case.as_of, tuple(sorted(case.where.items()))


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Acme, from its files."""
    folder = tmp_path_factory.mktemp("acme")
    (folder / "facts").mkdir()
    for kind in FACTS:
        with (folder / "facts" / f"{kind}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(table_of(kind))
    return load_folder(folder / "facts", folder / "book", datetime(2026, 1, 1))


def answers(acme: Book, asked: Asked, group: list[tuple[str, Case]]) -> dict[tuple[str, str], Value]:
    """The values of a group of cases, asked at one go."""
    names = list(dict.fromkeys(name for name, _case in group))
    periods = sorted({parse_period(case.period) for _name, case in group})
    values = acme.ask(names, periods, parse_day(asked[0]), (), dict(asked[1]))
    return {(value.metric, str(value.period)): value for value in values}


@pytest.fixture(scope="module")
def told(acme: Book) -> list[tuple[str, Case, Value]]:
    """Every case with the metric it belongs to and its answer."""
    groups: dict[Asked, list[tuple[str, Case]]] = {}
    for name, case in cases():
        groups.setdefault(asked_by(case), []).append((name, case))
    every = []
    for asked, group in groups.items():
        known = answers(acme, asked, group)
        every += [(name, case, known[name, case.period]) for name, case in group]
    return every


def test_every_case_comes_out_as_worked_by_hand(told: list[tuple[str, Case, Value]]) -> None:
    wrong = []
    for name, case, value in told:
        amiss = case.amiss(value, getattr(measures()[name], "scale", Decimal(1)))
        wrong += [f"{case.asked(name)} ({case.why}): {what}" for what in amiss]
    assert wrong == []


def test_every_metric_of_the_catalogue_has_a_case() -> None:
    assert sorted(PRIORITIES.keys() - {name for name, _case in cases()}) == []


def test_an_amount_is_divided_by_only_where_its_members_are_told(told: list[tuple[str, Case, Value]]) -> None:
    for name, _case, value in told:
        one = measures()[name]
        if one.family == "social":
            continue  # followers are counted, though a snapshot tells them as a number of any kind
        if isinstance(one, Ratio) and value.denominator and value.denominator.as_tuple().exponent:
            assert one.among is not None, name


def test_every_family_has_cases() -> None:
    told = {name.split(".")[0] for name, _case in cases()}
    assert {family.__name__.lower() for family in families()} - told == set()


def test_a_variant_has_only_the_cases_it_tells_itself() -> None:
    assert [case.gives for case in measures()["renewal.rate_amount.gross"].cases] == ["1000 of 1500"]
    assert measures()["renewal.rate_count.paid"].cases == ()


@pytest.mark.parametrize(
    ("case", "amiss"),
    [
        (Case("2024-07", "4 of 5", "as it is"), []),
        (Case("2024-07", "3 of 5", "another numerator"), ["value is 0.8, not 0.6", "numerator is 4, not 3"]),
        (Case("2024-07", "8 of 10", "the same value of more people"), ["numerator is 4, not 8", "denominator is 5, not 10"]),
        (Case("2024-07", "4 of 5", "bounds", low="1 of 5"), ["low is None, not 0.2"]),
        (Case("2024-07", "4 of 5", "open", status="immature"), ["status is final, not immature", "value is 0.8, not None"]),
    ],
    ids=lambda one: one.why if isinstance(one, Case) else "",
)  # fmt: skip
def test_a_wrong_case_is_told(acme: Book, case: Case, amiss: list[str]) -> None:
    got = acme.one("retention.customer_rate", case.period, parse_day(case.as_of))
    assert case.amiss(got, Decimal(1)) == amiss


def test_every_cell_of_acme_has_its_column() -> None:
    ragged = [(kind, row) for kind in FACTS for row in table_of(kind) if len(row) != len(table_of(kind)[0])]
    assert ragged == []
