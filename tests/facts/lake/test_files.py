"""What lies on disk: durable before it is listed, proven by its hash, of one lake with its catalogue."""

import os
import shutil
import sqlite3
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tenure.errors import Conflict, RemoteFailure
from tenure.facts.lake import Lake
from tenure.facts.lake.durable import write_durably
from tests.cast import NOW, acme, ann, bob, contract, customer, deliver, order, told


def orders(*numbers: int):
    return deliver("transactions", [order(f"o{number}", ann, number, f"2024-{number:02d}-05") for number in numbers])


def files(lake: Lake) -> list[Path]:
    return [path for paths in lake.listing().values() for path in paths]


# ---- Small files


def test_a_text_that_breaks_off_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "map.toml"
    write_durably(place, "before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_durably(place, "after")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"map.toml": "before"}
    write_durably(place, "茶")
    assert place.read_text(encoding="utf-8") == "茶"


# ---- Damage


def test_a_sound_lake_has_no_damage(lake: Lake):
    lake.store(orders(1, 2, 3), NOW)
    assert lake.damage() == []


def test_a_changed_bit_a_cut_and_a_missing_file_are_found_and_named(lake: Lake):
    lake.store(orders(1, 2, 3, 4), NOW)
    flipped, cut, missing, _sound = sorted(path for path in files(lake) if "transactions" in str(path))
    held = bytearray(flipped.read_bytes())
    held[len(held) // 2] ^= 1
    flipped.write_bytes(held)
    cut.write_bytes(cut.read_bytes()[:-1])
    missing.unlink()
    names = [path.relative_to(lake.folder).as_posix() for path in (flipped, cut, missing)]
    assert lake.damage() == [
        f"{names[0]} is not what was written", f"{names[1]} is not what was written", f"{names[2]} is missing",
    ]  # fmt: skip


def test_a_damaged_catalogue_is_found(tmp_path: Path):
    lake = acme(tmp_path)
    for number in range(1, 9):
        lake.store(orders(number), NOW)
    lake.catalogue.dispose()
    catalogue = lake.folder / "catalogue.sqlite3"
    with sqlite3.connect(catalogue) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'files'").fetchone()
    held = bytearray(catalogue.read_bytes())
    held[(page - 1) * 4096 : (page - 1) * 4096 + 2000] = os.urandom(2000)
    catalogue.write_bytes(held)
    (found,) = lake.damage()
    assert found.startswith("the catalogue is damaged")


# ---- Durable before listed


def test_every_file_and_folder_is_on_disk_before_the_catalogue_names_it(lake: Lake, monkeypatch: pytest.MonkeyPatch):
    synced: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    before_listing: list[list[str]] = []
    monkeypatch.setattr("tenure.facts.lake.stock.changing", _noting(synced, before_listing))
    lake.store(
        deliver({"customers": [customer(ann)], "contracts": [contract("k", ann, "2024-01-01", "2025-01-01")]}), NOW
    )
    written = {str(path) for path in files(lake)}
    folders = {str(path.parent) for path in files(lake)} | {str(lake.folder / "facts"), str(lake.folder)}
    assert len(written) == 3
    assert written | folders <= set(before_listing[-1])
    order_of = {path: place for place, path in enumerate(before_listing[-1])}
    assert all(order_of[str(path)] < order_of[str(path.parent)] for path in files(lake))


def _noting(synced: list[str], before: list[list[str]]):
    from tenure.facts.lake.catalogue import changing

    def noted(engine):
        before.append(list(synced))
        return changing(engine)

    return noted


def test_a_commit_of_sqlite_is_fully_synchronous(lake: Lake):
    with lake.catalogue.connect() as connection:
        told_by_sqlite = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "secure_delete")
        }
    assert told_by_sqlite == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


# ---- Nothing personal where it need not be


def test_words_have_no_bounds_in_files(lake: Lake):
    lake.store(deliver("customers", [customer(ann, "Ann Ames"), customer(bob, "Bob Bell")]), NOW)
    for path in files(lake):
        groups = pq.read_metadata(path).row_group(0)
        columns = [groups.column(place) for place in range(groups.num_columns)]
        assert not [c.path_in_schema for c in columns if c.physical_type == "BYTE_ARRAY" and c.is_stats_set]


