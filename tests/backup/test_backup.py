"""A server comes back from its backup as it was, but for those who were erased since."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tenure.backup import backup, restore, sealing
from tenure.backup.making import FOLDER, keep_seal, made, prune
from tenure.backup.sealing import make_seal
from tenure.book import open_book
from tenure.errors import Conflict, NotFound, RejectedData, TenureError, UsageError
from tenure.facts import quarantine
from tenure.facts.lake.ledger import LEDGER, Ledger
from tenure.workspace import make_workspace
from tests.cast import NOW, bob, deliver, order, told
from tests.facts.lake.test_erase import MEMBER, NAME, WORDS, company, number
from tests.facts.lake.traces import traces

PASSPHRASE = "a sentence of many words"
DEFINED = '[metrics."own.one"]\n'
LATER = datetime(2025, 1, 2)


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """A key that takes no time."""
    monkeypatch.setattr(sealing, "_COST", 2)


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Two companies, one of them with ann; a desk; definitions; a row in quarantine."""
    folder = tmp_path / "server"
    for name in ("acme", "corner"):
        make_workspace(folder / name, name, "Asia/Shanghai", "CNY", "CN")
        book = open_book(folder / name)
        book.lake.store(
            deliver(company() if name == "acme" else {"transactions": [order("c1", bob, 5, "2024-01-01")]}), NOW
        )
    book = open_book(folder / "acme")
    quarantine.write(book.lake.folder, 1, ["name"], [quarantine.Waiting(3, "x", "y", "z", (NAME,))], "name = 'x'\n")
    (folder / "acme" / "definitions").mkdir()
    (folder / "acme" / "definitions" / "own.toml").write_text(DEFINED)
    (folder / "acme" / "lake" / "stages").mkdir()
    (folder / "acme" / "lake" / "stages" / "made.again").write_text("x")
    (folder / "desk.key").write_text("secret")
    with closing(sqlite3.connect(folder / "desk.sqlite3")) as desk, desk:
        desk.execute("PRAGMA journal_mode=WAL")
        desk.execute("CREATE TABLE people (name TEXT)")
        desk.execute("INSERT INTO people VALUES ('ann the owner')")
    keep_seal(folder, make_seal(PASSPHRASE))
    return folder


def files(folder: Path) -> dict[str, str]:
    """Live files of a company by path, with their SHA-256."""
    lake = open_book(folder).lake
    assert lake.damage() == []
    return {path.name: path.read_bytes().hex()[:200] for paths in lake.listing().values() for path in paths}


def test_a_server_comes_back_as_it_was(server, tmp_path):
    file = backup(server, server / FOLDER, NOW)
    done = restore(file, tmp_path / "back", PASSPHRASE, LATER, server / FOLDER)
    back = tmp_path / "back"
    assert (done.companies, done.erased_again) == (("acme", "corner"), 0)
    for name in ("acme", "corner"):
        assert files(back / name) == files(server / name)
        here, there = (open_book(folder / name).lake for folder in (server, back))
        assert there.batches() == here.batches()
        assert told(there, "transactions") == told(here, "transactions")
    assert quarantine.batches(back / "acme" / "lake") == [1]
    assert (back / "acme" / "definitions" / "own.toml").read_text() == DEFINED
    assert (back / "desk.key").read_text() == "secret"
    with closing(sqlite3.connect(back / "desk.sqlite3")) as desk:
        assert desk.execute("SELECT name FROM people").fetchall() == [("ann the owner",)]
    assert not (back / "acme" / "lake" / "stages").exists()
    assert not any(path.name.startswith(".backup-") for path in server.iterdir())


def test_who_was_erased_after_the_backup_does_not_come_back(server, tmp_path):
    file = backup(server, server / FOLDER, NOW)
    lake = open_book(server / "acme").lake
    gone = lake.erase(number(lake, MEMBER), LATER)
    done = restore(file, tmp_path / "back", PASSPHRASE, LATER, server / FOLDER)
    assert done.erased_again == gone.facts + gone.waiting
    assert {MEMBER, NAME} <= set(done.names["acme"]) == set(gone.names)
    assert traces(tmp_path / "back", WORDS) == []
    assert open_book(tmp_path / "back" / "acme").lake.store(deliver(company()), LATER).refused == 15


def test_who_was_erased_before_it_is_left_alone(server, tmp_path):
    lake = open_book(server / "acme").lake
    lake.erase(number(lake, MEMBER), NOW)
    file = backup(server, server / FOLDER, NOW)
    assert restore(file, tmp_path / "back", PASSPHRASE, LATER, server / FOLDER).erased_again == 0
    assert Ledger(tmp_path / "back" / "acme" / "lake").entries() == Ledger(lake.folder).entries()


