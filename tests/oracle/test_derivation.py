"""The plain derivation against the golden case: 312 values derived by hand, and the panel of 2024."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.days import ONE_DAY, instant
from tests.oracle.derivation import COLUMNS, METRICS, P1, Result, World, evaluate, panel
from tests.oracle.facts import KEYS, read, read_facts
from tests.oracle.timing import FIRST_PRIORITY, TIMING, plain_id

Rows = list[dict[str, str]]
Worlds = Callable[[str], World]
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


@pytest.fixture(scope="module")
def golden(shared: Path) -> dict[str, Rows]:
    """The golden files by name."""
    others = ("policies", "expected", "expected_panel")
    return read_facts(shared / "golden") | {name: read(shared / "golden" / f"{name}.csv") for name in others}


@pytest.fixture(scope="module")
def policies(golden: dict[str, Rows]) -> dict[str, str]:
    """The policies of the golden case."""
    return {row["key"]: row["value"] for row in golden["policies"]}


@pytest.fixture(scope="module")
def worlds(golden: dict[str, Rows], policies: dict[str, str]) -> Worlds:
    """The golden world as known on a day."""
    kept: dict[str, World] = {}

    def world(as_of: str) -> World:
        if as_of not in kept:
            kept[as_of] = World(golden, policies, date.fromisoformat(as_of))
        return kept[as_of]

    return world


def six_decimals(number: Fraction | None) -> str:
    """As the golden files write numbers."""
    if number is None:
        return ""
    text = f"{round(float(number), 6):.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def written(cell: str | int | Fraction) -> str:
    """A cell of the panel as the golden file writes it."""
    return six_decimals(cell) if isinstance(cell, Fraction) else str(cell)


def differences(row: dict[str, str], result: Result) -> list[str]:
    """Where an answer is not what was derived by hand; sums are compared where they are given."""
    got = {
        "value": six_decimals(result.value),
        "status": result.status,
        "low": six_decimals(result.low),
        "high": six_decimals(result.high),
        "numerator": six_decimals(result.num) if row["numerator"] else "",
        "denominator": six_decimals(result.den) if row["denominator"] else "",
    }
    name = " ".join(row[column] for column in ("metric_id", "period", "as_of", "dims"))
    return [f"{name} {column}: {row[column]!r} is {text!r}" for column, text in got.items() if row[column] != text]


def test_every_value_derived_by_hand_is_derived_from_the_facts(golden: dict[str, Rows], worlds: Worlds) -> None:
    wrong = []
    for row in golden["expected"]:
        answer = evaluate(worlds(row["as_of"]), row["metric_id"], row["period"], row["dims"])
        wrong += differences(row, answer)
    assert len(golden["expected"]) == 312
    assert wrong == []


def test_the_panel_of_2024_is_the_golden_one(golden: dict[str, Rows], worlds: Worlds) -> None:
    rows = panel(worlds("2024-12-31"), MONTHS)
    texts = [{name: written(row[name]) for name in COLUMNS} for row in rows]
    assert texts == golden["expected_panel"]


def test_sums_over_the_panel_are_the_metrics_of_the_month(worlds: Worlds) -> None:
    world = worlds("2024-12-31")
    wrong = []
    for month in MONTHS:
        rows = panel(world, [month])
        numbers = [name for name in COLUMNS if not isinstance(rows[0][name], str)]
        sums = {name: sum(Fraction(row[name]) for row in rows) for name in numbers}
        pairs = {
            "revenue.mrr": sums["mrr_close"],
            "growth.customers_held": sums["held_close"],
            "churn.customers": sums["lost"],
            "churn.rate_count": 1 - sums["survived"] / sums["held_open"],
            "revenue.nrr": sums["kept_net"] / sums["mrr_open"],
            "revenue.grr": sums["kept_gross"] / sums["mrr_open"],
            "revenue.mrr_fx_impact": sums["fx_impact"],
            "renewal.due_amount": sums["due_amount"],
            "renewal.renewed_amount": sums["renewed_net"],
            "activity.active_customers": sums["active"],
            **{f"revenue.mrr_{kind}": sums[f"mv_{kind}"] for kind in ("new", "expansion", "contraction", "churn")},
        }
        wrong += [(month, name) for name, value in pairs.items() if evaluate(world, name, month).value != value]
        assert sums["held_open"] + sums["joined"] - sums["lost"] == sums["held_close"]
    assert wrong == []


@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-12-31"])
def test_what_is_known_later_moves_nothing(
    as_of: str, golden: dict[str, Rows], policies: dict[str, str], worlds: Worlds
) -> None:
    world = worlds(as_of)
    known = {kind: [row for row in golden[kind] if instant(row["known_at"]) < world.cut] for kind in KEYS}
    assert sum(map(len, known.values())) < sum(len(golden[kind]) for kind in KEYS)
    blind = World(known, policies, date.fromisoformat(as_of))
    asked = [row for row in golden["expected"] if row["as_of"] == as_of]
    questions = [(row["metric_id"], row["period"], row["dims"]) for row in asked]
    assert [evaluate(blind, *question) for question in questions] == [evaluate(world, *q) for q in questions]


def test_a_day_later_more_is_known(golden: dict[str, Rows], policies: dict[str, str], worlds: Worlds) -> None:
    world = worlds("2024-06-30")
    later = World(golden, policies, world.as_of + 3 * ONE_DAY)  # the renewal of 28 June was booked on 3 July
    assert evaluate(world, "renewal.rate_count", "2024-07").num == 0
    assert evaluate(later, "renewal.rate_count", "2024-07").num == 1


def test_every_id_has_a_timing_and_every_timing_an_id() -> None:
    assert {plain_id(name) for name in METRICS} == {plain_id(name) for name in TIMING}
    assert {plain_id(name) for name in P1} == set(FIRST_PRIORITY)
    assert len(FIRST_PRIORITY) == 67


def test_the_catalogue_marks_the_same_ids_as_first_priority(shared: Path) -> None:
    text = (shared / "design" / "catalogue.md").read_text(encoding="utf-8")
    titles = [line for line in text.splitlines() if line.startswith("#### ") and "[P1]" in line]
    marked = {word for line in titles for word in line.split("`")[1::2]}
    assert marked == set(FIRST_PRIORITY)
