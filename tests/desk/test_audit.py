"""Settings → Audit: what happened in a company, and whether anybody touched the trail."""

import ast
import csv
import io
from datetime import timedelta, timezone

import pytest

from tenure.desk.people import history
from tenure.desk.people.models import Entry, Person
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
AUDIT = "/golden/settings/audit/"


def test_every_action_that_is_written_has_its_words():
    calls = [
        node
        for path in (ROOT / "src" / "tenure" / "desk").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    places = {"Entry.write": 0, "Outcome": 1}  # which argument tells the action
    told = [
        node.args[places[name]]
        for node in calls
        if (name := ast.unparse(node.func)) in places and len(node.args) > places[name]
    ]
    written = {one.value for one in told if isinstance(one, ast.Constant)}
    assert {"imported", "invited"} <= written
    assert written <= set(history.ACTIONS)


def test_a_company_sees_its_own_and_what_its_people_did(signed_in, person):
    client, eve = signed_in(golden="owner"), person("eve", corner="owner")
    ann = Person.objects.get(name="Ann")
    Entry.write("invited", ann, "golden", {"role": "viewer"})
    Entry.write("signed in", ann)
    Entry.write("signed in", eve)
    Entry.write("removed", eve, "corner", {"who": eve.pk, "role": "viewer"})
    lines = client.get(AUDIT).context["lines"]
    assert [(one.what, one.who) for one in lines] == [("signed in", "Ann"), ("invited", "Ann")]
    page = client.get(AUDIT, headers={"Accept-Language": "zh"}).content.decode()
    assert "发出邀请" in page
    assert "审计链完整" in page


def test_times_are_those_of_the_company(signed_in):
    client = signed_in(golden="owner")  # eight hours ahead of UTC, all year
    at = Entry.write("signed in", Person.objects.get()).at
    told = client.get(AUDIT).content.decode()
    assert f"{at.astimezone(timezone(timedelta(hours=8))):%Y-%m-%d %H:%M:%S}" in told


def test_lines_are_chosen_by_action_and_person(signed_in, person):
    client, bob = signed_in(golden="owner"), person("bob", golden="viewer")
    ann = Person.objects.get(name="Ann")
    for action, who in (("signed in", ann), ("signed out", ann), ("signed in", bob)):
        Entry.write(action, who)
    assert len(client.get(f"{AUDIT}?action=signed in").context["lines"]) == 2
    assert len(client.get(f"{AUDIT}?person={bob.pk}").context["lines"]) == 1
    assert len(client.get(f"{AUDIT}?action=signed out&person={bob.pk}").context["lines"]) == 0
    assert len(client.get(f"{AUDIT}?person=nobody&before=x&action=nothing").context["lines"]) == 0


def test_older_lines_follow(signed_in):
    client, ann = signed_in(golden="owner"), Person.objects.get()
    for _ in range(60):
        Entry.write("signed in", ann)
    first = client.get(AUDIT)
    assert len(first.context["lines"]) == 50
    older = client.get(f"{AUDIT}?before={first.context['older']}")
    assert (len(older.context["lines"]), older.context["older"]) == (10, None)


def test_who_is_gone_is_still_told(signed_in, person):
    client, bob = signed_in(golden="owner"), person("bob", golden="viewer")
    pk = bob.pk
    Entry.write("removed", bob, "golden", {"who": pk})
    bob.delete()
    (line,) = client.get(AUDIT).context["lines"]
    assert line.who == f"person {pk}, who is gone"
    assert client.get(AUDIT).context["broken"] is None


@pytest.mark.parametrize(
    "change",
    [
        lambda at: Entry.objects.filter(pk=at).update(detail={"role": "owner"}),
        lambda at: Entry.objects.filter(pk=at).update(action="signed out"),
        lambda at: Entry.objects.filter(pk=at).update(person=None),
        lambda at: Entry.objects.filter(pk=at).update(company="corner"),
        lambda at: Entry.objects.filter(pk=at - 1).delete(),
        lambda at: Entry.objects.order_by("id").first().delete(),
    ],
)
def test_a_line_that_was_touched_is_named(signed_in, change):
    client, ann = signed_in(golden="owner"), Person.objects.get()
    lines = [Entry.write("invited", ann, "golden", {"role": "viewer"}) for _ in range(4)]
    assert history.first_broken() is None
    change(lines[2].pk)
    assert history.first_broken() in {lines[1].pk, lines[2].pk}
    page = client.get(AUDIT).content.decode()
    assert "The chain is broken" in page


def test_the_export_is_whole_harmless_and_told(signed_in, person):
    client, bob = signed_in(golden="owner"), person("bob", golden="viewer")
    Person.objects.filter(pk=bob.pk).update(name="=cmd|' /C calc'!A1")
    for _ in range(70):
        Entry.write("signed in", bob)
    answer = client.get(f"{AUDIT}export.csv?action=signed in")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 70
    assert {row["person"] for row in rows} == {"'=cmd|' /C calc'!A1"}
    assert "attachment" in answer.headers["Content-Disposition"]
    assert Entry.objects.first().action == "audit trail exported"
