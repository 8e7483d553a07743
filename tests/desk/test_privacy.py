"""Privacy: what is kept about somebody is handed out whole, erased whole, and is nowhere to be found afterwards."""

import json
import os
import shutil
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tenure.backup import restore, sealing
from tenure.book import open_book
from tenure.desk.books import holding, keeping
from tenure.desk.bringing.models import Upload
from tenure.desk.home import home
from tenure.desk.jobs import worker
from tenure.desk.jobs.models import Job
from tenure.desk.people.models import Entry
from tenure.desk.privacy.handouts import LASTS
from tenure.workspace import make_workspace
from tests.cast import NOW
from tests.facts.lake.traces import decoded, holds, traces

pytestmark = pytest.mark.django_db
ITSELF = pytest.mark.django_db(transaction=True)  # a backup reads in a transaction of its own
NAME, EMAIL, PHONE, MEMBER = "Ännchen Überall", "annchen.ueberall@example.com", "+8613800138000", "member-0815-x"
STREET, SAID = "Elm Street 17, back door", "Ännchen told us everything"
WORDS = (NAME, EMAIL, PHONE, MEMBER, STREET, SAID)
PASSPHRASE = "a sentence of many words"
FILES = {
    "customers.csv": f"customer_id,name\n{MEMBER},{NAME}\nbob,Bob Builder\n",
    "identities.csv": f"identity_id,customer_id,kind,value\n1,{MEMBER},email,{EMAIL}\n2,{MEMBER},phone,{PHONE}\n3,bob,email,bob@example.com\n",
    "customer_attrs.csv": f'attr_id,customer_id,attr,value,valid_from\n1,{MEMBER},address,"{STREET}",2024-01-01\n2,bob,region,north,2024-01-01\n',
    "transactions.csv": "txn_id,customer_id,kind,amount,currency,happened_at\n"
    f"o1,{MEMBER},order,10,CNY,2024-02-01\no2,bob,order,20,CNY,2024-02-02\no3,{MEMBER},order,much,CNY,2024-03-01\n",
    f"answers of {EMAIL}.csv": "response_id,survey_id,instrument,customer_id,sent_at,score,comment,known_at\n"
    f'r1,nps,nps,{MEMBER},2024-04-01,9,"{SAID}",2024-04-02\nr2,nps,nps,bob,2024-04-01,8,fine,2024-04-02\n',
}


@pytest.fixture(autouse=True)
def _light_key(monkeypatch):
    """A key that takes no time."""
    monkeypatch.setattr(sealing, "_COST", 2)


@pytest.fixture
def client(companies, signed_in):
    """The owner of a company in which somebody is known, bought, answered and waits in quarantine."""
    make_workspace(companies / "known", "Known", "Asia/Shanghai", "CNY", "CN")
    client = signed_in(known="owner", golden="owner", corner="owner")
    address = upload(client, FILES)
    client.post(f"{address}go/", said(Upload.objects.latest("created_at").plan()))
    done("import")
    yield client
    holding._BOOKS.pop("known", None)
    shutil.rmtree(companies / "known")
    shutil.rmtree(companies / "backups", ignore_errors=True)
    (companies / "desk.seal").unlink(missing_ok=True)


def upload(client, files):
    """Bring files, and have them looked at; gives the address of their plan."""
    brought = [SimpleUploadedFile(name, text.encode()) for name, text in files.items()]
    address = client.post("/known/data/upload/", {"files": brought}).headers["Location"]
    done("look")
    return address


def said(plan):
    """The form as long as nobody changes it."""
    assert [one["problem"] for one in plan["files"] if one["problem"]] == []
    return {}


def done(kind):
    """Work until the last job of a kind has come to its end, well."""
    for _ in range(20):
        if not worker.work_once():
            break
    job = Job.objects.filter(kind=kind).latest("created_at")
    assert (job.state, job.error) == ("done", {})
    return job


def find(client, name):
    """The number of somebody, as the page found it."""
    answer = client.post("/known/settings/privacy/find/", {"name": name})
    assert answer.status_code == 200, answer.content
    return answer.context["found"]


