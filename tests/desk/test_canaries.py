"""What people name things by hand is text wherever it is shown: stored by the forms that a person uses, looked for on every page."""

import io
import re
from html import escape

import pytest
import xlsxwriter
from django.test import Client

from tenure.desk.bringing.receiving import plain_name
from tests.desk.carrying import bring, file, form, store
from tests.desk.conftest import PASSWORD
from tests.desk.test_leaks import Watching

pytestmark = pytest.mark.django_db
DAYS = "period=2024-02&as_of=2024-02-29"
NAMES = ("file", "sheet", "header", "view", "annotation", "company", "person")
SHEETS = (
    "",
    "customers/",
    "revenue/",
    "retention/",
    "service/",
    "acquisition/",
    "metrics/",
    "metric/growth.customers_held/",
)
DATA = ("data/", "data/history/", "data/history/1/", "data/history/2/", "data/freshness/", "data/quality/")
SETTINGS = ("people", "facts", "policies", "keys", "kept", "privacy", "backup", "audit")


@pytest.fixture
def client(signed_in):
    return signed_in(fresh="owner")


def canary(name, before=""):
    """What would run if it were no text; short enough for the name of a sheet, and without what a file's name cannot hold."""
    return f"{before}<img src=x onerror=alert({NAMES.index(name)})>"


def as_text(name):
    """How a page tells it; of a file's name, what could be more than a name is gone already."""
    return escape(plain_name(canary(name)) if name == "file" else canary(name))


def orders(number, header):
    """Orders with a column that nobody knows; the last of them is of no day."""
    head = f'Order ID,Order date,Total,E-mail,"{header}"\n'
    told = ((1, "2024-01-05"), (2, "2024-02-05"), (3, "2024-02-30"))
    return head + "".join(f"{number}{n},{day},10.00,ann@example.com,{header}\n" for n, day in told)


def workbook(header):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for n, name in enumerate((canary("sheet"), "other")):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(orders(7 + n, "x").replace('"', "").splitlines()):
                sheet.write_row(row, 0, cells.split(","))
            sheet.write(0, 4, header)
    return made.getvalue()


def brought(client, *files):
    """Files looked at and stored; with each page on the way."""
    address, plan = bring(client, *files)
    seen = [client.get(address)]
    store(client, address, **{key: word for one in plan["files"] for key, word in form(one).items()})
    return [*seen, client.get(address)]


def test_what_people_name_is_text_on_every_page(client, fresh):
    header = canary("header", "'")
    files = [file(f"{canary('file')}.csv", orders(1, header)), file("book.xlsx", workbook(header))]
    pages = brought(client, *files)
    place = {"page": "revenue", "subject": "", "words": DAYS}
    for address, told in (
        ("settings/facts/name/", {"name": canary("company", "\"'")}),
        ("views/keep/", {**place, "name": canary("view", "\"'"), "shared": "on", "pin": "navigation"}),
        (
            "annotations/add/",
            {**place, "first": "2024-02-03", "last": "2024-02-04", "text": canary("annotation", "\"'"), "shared": "on"},
        ),
    ):
        assert client.post(f"/fresh/{address}", told).status_code == 302, address
    invited = client.post("/fresh/settings/people/invite/", {"role": "manager", "email": "bob@example.com"})
    word = re.search(r"/invite/([\w-]+)/", invited.content.decode())[1]
    bob = Client()
    told = {"name": canary("person", "\"'"), "email": "bob@example.com", "password": PASSWORD}
    assert bob.post(f"/invite/{word}/", told).status_code == 302
    link = client.post("/fresh/links/make/", {**place, "days": 7})
    shared = re.search(r"/share/[\w-]{43}/", link.content.decode())[0]
    pages += [invited, link, Client().get(shared), bob.get("/account/"), bob.get("/fresh/data/upload/", follow=True)]
    places = [*SHEETS, *DATA, *(f"settings/{name}/" for name in SETTINGS), "search/?q=img"]
    for who in (client, bob):
        pages += [who.get(f"/fresh/{one}{'&' if '?' in one else '?'}{DAYS}", follow=True) for one in places]
    shown = set()
    for answer in pages:
        if "html" in answer.headers["Content-Type"]:
            page = answer.content.decode()
            assert Watching(page).wrong == [], answer.request["PATH_INFO"]
            shown |= {name for name in NAMES if as_text(name) in page}
            assert canary("person") not in re.sub(r"\s+", " ", page)
    assert shown == set(NAMES), "each is shown somewhere"
    assert Watching(canary("view")).wrong, "it would be found"
