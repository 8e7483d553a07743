"""Work beside the web: done once, by one, again after a death, and by itself every day."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tenure.book import open_book
from tenure.desk.databases import ADDRESS
from tenure.desk.jobs import queue, staff, worker
from tenure.desk.jobs.models import DONE, FAILED, RUNNING, WAITING, Job
from tenure.desk.jobs.registry import HANDLERS, Outcome, handles
from tenure.desk.jobs.schedule import put_due
from tenure.desk.people.models import Entry
from tenure.errors import Conflict, UsageError
from tenure.texts import Text
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds():
    """Kinds of job that are there for one test, and what they did."""
    done = []
    before = dict(HANDLERS)

    @handles("note")
    def note(job, tell):
        tell(0.5, Text("Making the numbers ready"))
        done.append((str(job.pk), job.payload))
        return Outcome({"said": job.payload}, "noted", {"how": "well"})

    @handles("write", writes=True)
    def write(job, tell):
        done.append(job.company)
        return Outcome()

    yield done
    HANDLERS.clear()
    HANDLERS.update(before)


def lapse(job):
    """As if its worker had died long ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=5))


def test_a_job_is_done_once_and_leaves_its_line(kinds, person):
    ann = person("ann", golden="owner")
    job = queue.ask("note", "golden", ann, {"a": 1})
    assert worker.work_once()
    assert not worker.work_once()
    job.refresh_from_db()
    assert (job.state, job.result, job.progress, job.attempts) == (DONE, {"said": {"a": 1}}, 1, 1)
    assert job.message["zh"] != job.message["en"] == "Making the numbers ready"
    assert kinds == [(str(job.pk), {"a": 1})]
    entry = Entry.objects.get()
    assert (entry.action, entry.person, entry.company, entry.detail) == ("noted", ann, "golden", {"how": "well"})


def test_of_two_who_ask_one_gets_it(kinds):
    queue.ask("note", "golden")
    assert queue.claim() is not None
    assert queue.claim() is None


def test_a_job_whose_worker_died_is_taken_up_again_and_the_dead_one_has_no_say(kinds):
    queue.ask("note", "golden")
    first = queue.claim()
    lapse(first)
    second = queue.claim()
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert not queue.beat(first)
    with pytest.raises(queue.LostLease):
        queue.tell(first, 0.5, Text("late"))
    assert not queue.finish(first, Outcome({"from": "the grave"}, "noted"))
    assert queue.finish(second, Outcome({"from": "here"}, "noted"))
    assert Job.objects.get().result == {"from": "here"}
    assert Entry.objects.count() == 1


def test_a_sign_of_life_keeps_the_lease(kinds):
    queue.ask("note", "golden")
    job = queue.claim()
    lapse(job)
    assert queue.beat(job)
    assert queue.claim() is None


def test_there_are_never_two_writers_for_one_company(kinds):
    for company in ("golden", "golden", "corner"):
        queue.ask("write", company)
    first, second = queue.claim(), queue.claim()
    assert [first.company, second.company] == ["golden", "corner"]
    assert queue.claim() is None, "golden is being written to"
    queue.finish(first, Outcome())
    assert queue.claim().company == "golden"


def test_the_database_itself_refuses_a_second_writer(kinds):
    one, other = queue.ask("write", "golden"), queue.ask("write", "golden")
    Job.objects.filter(pk=one.pk).update(state=RUNNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=other.pk).update(state=RUNNING)


def test_what_dies_again_and_again_is_given_up(kinds):
    job = queue.ask("note", "golden")
    for _ in range(queue.TRIES):
        lapse(queue.claim())
    assert queue.claim() is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (FAILED, 3)
    assert "3 times" in job.error["en"]


def test_what_may_pass_is_tried_later_and_what_is_wrong_is_not(kinds):
    @handles("passing")
    def passing(job, tell):
        raise Conflict("Somebody writes.", "Wait.")

    @handles("wrong")
    def wrong(job, tell):
        raise UsageError("There is no such file.", "Name another.")

    queue.ask("passing", "golden")
    queue.ask("wrong", "golden")
    assert worker.work_once() and worker.work_once() and not worker.work_once()
    told = {job.kind: (job.state, job.error["en"]) for job in Job.objects.all()}
    assert told["wrong"] == (FAILED, "There is no such file.\nName another.")
    assert told["passing"] == (WAITING, "Somebody writes.\nWait.")
    for _ in range(2):
        Job.objects.filter(kind="passing").update(run_after=timezone.now())
        assert worker.work_once()
    assert Job.objects.get(kind="passing").state == FAILED


def test_a_mistake_of_ours_is_told_without_its_words_for_they_may_name_somebody(kinds, caplog):
    @handles("mistaken")
    def mistaken(job, tell):
        raise ValueError("ann" + "@example.com")

    queue.ask("mistaken", "golden")
    assert worker.work_once()
    assert "ann@" not in json.dumps(Job.objects.get().error) + caplog.text
    assert "ValueError" in Job.objects.get().error["en"]


