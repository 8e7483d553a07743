"""Data: files are looked at, agreed to, stored, corrected and taken back; the counts are those of the command line."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tenure.cli.main import main
from tenure.desk.bringing import handlers, receiving
from tenure.desk.bringing.models import FOLDER, Upload
from tenure.desk.jobs import queue, worker
from tenure.desk.jobs.models import DONE, Job
from tenure.desk.people.models import Entry
from tenure.workspace import make_workspace
from tests.conftest import repetitions
from tests.desk.carrying import bring, file, form, store, work

pytestmark = pytest.mark.django_db
COUNTS = ("rows_in", "stored", "known", "quarantined", "facts")
ORDERS = "Order ID,Order date,Total,E-mail\n1,2024-01-05,10.00,ann@example.com\n2,2024-02-05,20.00,bob@example.com\n"
BROKEN = "order_id,ordered_at,total,email\n1,2024-01-05,10.00,ann@example.com\n2,2024-02-30,20.00,=bob@example.com\n3,2024-03-05,x,cid@example.com\n"


@pytest.fixture
def client(signed_in):
    return signed_in(fresh="owner")


@pytest.mark.parametrize("name", ["taobao_orders", "shopify_orders", "stripe_subscriptions"][: repetitions(1, 3)])
def test_a_known_export_is_stored_by_one_button_as_the_command_line_would(
    client, fresh, shared, tmp_path, capsys, name
):
    path = shared / "import-samples" / f"{name}.csv"
    address, plan = bring(client, file(path.name, path.read_bytes()))
    page = client.get(address).content.decode()
    assert plan["ready"] and plan["files"][0]["title"]["en"] in page
    assert 'id="go"' in page
    assert fresh.lake.batches() == [], "nothing is stored before somebody agrees"
    result = store(client, address)
    make_workspace(tmp_path / "cli", "Fresh", "Asia/Shanghai", "CNY", "CN")
    main(["import", str(path), "-w", str(tmp_path / "cli"), "--json"])
    told = json.loads(capsys.readouterr().out)[0]
    shown = plan["files"][0]
    assert {key: result["files"][0][key] for key in COUNTS} == {key: told[key] for key in COUNTS}
    assert {key: shown[key] for key in COUNTS} == {key: told[key] for key in COUNTS}
    found = client.get(address).content.decode()
    days = {"taobao_orders": "2024", "shopify_orders": "2024", "stripe_subscriptions": None}[name]
    assert (result["found"]["first"] or "")[:2] == (days or "")[:2]
    counted = fresh.one("growth.customers_held", str(fresh.last_known())).value
    firsts = {one["title"]: one["text"] for one in result["found"]["firsts"]["en"]}
    assert firsts.get("Customers held") == (str(counted) if counted else None)
    assert all(text in found for text in firsts.values())
    assert "What could not be computed" in found
    assert client.get("/fresh/").status_code == 200, "the book sees the new facts"


def test_what_nobody_knows_is_mapped_by_a_person_and_remembered(client, fresh):
    address, plan = bring(client, file("till.csv", ORDERS))
    [one] = plan["files"]
    assert (one["generic"], one["kind"]) == (True, "order")
    assert one["under"] == ["order_id", "ordered_at", "total", "customer_email"]
    page = client.get(address).content.decode()
    assert 'name="1.1-c0"' in page and "No recipe knows these columns" in page
    told = form(one)
    assert store(client, address, **told)["files"][0]["stored"] == 2
    assert list((fresh.workspace.folder / "maps").glob("*.toml"))


def test_what_is_said_anew_is_looked_at_before_it_is_stored(client, fresh):
    address, plan = bring(client, file("till.csv", ORDERS))
    [one] = plan["files"]
    told = form(one)
    client.post(f"{address}go/", told | {"1.1-currency": "EUR"})
    assert Job.objects.filter(kind="import").count() == 0
    assert queue.claim().kind == "look"
    assert Upload.objects.get().answers["1.1"]["currency"] == "EUR"


def test_a_question_is_asked_and_its_answer_heard(client, fresh):
    text = "order_id,ordered_at,total,email\n1,3/1/2024,10.00,ann@example.com\n2,4/2/2024,20.00,bob@example.com\n"
    address, plan = bring(client, file("orders.csv", text))
    assert not plan["ready"]
    page = client.get(address).content.decode()
    assert 'type="radio" name="1.1-date_order" value="DMY"' in page
    assert 'id="go"' not in page
    [one] = plan["files"]
    told = form(one) | {"1.1-date_order": "DMY"}
    client.post(f"{address}go/", told)
    while worker.work_once():
        pass
    again = Upload.objects.get().plan()
    assert again["ready"], again
    days = [
        value
        for row in again["files"][0]["rows"]
        for _, facts in row["after"]
        for name, value in facts
        if name == "happened_at"
    ]
    assert days == ["2024-01-02 16:00:00", "2024-02-03 16:00:00"]  # midnight in Shanghai, told in UTC


def test_rows_that_cannot_be_read_are_taken_away_corrected_and_brought_back(client, fresh):
    address, plan = bring(client, file("orders.csv", BROKEN))
    [one] = plan["files"]
    told = form(one)
    [stored] = store(client, address, **told)["files"]
    assert (stored["stored"], stored["quarantined"]) == (1, 2)
    assert "bob@" not in json.dumps(stored), "nobody's cells are kept with the job"
    batch = stored["batch"]
    page = client.get(f"/fresh/data/history/{batch}/").content.decode()
    assert "2024-02-30" in page
    taken = b"".join(client.get(f"/fresh/data/history/{batch}/waiting.csv").streaming_content).decode("utf-8-sig")
    assert Entry.objects.filter(action="quarantine taken away").exists()
    rows = list(csv.reader(io.StringIO(taken)))
    assert rows[1][-1] == "'=bob@example.com", "a spreadsheet runs nothing of it"
    corrected = taken.replace("2024-02-30", "2024-02-29").replace(",x,", ",30.00,")
    client.post(f"/fresh/data/history/{batch}/replay/", {"files": [file("corrected.csv", "\ufeff" + corrected)]})
    job = work("replay")
    assert (job.state, job.error) == (DONE, {})
    assert job.result["file"]["stored"] == 2
    assert Entry.objects.filter(action="replayed").count() == 1
    page = client.get(f"/fresh/data/job/{job.pk}/")
    assert page.headers["Location"] == f"/fresh/data/history/{job.result['batch']}/"


def test_another_file_is_no_corrected_one(client, fresh):
    address, plan = bring(client, file("orders.csv", BROKEN))
    [one] = plan["files"]
    told = form(one)
    batch = store(client, address, **told)["files"][0]["batch"]
    client.post(f"/fresh/data/history/{batch}/replay/", {"files": [file("corrected.csv", "a,b\n1,2\n")]})
    job = work("replay")
    assert job.error["en"].startswith("The corrected file has other columns")


def test_an_import_is_taken_back_after_it_was_said_what_goes(client, fresh, shared):
    path = shared / "import-samples" / "shopify_orders.csv"
    address, _ = bring(client, file(path.name, path.read_bytes()))
    batch = store(client, address)["files"][0]["batch"]
    count = sum(one["new"] + one["changed"] for one in fresh.lake.batches()[0]["facts"].values())
    assert f"Facts that go: {count}." in client.get(f"/fresh/data/history/{batch}/undo/").content.decode()
    assert fresh.lake.in_force() == [batch], "looking takes nothing back"
    client.post(f"/fresh/data/history/{batch}/undo/")
    assert work("undo").error == {}
    assert fresh.lake.in_force() == []
    assert {"imported", "import undone"} <= set(Entry.objects.values_list("action", flat=True))
    assert client.get(f"/fresh/data/history/{batch}/undo/").status_code == 404
    assert "Taken back" in client.get("/fresh/data/history/").content.decode()


def test_who_cancels_leaves_nothing(client, fresh):
    address, _ = bring(client, file("orders.csv", ORDERS))
    folder = Upload.objects.get().folder
    assert folder.stat().st_mode & 0o077 == 0
    client.post(f"{address}cancel/")
    assert not folder.exists()
    assert not Upload.objects.exists()
    assert fresh.lake.batches() == []
    assert client.get(address).status_code == 404


def test_a_job_cut_short_after_it_stored_stores_nothing_twice_and_tells_what_it_did(client, fresh, shared):
    path = shared / "import-samples" / "shopify_orders.csv"
    address, plan = bring(client, file(path.name, path.read_bytes()))
    client.post(f"{address}go/")
    first = queue.claim()
    handlers.bring(first, lambda share, message: None)  # and dies before it can say so
    Job.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(minutes=5))
    job = work("import")
    assert (job.attempts, job.error) == (2, {})
    assert len(fresh.lake.batches()) == 1
    told = job.result["files"][0]
    assert {key: told[key] for key in COUNTS} == {key: plan["files"][0][key] for key in COUNTS}
    assert Entry.objects.filter(action="imported").count() == 1


def test_files_are_gone_once_they_are_stored(client, fresh):
    address, plan = bring(client, file("orders.csv", ORDERS))
    assert plan["files"][0]["problem"] is None
    folder = Upload.objects.get().folder
    [one] = plan["files"]
    told = form(one)
    store(client, address, **told)
    Job.objects.filter(kind="build").delete()
    assert work("tidy").error == {}
    assert not folder.exists()
    assert client.get(address).status_code == 200, "what was found stays"


def test_a_name_is_no_path_and_markup_is_text(client, fresh):
    address, plan = bring(client, file("..\\..\\<b>x</b>.csv", ORDERS.replace("When", "<script>alert(1)</script>")))
    [kept] = Upload.objects.get().paths
    assert kept.is_file() and Upload.objects.get().folder in kept.parents
    page = client.get(address).content.decode()
    assert "<script>alert" not in page and "<b>x" not in page


@pytest.mark.parametrize(
    ("told", "kept"),
    [("a/b/../c.csv", "c.csv"), ("..", "file"), (".hidden.csv", "hidden.csv"), ("a\x00b.csv", "a_b.csv"), ("订单.csv", "订单.csv")],
)  # fmt: skip
def test_names_are_plain(told, kept):
    assert receiving.plain_name(told) == kept
    assert len(receiving.plain_name("x" * 500 + ".csv")) == 100


def test_too_much_is_refused_in_words_and_not_kept(client, fresh, monkeypatch, settings):
    monkeypatch.setattr(receiving, "_FORMS", 0)
    settings.UPLOAD_LIMIT = 100
    client.post("/fresh/data/upload/", {"files": [file("orders.csv", ORDERS * 100)]})
    assert "more than can be brought at once" in client.get("/fresh/data/").content.decode()
    assert not Upload.objects.exists()
    assert not list((fresh.workspace.folder / FOLDER).glob("*"))


def test_nobody_sees_the_files_of_another(client, fresh, signed_in):
    address, _ = bring(client, file("orders.csv", ORDERS))
    assert signed_in("bob", fresh="owner").get(address).status_code == 404
    assert signed_in("cid", fresh="viewer").get(address).status_code == 403


def test_who_may_not_see_contacts_does_not_see_the_cells_that_wait(client, fresh, signed_in):
    address, plan = bring(client, file("orders.csv", BROKEN))
    [one] = plan["files"]
    told = form(one)
    batch = store(client, address, **told)["files"][0]["batch"]
    analyst = signed_in("dan", fresh="analyst")
    assert "2024-02-30" not in analyst.get(f"/fresh/data/history/{batch}/").content.decode()
    assert analyst.get(f"/fresh/data/history/{batch}/waiting.csv").status_code == 403


@pytest.mark.parametrize("part", ["", "history/", "freshness/", "quality/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_part_opens_with_and_without_facts(client, fresh, signed_in, part, language):
    assert client.get(f"/fresh/data/{part}", headers={"Accept-Language": language}).status_code == 200
    other = signed_in("bob", golden="analyst")
    assert other.get(f"/golden/data/{part}", headers={"Accept-Language": language}).status_code == 200


def test_quality_shows_what_the_doctor_finds(client, fresh):
    client.post("/fresh/data/quality/")
    assert work("quality").error == {}
    page = client.get("/fresh/data/quality/").content.decode()
    assert "files of the lake" in page and "Bring some: tenure import" in page


def test_a_file_that_is_none_is_told_beside_the_others(client, fresh):
    address, plan = bring(client, file("orders.csv", ORDERS), file("nothing.xlsx", b"no workbook"))
    assert not plan["ready"]
    assert [bool(one["problem"]) for one in plan["files"]] == [False, True]
    assert settings.UPLOAD_LIMIT
    assert client.get(address).status_code == 200
