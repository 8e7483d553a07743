"""kill -9 at any moment leaves the state before or after: nothing lost, doubled or unreadable."""

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from tenure.facts.kinds import kind
from tenure.facts.lake import Lake
from tenure.facts.lake.catalogue import FILES, reading
from tests.cast import NOW, acme, ann, deliver, order
from tests.conftest import repetitions
from tests.facts.lake.processes import Nursery
from tests.facts.lake.steps import STEPS

State = list[object]


WORK = """
    import os, signal
    from tests.facts.lake.steps import STEPS
    def fsync(handle, real=os.fsync, calls=[0]):
        calls[0] += 1
        if calls[0] == int(words[0]):
            os.kill(os.getpid(), signal.SIGKILL)
        real(handle)
    os.fsync = fsync
    lake = acme(folder)
    for step, work in enumerate(STEPS, start=1):
        work(lake)
        print(step, flush=True)
    print(time.process_time(), fsync.__defaults__[1][0])
"""
NEVER = 0


def seen_in(lake: Lake, name: str) -> list[dict[str, object]]:
    """The last version of each fact of a kind, in the order of keys."""
    con = duckdb.connect()
    stored = lake.stored(kind(name))
    newest = "row_number() OVER (PARTITION BY key ORDER BY known_at DESC, seq DESC) = 1"
    unmarked = f"SELECT key FROM ({stored}) ANTI JOIN ({lake.stored(kind(name), 'restated')}) USING (key)"
    assert con.execute(f"{unmarked} GROUP BY key HAVING count(*) > 1").fetchall() == []
    query = f"SELECT * FROM (SELECT * FROM ({stored}) QUALIFY {newest}) WHERE op = 'assert' ORDER BY key"
    return con.execute(query).to_arrow_table().to_pylist()


def state(lake: Lake) -> State:
    """What a reader sees, but for the numbers of customers and imports: a killed import may use some up."""
    names = {row["customer_id"]: row["value"] for row in seen_in(lake, "identities") if row["kind"] == "external"}
    kinds = {"contracts": "end_date", "transactions": "amount_minor", "identities": "value"}
    seen: State = [(batch["name"], batch["undone_at"]) for batch in lake.batches()]
    for name, column in kinds.items():
        seen.append([(row[column], names.get(row.get("customer_id"))) for row in seen_in(lake, name)])
    return seen


@dataclass
class Flow:
    """The undisturbed run: what is seen after each step, and what it costs."""

    states: list[State] = field(default_factory=list)
    seconds: float = 0.0
    fsyncs: int = 0


@pytest.fixture(scope="module")
def flow(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Flow:
    found = Flow()
    lake = acme(tmp_path_factory.mktemp("undisturbed"))
    found.states.append(state(lake))
    for work in STEPS:
        work(lake)
        found.states.append(state(lake))
    folder = tmp_path_factory.mktemp("timed")
    seconds, fsyncs = nursery.start(WORK, folder, NEVER).done().split()[-2:]
    found.seconds, found.fsyncs = float(seconds), int(fsyncs)
    return found


def check(folder: Path, said: str, flow: Flow) -> int:
    """See that the lake is whole; gives the steps that are done."""
    acknowledged = len([line for line in said.splitlines() if line.isdigit()])
    lake = acme(folder)
    assert lake.damage() == []
    seen = state(lake)
    may_be = [
        step for step in (acknowledged, acknowledged + 1) if step < len(flow.states) and seen == flow.states[step]
    ]
    assert may_be, f"after step {acknowledged}: {seen}"
    assert lake.store(deliver("transactions", [order("next", ann, 1, "2024-12-31")], name="next"), NOW).stored == 1
    assert len(seen_in(lake, "transactions")) == len(seen[-2]) + 1
    with reading(lake.catalogue) as connection:
        listed = {lake.folder / path for path in connection.execute(sa.select(FILES.c.path)).scalars()}
    assert set((lake.folder / "facts").glob("*/*")) == listed
    assert list((lake.folder / "scratch").glob("*")) == []
    lake.catalogue.dispose()
    return may_be[-1]


def test_killed_at_a_random_moment(tmp_path: Path, nursery: Nursery, flow: Flow):
    chance = random.Random(20250101)
    reached = []
    for trial in range(repetitions(20, 200)):
        folder = tmp_path / str(trial)
        folder.mkdir()
        process = nursery.start(WORK, folder, NEVER)
        moment = chance.uniform(0, flow.seconds)
        while process.seconds() < moment:
            time.sleep(0.0005)
        process.kill()
        process.wait()
        reached.append(check(folder, process.said(), flow))
    assert len(set(reached)) > len(STEPS) // 2, f"the kills hit too little of the run: {reached}"


def test_killed_at_each_moment_of_making_durable(tmp_path: Path, nursery: Nursery, flow: Flow):
    every = max(1, flow.fsyncs // repetitions(4, flow.fsyncs))
    for call in range(1, flow.fsyncs + 1, every):
        folder = tmp_path / str(call)
        folder.mkdir()
        process = nursery.start(WORK, folder, call)
        assert process.wait() == -9
        check(folder, process.said(), flow)
