"""The drill: a server is backed up by command, lost, and brought back; numbers are equal and the doctor finds nothing."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest

from tests.cast import NOW, deliver, order
from tests.conftest import ROOT, only_in_soak

WORDS = "a sentence of many words"
ENVIRONMENT = {"PYTHONPATH": str(ROOT / "src"), "TENURE_BACKUP_PASSPHRASE": WORDS, "PYTHONWARNINGS": "ignore"}


def python(script: str, *words: str) -> str:
    """What a program of its own says on standard output."""
    environment = {key: word for key, word in os.environ.items() if not key.startswith("DJANGO")} | ENVIRONMENT
    call = [sys.executable, "-c", textwrap.dedent(script), *words]
    done = subprocess.run(call, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tenure(*words: str) -> str:
    """What a command says on standard output."""
    return python("import sys; from tenure.cli import main; sys.exit(main(sys.argv[1:]))", *words)


DESK = """
    import sys
    from datetime import timedelta
    from pathlib import Path
    from tenure.desk.serving import prepare
    prepare(Path(sys.argv[1]))
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from tenure.desk.jobs.models import Job
    from tenure.desk.people.models import Link, Membership, Person
    ann = Person.objects.create_user("ann@example.com", "a sentence of many words", "Ann")
    Membership.objects.create(person=ann, company="acme", role="owner")
    Session.objects.create(session_key="x", session_data="y", expire_date=timezone.now() + timedelta(days=1))
    Link.make("invite", timedelta(days=7), company="acme", role="viewer")
    Job.objects.create(kind="build", company="acme")
"""


AFTERWARDS = """
    import json
    import sys
    from pathlib import Path
    from tenure.desk.serving import prepare
    prepare(Path(sys.argv[1]))
    from django.contrib.sessions.models import Session
    from tenure.desk.jobs.models import Job
    from tenure.desk.people.models import Entry, Link, Membership, Person
    from tenure.desk.people.history import first_broken
    print(json.dumps({
        "people": list(Person.objects.values_list("email", flat=True)), "roles": list(Membership.objects.values_list("role", flat=True)),
        "sessions": Session.objects.count(), "links": Link.objects.filter(used_at=None).count(),
        "jobs": list(Job.objects.values_list("state", flat=True)),
        "trail": [Entry.objects.order_by("-id").first().action, first_broken()], "next": Membership.objects.create(
            person=Person.objects.create_user("bob@example.com"), company="acme", role="viewer").pk,
    }))
"""


@pytest.mark.parametrize("base", ["sqlite", pytest.param("postgresql", marks=only_in_soak)])
def test_a_restored_desk_knows_its_people_and_lets_nobody_in_who_was_in(
    tmp_path: Path, base: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, back = tmp_path / "server", tmp_path / "back"
    if base == "postgresql":
        address = request.getfixturevalue("postgres")
        monkeypatch.setenv("TENURE_DATABASE_URL", address)
        emptied(address)
    tenure("init", str(server / "acme"), "--zone", "UTC", "--currency", "CNY", "--country", "CN")
    python(DESK, str(server))
    file = json.loads(tenure("backup", str(server), "--new-passphrase", "--json"))["file"]
    if base == "postgresql":
        emptied(address)
    told = json.loads(tenure("restore", file, str(back), "--json"))
    assert told["erased_again"] == 0
    assert (back / "desk.sqlite3").exists() == (base == "sqlite")
    assert json.loads(python(AFTERWARDS, str(back))) == {
        "people": ["ann@example.com"], "roles": ["owner"], "sessions": 0, "links": 0, "jobs": ["cancelled"],
        "trail": ["restored", None], "next": 2,
    }  # fmt: skip
    assert (back / "desk.key").read_bytes() == (server / "desk.key").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back", "server"]


def emptied(address: str) -> None:
    """Nothing is left in a database."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def looked_at(workspace: Path) -> list[tuple[str, bool]]:
    """What the doctor finds."""
    script = "import sys; from tenure.cli import main; main(sys.argv[1:])"
    return [(one["check"], one["ok"]) for one in json.loads(python(script, "doctor", "-w", str(workspace), "--json"))]


IMPORTING = """
    import sys
    from datetime import datetime
    from pathlib import Path
    from tenure.book import open_book
    from tests.cast import deliver, order
    lake = open_book(Path(sys.argv[1])).lake
    for number in range(int(sys.argv[2])):
        lake.store(deliver("transactions", [order(f"drill-{number}", "drill", 1, "2024-05-01")]), datetime(2025, 1, 1))
        if number % 20 == 19:
            lake.compact(datetime(2025, 1, 1), more_than=4)
"""


@only_in_soak
def test_the_whole_drill_while_imports_run(shared: Path, tmp_path: Path) -> None:
    server, back = tmp_path / "server", tmp_path / "back"
    golden = server / "golden"
    tenure("init", str(golden), "--zone", "Etc/GMT-8", "--currency", "CNY", "--country", "CN")
    tenure("import", str(shared / "golden"), "--workspace", str(golden))
    python(DESK, str(server))
    asked = [
        "metrics",
        "renewal.rate_count",
        "growth.customers_held",
        "--period",
        "2024",
        "--as-of",
        "2024-12-31",
        "--json",
    ]
    before, healthy = tenure(*asked, "-w", str(golden)), looked_at(golden)
    tenure("backup", str(server), "--new-passphrase")
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    call = [sys.executable, "-c", textwrap.dedent(IMPORTING), str(golden), "200"]
    with subprocess.Popen(call, env=environment, cwd=ROOT) as importing:
        files = [json.loads(tenure("backup", str(server), "--json"))["file"] for _ in range(5)]
        assert importing.wait() == 0
    shutil.rmtree(golden / "lake" / "facts")
    from tenure.book import open_book

    stored = []
    for number, file in enumerate(files):
        tenure("restore", file, str(back / str(number)))
        lake = open_book(back / str(number) / "golden").lake
        assert lake.damage() == []
        stored.append(len(lake.batches()))
        lake.store(deliver("transactions", [order("after", "drill", 1, "2024-05-01")]), NOW)
    assert stored == sorted(stored)
    last = back / str(len(files) - 1) / "golden"
    assert looked_at(last) == healthy
    first = next(iter(sorted((server / "backups").glob("*.tenure-backup"))))
    tenure("restore", str(first), str(tmp_path / "first"))
    assert tenure(*asked, "-w", str(tmp_path / "first" / "golden")) == before
