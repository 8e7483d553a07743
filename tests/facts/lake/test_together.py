"""Several processes on one lake."""

import fcntl
import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tenure.errors import Conflict
from tests.cast import NOW, acme, ann, deliver, order, told
from tests.facts.lake.processes import Nursery

IMPORTS = """
    me, count = words[0], int(words[1])
    while not (folder / "go").exists():
        time.sleep(0.001)
    lake = acme(folder)
    for number in range(count):
        rows = [order(f"{me}-{number}-{row}", who, 1, "2024-01-05") for row, who in enumerate((ann, bob, me))]
        print(lake.store(deliver("transactions", rows), NOW).stored)
"""


def test_imports_at_once_all_arrive_and_customers_get_one_number(tmp_path: Path, nursery: Nursery):
    """The lake does not exist before: opening it for the first time is a race too."""
    processes = [nursery.start(IMPORTS, tmp_path, name, 4) for name in ("x", "y", "z")]
    (tmp_path / "go").touch()
    assert [process.done().split() for process in processes] == [["3"] * 4] * 3
    lake = acme(tmp_path)
    orders = told(lake, "transactions")
    assert len({row["txn_id"] for row in orders}) == len(orders) == 36
    assert len({row["customer_id"] for row in orders}) == 5
    assert len(told(lake, "identities")) == 5
    assert [batch["batch"] for batch in lake.batches()] == list(range(1, 13))
    assert lake.damage() == []


READER = """
    import duckdb
    from tenure.facts.kinds import kind
    lake, reads, most = acme(folder), 0, 0
    (folder / f"ready-{words[0]}").touch()
    while not (folder / "stop").exists():
        files = lake.listing().get(("transactions", "facts"), [])
        rows = duckdb.sql(lake.stored(kind("transactions"), paths=files)).fetchall()
        keys = [row[0] for row in rows]
        assert len(keys) == len(set(keys)), "doubled"
        assert len(keys) % 3 == 0, "half an import"
        reads, most = reads + 1, max(most, len(keys))
    print(reads, most)
"""


def test_readers_never_fail_while_others_write_undo_and_compact(tmp_path: Path, nursery: Nursery):
    lake = acme(tmp_path)
    readers = [nursery.start(READER, tmp_path, number) for number in range(2)]
    while len(list(tmp_path.glob("ready-*"))) < 2:
        time.sleep(0.01)
    for number in range(12):
        rows = [order(f"{number}-{row}", ann, 1, "2024-01-05") for row in range(3)]
        receipt = lake.store(deliver("transactions", rows), NOW)
        if number % 3 == 1:
            lake.compact(NOW, more_than=1)
        if number % 3 == 2:
            lake.undo(receipt.batch, NOW)
    (tmp_path / "stop").touch()
    counts = [tuple(map(int, reader.done().split())) for reader in readers]
    assert all(reads > 5 and most >= 24 for reads, most in counts), counts
    assert len(told(lake, "transactions")) == 24


def test_a_writer_waits_while_the_catalogue_is_busy(tmp_path: Path):
    lake = acme(tmp_path)
    busy = sqlite3.connect(lake.folder / "catalogue.sqlite3", isolation_level=None, check_same_thread=False)
    busy.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(1.5, lambda: busy.execute("COMMIT"))
    began = time.monotonic()
    timer.start()
    assert lake.store(deliver("transactions", [order("o", ann, 1, "2024-01-05")]), NOW).stored == 1
    assert time.monotonic() - began > 1.4
    timer.join()
    busy.close()


def test_a_second_writer_says_so_when_its_patience_ends(tmp_path: Path):
    lake = acme(tmp_path, patience=0.2)
    handle = os.open(lake.folder / "write.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(Conflict, match="has been writing"):
        lake.store(deliver("transactions", [order("o", ann, 1, "2024-01-05")]), NOW)
    os.close(handle)
    assert lake.store(deliver("transactions", [order("o", ann, 1, "2024-01-05")]), NOW).stored == 1


OPENER = """
    for _time in range(10):
        lake = acme(folder)
        assert lake.version() == 0
        lake.catalogue.dispose()
"""


def test_opening_and_closing_at_once_never_finds_the_catalogue_locked(tmp_path: Path, nursery: Nursery):
    for process in [nursery.start(OPENER, tmp_path) for _number in range(4)]:
        process.done()


SPILLER = """
    from tenure.facts.lake.session import session
    lake = acme(folder)
    with session(lake.folder) as con:
        con.execute("SET memory_limit = '40MB'; SET threads = 1")
        con.execute("CREATE TEMP TABLE t AS SELECT i * 7 % 1000003 AS a, 'x' || i AS b FROM range(1000000) r(i)")
        print(con.execute("SELECT count(*), sum(a), count(DISTINCT b) FROM t").fetchone())
        print(len(list(lake.folder.glob("scratch/*/*"))) > 0)
"""


def test_sessions_that_spill_at_once_keep_apart(tmp_path: Path, nursery: Nursery):
    """Two DuckDBs with one spill folder crash each other."""
    said = [process.done() for process in [nursery.start(SPILLER, tmp_path) for _number in range(2)]]
    assert said[0] == said[1]
    assert said[0].splitlines()[1] == "True"
    assert list((tmp_path / "lake" / "scratch").glob("*")) == []