# ---- Left behind


def test_what_a_killed_writer_left_is_swept_by_the_next(lake: Lake):
    lake.store(orders(1), NOW)
    stray = lake.folder / "facts" / "transactions" / "2024-01-000000000000.parquet"
    shutil.copy(files(lake)[0], stray)
    (lake.folder / "facts" / "transactions" / "2024-02-0.part").write_bytes(b"half")
    assert len(told(lake, "transactions")) == 1
    lake.store(orders(2), NOW)
    assert set((lake.folder / "facts").glob("*/*")) == set(files(lake))


def test_a_failed_import_leaves_no_file_and_no_scratch(lake: Lake):
    def fail(_batch: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lake.store(orders(1), NOW, fail)
    assert list((lake.folder / "facts").glob("*/*")) == list((lake.folder / "scratch").glob("*")) == []
    assert (lake.version(), lake.batches()) == (0, [])
    assert lake.store(orders(1), NOW).stored == 1


def test_what_is_told_before_the_commit_comes_before_the_commit(lake: Lake):
    seen: list[tuple[int, int, int]] = []
    lake.store(orders(1), NOW, lambda batch: seen.append((batch, lake.version(), len(lake.batches()))))
    assert seen == [(1, 0, 0)]


# ---- Folder and catalogue belong together


def test_a_lake_whose_catalogue_is_lost_is_not_swept_away(tmp_path: Path):
    lake = acme(tmp_path)
    lake.store(orders(1, 2), NOW)
    count = len(list((lake.folder / "facts").glob("*/*")))
    lake.catalogue.dispose()
    for path in lake.folder.glob("catalogue*"):
        path.unlink()
    with pytest.raises(Conflict, match="is not of the lake in"):
        acme(tmp_path)
    assert len(list((lake.folder / "facts").glob("*/*"))) == count


def test_the_catalogue_of_another_lake_is_refused(tmp_path: Path):
    one, other = acme(tmp_path / "one"), acme(tmp_path / "other")
    one.store(orders(1), NOW)
    other.store(orders(1), NOW)
    with pytest.raises(Conflict, match="is not of the lake in"):
        Lake(one.folder, one.zone, f"sqlite:///{other.folder / 'catalogue.sqlite3'}")
    with pytest.raises(Conflict, match="is not of the lake in"):
        Lake(tmp_path / "third", one.zone, f"sqlite:///{other.folder / 'catalogue.sqlite3'}")


def test_a_lake_can_be_moved_as_a_folder(tmp_path: Path):
    acme(tmp_path / "here").store(orders(1), NOW)
    shutil.move(tmp_path / "here", tmp_path / "there")
    moved = acme(tmp_path / "there")
    assert moved.damage() == []
    assert len(told(moved, "transactions")) == 1


def test_days_are_kept_in_one_zone(tmp_path: Path):
    acme(tmp_path, "UTC")
    lake = acme(tmp_path, "Europe/London")  # nothing is stored yet
    lake.store(orders(1), NOW)
    with pytest.raises(Conflict, match="keeps its days in Europe/London, not in UTC"):
        acme(tmp_path, "UTC")


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path):
    with pytest.raises(RemoteFailure) as failure:
        Lake(tmp_path, "UTC", "postgresql://tenure:secret@127.0.0.1:9/none")
    assert "127.0.0.1:9" in failure.value.problem
    assert "secret" not in str(failure.value)


def test_last_known_is_of_facts_not_of_names_or_policies(lake: Lake):
    assert lake.last_known() is None
    lake.store(
        deliver(
            "policies", [{"policy_id": "p", "policy": "grace_months", "value": "2", "effective_from": "2024-12-01"}]
        ),
        NOW,
    )
    assert lake.last_known() is None
    lake.store(orders(3), NOW)
    assert str(lake.last_known()) == "2024-03-05"