def test_the_list_of_erasures_is_no_part_of_a_backup_and_lies_beside_it(server, tmp_path):
    lake = open_book(server / "acme").lake
    lake.erase(number(lake, MEMBER), NOW)
    file = backup(server, tmp_path / "elsewhere", NOW)
    assert len(list((tmp_path / "elsewhere").glob(f"*.{LEDGER}"))) == 2
    for listed in (tmp_path / "elsewhere").glob(f"*.{LEDGER}"):
        listed.unlink()
    with pytest.raises(NotFound, match="list of erasures"):
        restore(file, tmp_path / "back", PASSPHRASE, LATER, tmp_path / "elsewhere")
    assert not (tmp_path / "back").exists()
    restore(file, tmp_path / "back", PASSPHRASE, LATER, None)
    assert not (tmp_path / "back" / "acme" / "lake" / LEDGER).exists()


def test_a_wrong_passphrase_a_damaged_and_a_foreign_file_are_refused_and_leave_nothing(server, tmp_path):
    file = backup(server, server / FOLDER, NOW)
    whole, back = file.read_bytes(), tmp_path / "back"
    with pytest.raises(UsageError, match="does not open"):
        restore(file, back, "another sentence of words", LATER, server / FOLDER)
    wrong = tmp_path / "wrong"
    for told_, error in (
        (whole[:-40], "damaged"),
        (whole[:9000] + b"\0" + whole[9001:], "damaged"),
        (b"PK" + whole, "no backup"),
    ):
        wrong.write_bytes(told_)
        with pytest.raises(RejectedData, match=error):
            restore(wrong, back, PASSPHRASE, LATER, server / FOLDER)
    with pytest.raises(Conflict, match="not empty"):
        restore(file, server, PASSPHRASE, LATER, server / FOLDER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["server", "wrong"]


def test_a_damaged_lake_is_not_taken_for_a_backup(server):
    book = open_book(server / "corner")
    ((path, *_more), *_rest) = book.lake.listing().values()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(TenureError, match="damaged"):
        backup(server, server / FOLDER, NOW)
    assert list((server / FOLDER).iterdir()) == []


def test_a_server_without_a_passphrase_makes_none(server):
    (server / "desk.seal").unlink()
    with pytest.raises(UsageError, match="passphrase"):
        backup(server, server / FOLDER, NOW)


def test_a_workspace_that_is_the_server_itself_comes_back_too(server, tmp_path):
    corner = server / "corner"
    keep_seal(corner, make_seal(PASSPHRASE))
    file = backup(corner, corner / FOLDER, NOW)
    restore(file, tmp_path / "back", PASSPHRASE, LATER, corner / FOLDER)
    assert files(tmp_path / "back") == files(corner)


def test_old_backups_are_thinned_out_and_the_latest_stays(tmp_path):
    days = [0, 1, 6, 7, 8, 9, 20, 34, 35, 60]
    for day in days:
        (tmp_path / f"tenure-{NOW - timedelta(days=day):%Y%m%d-%H%M%S}.tenure-backup").touch()
    (tmp_path / "tenure-before-the-move.tenure-backup").touch()
    prune(tmp_path, NOW)
    assert (tmp_path / "tenure-before-the-move.tenure-backup").exists(), "somebody named it, and keeps it"
    (tmp_path / "tenure-before-the-move.tenure-backup").unlink()
    left = [(NOW - datetime.strptime(path.name[7:22], "%Y%m%d-%H%M%S")).days for path in made(tmp_path)]
    assert left == [0, 1, 6, 7, 20, 34]
    assert prune(tmp_path, NOW + timedelta(days=400)) == 5


def test_what_a_backup_tells_of_is_proven_file_by_file(server, tmp_path, monkeypatch):
    from tenure.backup import making

    def forged(path: Path) -> str:
        return "0" * 64

    monkeypatch.setattr(making, "_digest", forged)
    file = backup(server, server / FOLDER, NOW)
    with pytest.raises(RejectedData, match="damaged"):
        restore(file, tmp_path / "back", PASSPHRASE, LATER, server / FOLDER)


def test_the_passphrase_is_nowhere_on_the_server(server):
    backup(server, server / FOLDER, NOW)
    assert traces(server, (PASSPHRASE,)) == []
    assert set(json.loads((server / "desk.seal").read_text())) == {"salt", "cost", "public"}
