"""A full disk: nothing is stored, everything stays readable, and once there is room it goes on."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenure.errors import TenureError
from tenure.facts.delivery import Delivery
from tenure.facts.lake import Lake
from tests.cast import NOW, acme, ann, bob, deliver, order, told, use
from tests.facts.lake.processes import Nursery

SIZE = 6 << 20


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def events(count: int, first: int = 0) -> Delivery:
    """Events whose keys do not compress: some 20 bytes each on disk."""
    import hashlib

    keys = [hashlib.sha256(str(first + number).encode()).hexdigest() for number in range(count)]
    return deliver("usage_events", [use(key, ann, "2024-03-05") for key in keys])


def fill(disk: Path, leave: int) -> Path:
    """A file that leaves so many bytes free."""
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    with ballast.open("wb") as out:
        out.write(b"\0" * max(0, free - leave))
    return ballast


def seen(lake: Lake) -> list[object]:
    return [told(lake, "transactions"), len(told(lake, "usage_events")), lake.version(), lake.batches()]


@pytest.mark.parametrize("leave", [0, 16 << 10, 60 << 10, 200 << 10])
def test_a_full_disk_leaves_the_state_before(small: Path, leave: int):
    lake = acme(small)
    lake.store(deliver("transactions", [order(f"o{number}", ann, 1, "2024-03-05") for number in range(9)]), NOW)
    before = seen(lake)
    ballast = fill(small, leave)
    with pytest.raises(TenureError, match="no room left on the disk"):
        lake.store(events(10_000), NOW)
    ballast.unlink()
    assert seen(lake) == before
    assert lake.damage() == []
    assert set((lake.folder / "facts").glob("*/*")) == {path for paths in lake.listing().values() for path in paths}
    assert lake.store(events(10_000), NOW).stored == 10_000


def test_a_full_disk_still_reads(small: Path):
    lake = acme(small)
    lake.store(deliver("transactions", [order("o", ann, 1, "2024-03-05")]), NOW)
    fill(small, 0)
    assert len(told(lake, "transactions")) == 1
    assert len(told(acme(small), "transactions")) == 1
    assert lake.damage() == []


@pytest.mark.parametrize("what", ["compact", "undo", "erase"])
def test_rewriting_on_a_full_disk_changes_nothing(small: Path, what: str):
    lake = acme(small)
    for number in range(3):
        lake.store(events(3000, number * 3000), NOW)
    lake.store(deliver("usage_events", [use("other", bob, "2024-03-05", "u2")]), NOW)
    lake.compact(NOW, 1)
    lake.store(events(3000, 9000), NOW)
    before = seen(lake)
    ballast = fill(small, 20 << 10)
    work = {
        "compact": lambda: lake.compact(NOW, 1),
        "undo": lambda: lake.undo(1, NOW),
        "erase": lambda: lake.erase(2, NOW).facts,
    }
    with pytest.raises(TenureError, match="no room left on the disk"):
        work[what]()
    ballast.unlink()
    assert seen(lake) == before
    assert lake.damage() == []
    assert work[what]() > 0


def test_a_whole_import_can_be_undone_on_a_full_disk(small: Path):
    lake = acme(small)
    lake.store(events(3000), NOW)
    fill(small, 20 << 10)
    assert lake.undo(1, NOW) == 3002


LIMITED = """
    import resource
    from tests.facts.lake.test_disk_full import events
    from tenure.errors import TenureError
    lake = acme(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
    try:
        lake.store(events(10_000), NOW)
    except TenureError as error:
        print(error.problem)
"""


def test_a_file_that_may_not_grow_leaves_the_state_before(tmp_path: Path, nursery: Nursery):
    lake = acme(tmp_path)
    lake.store(deliver("transactions", [order("o", ann, 1, "2024-03-05")]), NOW)
    before = seen(lake)
    assert "no room left on the disk" in nursery.start(LIMITED, tmp_path).done()
    assert seen(lake) == before
    assert set((lake.folder / "facts").glob("*/*")) == {path for paths in lake.listing().values() for path in paths}
    assert lake.store(events(100), NOW).stored == 100
