"""What is stored of somebody, and files that are named after somebody, as who may bring facts but not see contacts is shown them."""

import csv
import io
import json

import pytest

from tenure.desk.bringing.veiling import veiled_parts
from tenure.desk.jobs.models import DONE, Job
from tenure.desk.people.roles import Right
from tenure.desk.privacy.registry import FACTS, open_to
from tenure.facts.kinds import KINDS, Type
from tenure.render.masking import MASK
from tests.desk.carrying import bring, file, store
from tests.desk.test_leaks import text_of

pytestmark = pytest.mark.django_db
PERSONAL = {kind: hidden for kind in FACTS if (hidden := open_to(kind, Right.SEE_CONTACTS.value))}
FILE = "of canary.file@example.com 13812345678.csv"
_VALUES = {Type.DAY: "2024-02-01", Type.INSTANT: "2024-02-01T08:00:00", Type.CUSTOMER: "ann", Type.TEXT: "x"}


def canary(kind, name):
    return f"canary.{kind}.{name}@example.com"


CANARIES = [canary(kind, name) for kind, hidden in PERSONAL.items() for name in hidden]
CHANGING = {
    (kind, name) for kind, hidden in PERSONAL.items() for name in hidden if kind != "identities"
}  # there is one more of those


def told(kind, number, known, say):
    """A file of one fact; `say` tells what stands in the columns that not everybody sees."""
    cells = {"known_at": known, kind.key: "ann" if kind.key_type is Type.CUSTOMER else f"k{number}"}
    for column in kind.columns:
        if column.name in PERSONAL[kind.name]:
            cells[column.name] = say(kind.name, column.name)
        elif column.required or column.name == "customer_id":
            cells[column.name] = (
                "nps" if column.name == "instrument" else (*column.choices, _VALUES.get(column.type, "x"))[0]
            )
    text = io.StringIO()
    csv.writer(text).writerows([cells.keys(), cells.values()])
    return text.getvalue()


def files(known, say, name=FILE):
    return [file(f"{kind} {name}", told(KINDS[kind], n, known, say)) for n, kind in enumerate(PERSONAL)]


@pytest.fixture
def owner(signed_in, fresh):
    client = signed_in("own", fresh="owner")
    address, plan = bring(client, *files("2024-03-01T08:00:00", canary))
    assert plan["ready"], [one["problem"] for one in plan["files"]]
    store(client, address)
    return client


def test_every_column_that_not_everybody_sees_is_masked_where_a_file_would_change_it(owner, signed_in):
    analyst = signed_in("cid", fresh="analyst")
    others = [
        files("2024-04-01T08:00:00", lambda kind, name: f"other.{kind}.{name}@example.com", f"{n}.csv") for n in (1, 2)
    ]
    Job.objects.filter(kind="look").delete()
    address, plan = bring(analyst, *others[0])
    changed = {
        (one["kind"], name) for each in plan["files"] for one in each["changes"] for name, _old, _new in one["parts"]
    }
    assert changed >= CHANGING, "each is one that would change"
    stored = [canary(*one) for one in CHANGING]
    assert not [one for one in stored if one not in json.dumps(plan)], "and would come out"
    page = text_of(analyst.get(address))
    assert [one for one in CANARIES if one in page] == []
    assert page.count("other.") >= len(stored), "what she brings herself is hers to see"
    Job.objects.filter(kind="look").delete()
    address, _plan = bring(owner, *others[1])
    assert [one for one in stored if one not in text_of(owner.get(address))] == [], "an owner sees them"


def test_an_address_is_masked_wherever_it_stands():
    parts = [
        ["customer_id", "email:ann@example.com", "bob"],
        ["amount", "12.50", "13"],
        ["note", "call 13812345678", "x"],
    ]
    assert [one[1] for one in veiled_parts("transactions", parts, contacts=False)] == [MASK, "12.50", MASK]
    assert veiled_parts("transactions", parts, contacts=True) == parts


def test_a_file_that_is_named_after_somebody_is_told_without_the_address(owner, signed_in):
    analyst, job = signed_in("cid", fresh="analyst"), Job.objects.get(kind="import")
    message = {"en": f"{FILE} is stored", "zh": FILE}
    waits = Job.objects.create(
        company="fresh", kind="import", person=job.person, message=message, error=message, state="failed"
    )
    late = [{"name": FILE, "known_as": "", "last": "2024-03-01", "days": 9, "usual": 2}]
    Job.objects.create(
        company="fresh", kind="freshness", state=DONE, finished_at=job.finished_at, result={"late": late}
    )
    days = "period=2024-02&as_of=2024-03-31"
    places = ["data/history/", *(f"data/history/{n}/" for n in job.result["batches"]), "data/history/1/undo/", "data/freshness/",
              f"data/job/{waits.pk}/", f"data/job/{waits.pk}/state.json", f"?{days}", f"?{days}&form=json"]  # fmt: skip
    words, seen = ("canary.file@", "13812345678"), 0
    for place in places:
        answers = [one.get(f"/fresh/{place}") for one in (owner, analyst)]
        assert [one.status_code for one in answers] == [200, 200], place
        seen += all(word in text_of(answers[0]) for word in words)
        assert not [word for word in words if word in text_of(answers[1])], place
    assert seen >= len(places) - 2, "an owner sees them; the days of two pages may be others"
    assert analyst.get("/fresh/data/history/1/waiting.csv").status_code == 403
