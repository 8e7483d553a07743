"""The random companies: that they reach the edges, can be derived, and obey what must hold in any company."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.conftest import repetitions
from tests.oracle.days import ONE_DAY, instant, period_days
from tests.oracle.derivation import P1, World, evaluate, panel
from tests.oracle.edges import ALL_EDGES, edges_of
from tests.oracle.facts import KEYS
from tests.oracle.random_draft import HEADERS
from tests.oracle.random_facts import Company, company, questions, write_company

quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@dataclass
class Sweep:
    """What was seen over many random companies."""

    companies: int = 0
    edges: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, Counter[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def sweep() -> Sweep:
    """Two hundred companies of one seed, every metric of first priority asked for three periods of each."""
    seen = Sweep()

    @seed(20240229)
    @settings(quick, max_examples=200, database=None, phases=[Phase.generate])
    @given(company())
    def look(one: Company) -> None:
        world = World(one.facts, one.policies, one.as_of)
        periods = set(one.periods[seen.companies % 4 :: 4])
        seen.companies += 1
        seen.edges.update(edges_of(one, world))
        for metric, period, dims in questions(one):
            if period in periods or period not in one.periods:
                seen.statuses.setdefault(metric, Counter())[evaluate(world, metric, period, dims).status] += 1

    look()
    return seen


def test_every_first_priority_id_can_be_derived_in_any_company(sweep: Sweep) -> None:
    assert sweep.companies >= 200
    assert set(sweep.statuses) == set(P1)


def test_no_edge_is_missed_in_two_hundred_companies(sweep: Sweep) -> None:
    assert ALL_EDGES - set(sweep.edges) == set()


def test_every_first_priority_id_has_a_final_value_somewhere(sweep: Sweep) -> None:
    assert [name for name, statuses in sweep.statuses.items() if not statuses["final"] + statuses["partial"]] == []


def test_every_status_occurs(sweep: Sweep) -> None:
    seen = {status for statuses in sweep.statuses.values() for status in statuses}
    assert seen == {"final", "provisional", "immature", "partial", "undefined", "unavailable"}


@settings(quick, max_examples=repetitions(25, 500))
@given(company())
def test_each_version_of_a_fact_is_known_at_its_own_moment_and_not_before_it_happened(one: Company) -> None:
    for kind, rows in one.facts.items():
        versions = [(row[KEYS[kind]], row["known_at"]) for row in rows]
        assert len(set(versions)) == len(versions)
        for row in rows:
            assert set(row) == set(HEADERS[kind])
            happened = row.get("happened_at") or row.get("signed_at") or row.get("first_seen_at")
            assert not happened or instant(row["known_at"]) >= instant(happened)


@settings(quick, max_examples=repetitions(25, 500))
@given(company())
def test_what_is_known_later_moves_nothing(one: Company) -> None:
    world = World(one.facts, one.policies, one.as_of)
    known = {kind: [r for r in rows if instant(r["known_at"]) < world.cut] for kind, rows in one.facts.items()}
    blind = World(known, one.policies, one.as_of)
    for metric, period, dims in questions(one):
        if period in one.periods[:3]:
            assert evaluate(blind, metric, period, dims) == evaluate(world, metric, period, dims)


@settings(quick, max_examples=repetitions(25, 500))
@given(company())
def test_revenue_and_customers_roll_forward_in_every_period(one: Company) -> None:
    world = World(one.facts, one.policies, one.as_of)
    for period in one.periods:
        first, last = period_days(period)
        if last > one.as_of:
            continue
        joined = sum(1 for run in world.relations.all_runs() if first <= run.start <= last)
        lost = len(world.relations.ended(first, last))
        assert len(world.relations.held(first - ONE_DAY)) + joined - lost == len(world.relations.held(last))
        if world.has_contracts:
            opening = world.revenue.total(first - ONE_DAY)
            moves = [evaluate(world, f"revenue.{name}", period).value for name in ("mrr_net_new", "mrr_fx_impact")]
            assert opening + sum(move or 0 for move in moves) == evaluate(world, "revenue.mrr", period).value


@settings(quick, max_examples=repetitions(25, 500))
@given(company(bases=("contract",)))
def test_bounds_hold_the_value_and_two_sums_give_it(one: Company) -> None:
    world = World(one.facts, one.policies, one.as_of)
    for metric, period, dims in questions(one):
        answer = evaluate(world, metric, period, dims)
        assert (answer.value is None) == (answer.status in ("immature", "undefined", "unavailable")), metric
        if answer.value is not None and answer.num is not None and answer.den and not metric.startswith("loyalty.nps"):
            assert answer.value == answer.num / answer.den, metric
        if answer.low is not None and answer.high is not None:
            assert answer.low <= answer.high, metric
        if answer.status == "immature" and answer.low is not None:
            assert answer.num is not None, metric


@settings(quick, max_examples=repetitions(10, 200))
@given(company(bases=("contract",)))
def test_the_panel_has_a_row_for_each_customer_and_closed_period(one: Company) -> None:
    world = World(one.facts, one.policies, one.as_of)
    closed = [period for period in one.periods if period_days(period)[1] <= one.as_of]
    rows = panel(world, one.periods)
    assert len(rows) == len(closed) * len(world.relations.customers)
    assert all(row["held_close"] == (row["state_close"] in ("active", "grace")) for row in rows)


def test_a_company_is_written_as_the_golden_folder_is(tmp_path: Path, shared: Path) -> None:
    kept: list[Company] = []

    @seed(1)
    @settings(quick, max_examples=5, database=None, phases=[Phase.generate])
    @given(company())
    def look(one: Company) -> None:
        kept.append(one)

    look()
    write_company(kept[-1], tmp_path)
    others = {path.name for path in (shared / "golden").glob("*.csv")}
    assert {path.name for path in tmp_path.glob("*.csv")} - others == {"order_items.csv"}  # golden orders have no lines
    for path in tmp_path.glob("*.csv"):
        if path.name not in others:
            continue
        header = (shared / "golden" / path.name).read_text(encoding="utf-8").splitlines()[0]
        assert path.read_text(encoding="utf-8").splitlines()[0] == header
    with (tmp_path / "contracts.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == kept[-1].facts["contracts"]
    with (tmp_path / "policies.csv").open(newline="", encoding="utf-8") as file:
        assert {row["key"]: row["value"] for row in csv.DictReader(file)} == kept[-1].policies
