"""Frozen numbers lie on the disk as a whole or not at all, and are written once."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tenure.compare.frozen import Frozen, FrozenValue, read_frozen, write_frozen
from tenure.errors import Conflict

VALUES = tuple(FrozenValue("churn.rate_count", f"2024-{month:02}", "final", "0.25") for month in range(1, 13))
BOARD = Frozen("board", "2025-01-02T00:00:00", "2024-12-31", 3, 1, "p1", {}, "c1", VALUES)


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_breaks_off_leaves_nothing_and_the_name_free(tmp_path, monkeypatch):
    write_frozen(tmp_path, BOARD)
    before = (tmp_path / "board.json").read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_frozen(tmp_path, replace(BOARD, name="march"))
    assert [path.name for path in tmp_path.glob("*.*json*")] == ["board.json"]
    assert (tmp_path / "board.json").read_bytes() == before
    assert read_frozen(tmp_path) == [BOARD]
    write_frozen(tmp_path, replace(BOARD, name="march"))
    assert [one.name for one in read_frozen(tmp_path)] == ["board", "march"]


def test_of_many_who_freeze_one_name_at_once_one_does(tmp_path):
    def freeze(number: int) -> bool:
        try:
            write_frozen(tmp_path, replace(BOARD, last_import=number))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        done = list(many.map(freeze, range(8)))
    assert sum(done) == 1
    (kept,) = read_frozen(tmp_path)
    assert kept.last_import == done.index(True)
