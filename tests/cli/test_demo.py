"""The demo makes what it makes in a place of its own, and deletes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenure.cli import demonstration, main
from tenure.demo import loading


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Companies without anything in them."""

    def load(company: object, place: Path) -> int:
        place.mkdir(parents=True)
        return 0

    monkeypatch.setattr(loading, "load_company", load)
    monkeypatch.setattr(demonstration, "_write_reports", lambda company, place: None)


def demo(folder: Path, *words: str) -> int:
    return main(["demo", "--files", "--folder", str(folder), *words])


def test_a_folder_with_other_things_is_refused_and_never_deleted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: None
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert demo(tmp_path) == 5
    assert "holds other things" in capsys.readouterr().err
    assert demo(tmp_path, "--remove") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_was_put_beside_the_demo_outlives_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: None
) -> None:
    folder = tmp_path / "new"
    assert demo(folder) == 0
    (folder / "notes.txt").write_text("mine")
    assert demo(folder, "--remove") == 0
    assert sorted(path.name for path in folder.iterdir()) == [".tenure-demo", "notes.txt"]
    assert "holds more: notes.txt" in capsys.readouterr().err
    (folder / "notes.txt").unlink()
    assert demo(folder, "--remove") == 0
    assert not folder.exists()


def test_a_folder_named_like_a_company_is_not_taken_for_one(tmp_path: Path, quick: None) -> None:
    folder = tmp_path / "new"
    assert demo(folder, "--only", "orrendale") == 0
    (folder / "qinghe").mkdir()
    (folder / "qinghe" / "mine.txt").write_text("mine")
    assert demo(folder) == 5
    assert demo(folder, "--remove") == 0
    assert (folder / "qinghe" / "mine.txt").read_text() == "mine"
    assert not (folder / "orrendale").exists()


def test_a_half_made_company_is_made_again(tmp_path: Path, quick: None) -> None:
    (tmp_path / ".tenure-demo").touch()
    (tmp_path / "qinghe").mkdir()
    (tmp_path / "qinghe" / ".tenure-demo").touch()
    (tmp_path / "qinghe" / "half").touch()
    assert demo(tmp_path, "--only", "qinghe") == 0
    assert not (tmp_path / "qinghe" / "half").exists()
    assert (tmp_path / "qinghe" / "reports" / ".tenure-demo").exists()


def test_it_tells_words_that_run_where_it_was_started_by_bootstrap(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    folder = tmp_path / "two words"
    monkeypatch.setenv("TENURE_STARTED_BY", "python3 bootstrap.py")
    assert demo(folder, "--only", "qinghe") == 0
    told = capsys.readouterr().err
    assert f"  python3 bootstrap.py metrics --period 2026-10 --workspace '{folder / 'qinghe'}'\n" in told
    assert "python3 bootstrap.py init mine" in told


def test_backups_outlive_the_demo_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], quick: None) -> None:
    folder = tmp_path / "new"
    assert demo(folder) == 0
    for name in ("desk.sqlite3", "desk.key", "desk.seal", "backup.lock"):
        (folder / name).touch()
    (folder / ".incoming").mkdir()
    (folder / "backups").mkdir()
    (folder / "backups" / "tenure-20261101-033000.tenure-backup").touch()
    assert demo(folder, "--remove") == 0
    assert sorted(path.name for path in folder.iterdir()) == [".tenure-demo", "backups"]
    assert "holds nothing but backups now" in capsys.readouterr().err
    (folder / "backups" / "tenure-20261101-033000.tenure-backup").unlink()
    assert demo(folder, "--remove") == 0
    assert not folder.exists()


def test_what_a_server_put_there_goes_with_the_last_company(tmp_path: Path, quick: None) -> None:
    folder = tmp_path / "new"
    assert demo(folder) == 0
    (folder / "desk.sqlite3").touch()
    (folder / "mine").mkdir()
    assert demo(folder, "--remove") == 0
    assert sorted(path.name for path in folder.iterdir()) == [".tenure-demo", "desk.sqlite3", "mine"], "mine is served"
    (folder / "mine").rmdir()
    assert demo(folder, "--remove") == 0
    assert not folder.exists()