def database() -> bytes:
    """Every byte of the desk's database, free pages too; of PostgreSQL every row, for its files are not ours to read."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT told::text FROM "{table}" AS told')
            told += [row[0] for row in cursor.fetchall()]
    return "\n".join(told).encode()


def stores(folder) -> dict[str, bool]:
    """The stores that somebody may stand in, and whether a word of theirs does."""
    company = folder / "known"
    places = {
        "facts": "lake/facts", "stages": "lake/stages", "catalogue": "lake/catalogue.sqlite3*", "quarantine": "lake/quarantine",
        "uploads": "uploads", "handouts": "handouts", "reports": "reports", "exports": "exports",
    }  # fmt: skip
    found = {name: any(_hit(path) for path in company.glob(place)) for name, place in places.items()}
    pages = repr([kept for key, kept in keeping._PAGES.items() if key[0] == "known"]).encode()
    return found | {
        "database": any(holds(database(), word) for word in WORDS),
        "pages": any(holds(pages, word) for word in WORDS),
    }


def _hit(path) -> bool:
    return any(traces(path, WORDS)) if path.is_dir() else any(holds(decoded(path), word) for word in WORDS)


def spread(client, folder, number):
    """Drive somebody through everything that keeps something."""
    company = folder / "known"
    for place, told in (("reports/list.html", f"<p>{NAME}</p>"), ("exports/orders.csv", f"{MEMBER},10\n")):
        (company / place).parent.mkdir(exist_ok=True)
        (company / place).write_text(told)
    (company / "reports" / "of bob.csv").write_text("bob,20\n")
    upload(client, {f"more of {EMAIL}.csv": FILES["customers.csv"]})
    client.post("/known/settings/privacy/person/", {"customer": number})
    done("person")
    assert client.get("/known/customers/").status_code == 200
    assert client.get("/known/customers/?form=csv").status_code == 200
    assert client.get("/known/search/", {"q": EMAIL}).status_code == 200


@ITSELF
def test_no_trace_is_left_of_somebody_erased_and_bob_keeps_everything(client, companies, tmp_path):
    number = find(client, MEMBER)
    spread(client, companies, number)
    client.post("/known/settings/backup/passphrase/", {"words": PASSPHRASE, "again": PASSPHRASE})
    client.post("/known/settings/backup/make/")
    backup = companies / "backups" / done("backup").result["file"]
    assert {name for name, hit in stores(companies).items() if not hit} == set(), (
        "each store is searched in the right way"
    )

    client.post("/known/settings/privacy/erase/", {"customer": number, "again": MEMBER})
    receipt = done("erase").result
    assert client.get("/known/customers/").status_code == 200
    assert {name for name, hit in stores(companies).items() if hit} == set()
    assert traces(companies / "known", WORDS) == []
    # ann herself, 3 identities, address, order, answer; 1 row; the report and the export; 1 upload and the import's names
    assert (receipt["facts"], receipt["waiting"], receipt["handouts"]) == (7, 1, 1)
    assert receipt["files"] == 2
    assert receipt["desk"] >= 2
    book = open_book(companies / "known")
    assert book.customer("bob")
    assert (companies / "known" / "reports" / "of bob.csv").exists()
    assert [holds(backup.read_bytes(), word) for word in WORDS] == [False] * len(WORDS), "a backup is sealed"

    back = restore(backup, tmp_path / "back", PASSPHRASE, NOW, companies / "backups")
    assert back.erased_again > 0
    assert traces(tmp_path / "back" / "known", WORDS) == []
    upload(client, FILES)
    notes = [note["en"] for one in Upload.objects.latest("created_at").plan()["files"] for note in one.get("notes", [])]
    assert any("who were erased" in note for note in notes), "the preview tells of those refused"


def test_what_is_handed_out_is_all_of_one_and_nothing_of_another(client, companies):
    number = find(client, EMAIL)
    client.post("/known/settings/privacy/person/", {"customer": number})
    job = done("person")
    answer = client.get(f"/known/settings/privacy/person/{job.pk}.zip")
    (path,) = (companies / "known" / "handouts").iterdir()
    assert b"".join(answer.streaming_content) == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        told = json.loads(archive.read("person.json"))
        page = archive.read("person.html").decode()
    assert {kind: len(rows) for kind, rows in told["facts"].items()} == {
        "customers": 1, "identities": 3, "customer_attrs": 1, "transactions": 1, "survey_responses": 1,
    }  # fmt: skip
    assert [row["row"] for row in told["waiting"]] == [4]
    assert len(told["sources"]) == 5
    for word in (NAME, EMAIL, MEMBER, STREET, SAID):
        assert word in page, word
    assert not any(word in page + json.dumps(told) for word in ("bob@example.com", "Bob Builder", "o2"))
    assert list(Entry.objects.filter(detail__customer=number).values_list("action", flat=True)) == [
        "person taken",
        "person put together",
    ]
    old = time.time() - LASTS.total_seconds() - 60
    os.utime(path, (old, old))
    Job.objects.create(kind="handouts", company="known")
    assert done("handouts").result == {"removed": 1}
    assert client.get(f"/known/settings/privacy/person/{job.pk}.zip").status_code == 404


def test_erasing_asks_for_the_name_again(client):
    number = find(client, MEMBER)
    answer = client.post("/known/settings/privacy/erase/", {"customer": number, "again": "bob"})
    assert answer.status_code == 409
    assert not Job.objects.filter(kind="erase").exists()
    assert client.post("/known/settings/privacy/find/", {"name": "nobody at all"}).status_code == 409


@ITSELF
def test_backups_are_for_who_owns_every_company(client, companies, signed_in):
    other = signed_in("bob", known="owner")
    told = {"words": PASSPHRASE, "again": PASSPHRASE}
    assert other.post("/known/settings/backup/passphrase/", told).status_code == 409
    assert other.post("/known/settings/backup/make/").status_code == 409
    assert client.post("/known/settings/backup/passphrase/", {**told, "again": "another"}).status_code == 409
    assert client.post("/known/settings/backup/passphrase/", told).status_code == 302
    client.post("/known/settings/backup/make/")
    name = done("backup").result["file"]
    assert name.encode() in client.get("/known/settings/backup/").content
    assert other.get(f"/known/settings/backup/{name}/").status_code == 404
    answer = client.get(f"/known/settings/backup/{name}/")
    assert b"".join(answer.streaming_content) == (home().folder / "backups" / name).read_bytes()
    assert Entry.objects.filter(action="backup taken", detail__file=name).exists()
