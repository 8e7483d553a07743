"""The house itself: what is in the tree, and that set-up says what is missing."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT

LARGEST = 400 * 1024  # bytes: data and the code of others are not kept here

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = re.compile("|".join(["python" + "hosted", "npm" + "js", "//py" + "pi[.]", "deb[.]" + "debian"]))
MACHINE = re.compile(r"(?<![\w.~}-])/(?:ro{2}t|home/\w+|Users/\w+|farm|work/(?:main|shared|[.]))(?:/|\b)")


def tracked() -> list[Path]:
    """Every file that is in the repository or about to be."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in sorted(set(names)) if name and (ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the tree, as file:line: text."""
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


@pytest.fixture
def bootstrap(tmp_path: Path) -> ModuleType:
    """bootstrap.py as a module that works on a folder of its own."""
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ROOT = tmp_path
    module.VENV = tmp_path / ".venv"
    module.PYTHON = tmp_path / ".venv" / "python"
    module.STAMP = tmp_path / ".venv" / "stamp.json"
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for level in ("base", "test", "spark", "source"):
        (tmp_path / "requirements" / f"{level}.txt").write_bytes((ROOT / "requirements" / f"{level}.txt").read_bytes())
    return module


# ---- The tree


def test_no_file_names_a_package_host():
    assert lines_with(HOSTS) == []


def test_no_file_names_a_path_of_one_machine():
    assert lines_with(MACHINE) == []


def test_a_path_of_one_machine_is_recognised_and_a_web_path_is_not():
    assert MACHINE.search("see " + "/ho" + "me/ann/x")
    assert MACHINE.search('"' + "/ro" + "ot" + '/.cache"')
    assert not MACHINE.search('client.get("/wo' + 'rk/tasks/7")')
    assert not MACHINE.search("src/tenure/desk/wo" + "rk/views.py")


def test_every_file_is_small():
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("name", ["base", "test", "spark", "source"])
def test_requirements_hold_no_address_and_a_hash_for_each_package(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "http" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    for package in text.replace("\\\n", " ").splitlines():
        assert "==" in package and "--hash=sha256:" in package


def test_requirements_pin_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {
        "base": project["dependencies"],
        "test": project["dependencies"] + project["optional-dependencies"]["test"],
        "spark": project["dependencies"] + project["optional-dependencies"]["spark"],
    }
    for level, packages in asked.items():
        files = [ROOT / "requirements" / f"{name}.txt" for name in (level, *(["source"] if level != "base" else []))]
        pinned = {name for file in files for name in re.findall(r"^([\w.-]+)==", file.read_text(), re.MULTILINE)}
        names = {re.split(r"[\[<>=]", package)[0].lower() for package in packages}
        assert names <= pinned


def test_test_requirements_hold_the_base_ones_unchanged():
    base, test = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("base", "test"))
    assert set(re.findall(r"^\S+==\S+", base, re.MULTILINE)) <= set(re.findall(r"^\S+==\S+", test, re.MULTILINE))


def test_what_the_client_of_spark_needs_is_pinned_as_it_is_tested():
    spark, test = ((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("spark", "test"))
    assert set(re.findall(r"^\S+==\S+", spark, re.MULTILINE)) <= set(re.findall(r"^\S+==\S+", test, re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_a_readme_shows_the_two_commands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "python3 bootstrap.py demo" in text
    assert "python3 bootstrap.py test" in text


def test_the_changelog_has_its_three_headings():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = text.split("\n## ")[1]
    assert re.findall(r"^### (.+)$", latest, re.MULTILINE) == ["New", "Fixed", "Numbers that change"]


def test_decision_records_are_numbered_without_gaps_and_say_what_they_cost():
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [record.name[:4] for record in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for record in records:
        headings = re.findall(r"^## (.+)$", record.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "What it costs"], record.name


def test_the_house_page_names_every_room_of_the_import_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    page = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    rooms = re.findall(r"\w+", " ".join(layers))
    assert [room for room in rooms if room not in page and room != "__main__"] == []


# ---- bootstrap.py


def test_bootstrap_needs_only_the_standard_library():
    tree = ast.parse((ROOT / "bootstrap.py").read_text())
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_bootstrap_can_be_read_by_python_3_6():
    ast.parse((ROOT / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_a_setup_without_stamp_is_not_ready(bootstrap):
    bootstrap.PYTHON.touch()
    assert not bootstrap.is_ready("base")


def test_a_setup_is_ready_until_its_requirements_change(bootstrap):
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(json.dumps({"base": bootstrap.fingerprint("base")}))
    assert bootstrap.is_ready("base")
    assert not bootstrap.is_ready("test")
    with bootstrap.requirements("base").open("a") as file:
        file.write("# changed\n")
    assert not bootstrap.is_ready("base")


def test_a_setup_with_the_client_of_spark_is_ready_until_its_source_changes(bootstrap):
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(json.dumps({level: bootstrap.fingerprint(level) for level in ("base", "spark")}))
    assert bootstrap.is_ready("spark")
    with bootstrap.requirements("source").open("a") as file:
        file.write("# changed\n")
    assert bootstrap.is_ready("base")
    assert not bootstrap.is_ready("spark")


def test_a_setup_is_ready_until_its_python_goes(bootstrap):
    bootstrap.STAMP.write_text(json.dumps({"base": bootstrap.fingerprint("base")}))
    assert not bootstrap.is_ready("base")


def test_a_broken_stamp_counts_as_none(bootstrap):
    bootstrap.STAMP.write_text('{"base": ')
    assert bootstrap.finished() == {}


def test_an_old_python_is_refused_by_name(bootstrap, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    with pytest.raises(bootstrap.TroubleError, match="needs Python 3.11 or newer"):
        bootstrap.require_python()


def test_a_full_disk_is_told_before_anything_is_written(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOM", 10**18)
    with pytest.raises(bootstrap.TroubleError, match="GB free; the set-up needs"):
        bootstrap.require_room(with_uv=True)


def test_a_missing_ensurepip_names_the_package_that_brings_it_unless_uv_is_there(bootstrap, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(bootstrap.TroubleError, match=r"apt-get install python3\.\d+-venv"):
        bootstrap.require_room(with_uv=False)
    bootstrap.require_room(with_uv=True)


def test_the_command_is_told_how_it_was_called(bootstrap, monkeypatch):
    given = []
    monkeypatch.setattr(bootstrap, "prepare", lambda level: None)
    monkeypatch.setattr(bootstrap.os, "execve", lambda *words: given.append(words))
    monkeypatch.setattr(sys, "orig_argv", ["python3", "my clone/bootstrap.py", "demo", "--remove"])
    bootstrap.main(["demo", "--remove"])
    ((_path, words, environment),) = given
    assert words == ["tenure", "demo", "--remove"]
    assert environment["TENURE_STARTED_BY"] == "python3 'my clone/bootstrap.py'"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("PermissionError: [Errno 13] Permission denied: 'x'", "A file may not be written by this user."),
        ("NewConnectionError: [Errno -3] Temporary failure in name resolution", "The package index cannot be reached."),
        ("error sending request for url", "The package index cannot be reached."),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "A package that arrived is not the one that was pinned."),
        ("something new", "The set-up failed."),
    ],
)
def test_a_failed_step_is_told_by_its_cause(bootstrap, said, problem):
    assert bootstrap.diagnose(said)[0] == problem