def test_what_is_due_today_is_put_in_once_by_the_clock_of_the_company(kinds, companies):
    @handles("nightly", daily="03:30")
    def nightly(job, tell):
        return Outcome()

    def due(hour, minute):  # golden's clock is eight hours ahead, as is corner's
        made = put_due(datetime(2025, 1, 1, hour, minute, tzinfo=UTC))
        return sorted((job.company, job.occurrence) for job in made if job.kind == "nightly")

    assert due(19, 29) == [], "it is 03:29 there"
    assert due(19, 30) == [("corner", "2025-01-02"), ("golden", "2025-01-02")]
    assert due(19, 31) == []


@pytest.mark.skipif(ADDRESS in os.environ, reason="it lets go of the connection in whose transaction the test stands")
def test_a_worker_goes_when_nothing_has_been_left_to_do_for_a_while(kinds, monkeypatch):
    monkeypatch.setattr(worker, "_IDLE", 0.0)
    monkeypatch.setattr(worker, "_PAUSE", 0.0)
    queue.ask("note", "golden")
    assert queue.waits()
    worker.run(Event())
    assert [payload for _pk, payload in kinds] == [{}]
    assert not queue.waits()


def test_the_nightly_build_makes_the_numbers_ready(companies):
    job = queue.ask("build", "corner")
    assert worker.work_once()
    job.refresh_from_db()
    assert (job.state, job.error) == (DONE, {})
    assert job.result["as_of"] == str(open_book(companies / "corner").last_known())


KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from tenure.desk.serving import prepare
prepare(Path(os.environ["TENURE_HOME"]))
from tenure.book import open_book
from tenure.desk.databases import ADDRESS
from tenure.desk.jobs import queue, staff, worker
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.registry import Outcome, handles
queue.LEASE = timedelta(seconds=0.3)
@handles("deadly", writes=True)
def deadly(job, tell):
    with open(os.environ["TENURE_HOME"] + "/done", "a") as file:
        file.write(f"{job.attempts}\\n")
    if job.attempts == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return Outcome({"attempt": job.attempts})
if sys.argv[1] == "ask":
    queue.ask("deadly", "golden")
import time
time.sleep(0.4)
while worker.work_once():
    pass
print([(job.state, job.attempts, job.result) for job in Job.objects.all()])
"""


def test_a_worker_that_the_machine_has_no_room_for_ends_nothing(monkeypatch, caplog):
    """Who looks at the queue is the only one who does."""
    with monkeypatch.context() as machine:
        machine.setattr(sys, "executable", "/nowhere/python")
        assert staff._called() is None
    assert "no worker could be started" in caplog.text
    came = staff._called()
    came.terminate()
    assert came.wait(60) is not None


class Looks:
    """What stops the watch over the queue after some looks at it."""

    def __init__(self, count):
        self.left = count

    def wait(self, _seconds):
        self.left -= 1
        return self.left < 0


@pytest.mark.skipif(ADDRESS in os.environ, reason="it lets go of the connection in whose transaction the test stands")
def test_the_clock_is_looked_at_while_all_workers_are_busy_and_no_other_is_called(kinds, companies):
    @handles("early", daily="00:00")
    def early(job, tell):
        return Outcome()

    ask = [sys.executable, "-c", "input()"]
    busy = [subprocess.Popen(ask, stdin=subprocess.PIPE) for _ in range(staff.WORKERS)]
    workers = list(busy)
    staff._keep(workers, staff.WORKERS, Looks(1))
    assert workers == busy
    for one in busy:
        one.communicate(b"\n")
    assert sorted(Job.objects.filter(kind="early").values_list("company", flat=True)) == ["corner", "golden"]


FORKED = """
import os
from pathlib import Path
from tenure.desk.serving import prepare
prepare(Path(os.environ["TENURE_HOME"]))
from django.db import connection
from tenure.desk.databases import forks_clean
forks_clean()

def asked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]

asked()
tell, hear = os.pipe(), os.pipe()
child = os.fork()
if not child:
    os.write(tell[1], str(asked()).encode())
    os.read(hear[0], 1)  # its connection stays open until the parent has asked on its own
    os._exit(0)
theirs, ours = int(os.read(tell[0], 20)), asked()
os.write(hear[1], b".")
_, ended = os.waitpid(child, 0)
print(theirs != ours, ended, asked() == ours)
"""


def test_a_forked_process_has_no_connection_of_the_pool_it_comes_from(tmp_path, postgres):
    """Two processes that speak over one connection read each other's answers."""
    told = {**os.environ, "TENURE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tenure.desk.settings", ADDRESS: postgres}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", FORKED], check=False, env=told, cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "0", "True"], done.stderr


@pytest.mark.parametrize("base", ["sqlite", "postgresql"])
def test_a_job_killed_in_the_middle_is_run_again_once_and_ends(tmp_path: Path, base, request):
    told = {**os.environ, "TENURE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tenure.desk.settings"}
    if base == "postgresql":
        told["TENURE_DATABASE_URL"] = request.getfixturevalue("postgres")

    def start(word):
        return subprocess.run(
            [sys.executable, "-c", KILLED, word], check=False, env=told, cwd=ROOT, capture_output=True, text=True
        )

    killed = start("ask")
    assert killed.returncode == -9, killed.stderr
    ended = start("go on")
    assert ended.stdout.strip() == "[('done', 2, {'attempt': 2})]", ended.stderr
    assert (tmp_path / "done").read_text() == "1\n2\n"
