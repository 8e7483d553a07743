"""Pages that are still empty: what would be there, which file brings it, and the same page with sample data for who may see it."""

import re
import shutil
from html import unescape

import pytest

from tenure.demo.loading import MARK, WHOLE
from tenure.desk.books import holding
from tenure.workspace import make_workspace
from tests.pages.company import shop_book

pytestmark = pytest.mark.django_db
SAMPLE = re.compile(r'href="([^"]+)">See it with sample data')
NONE = "You have no sample company here"


@pytest.fixture
def blank(companies):
    """A company without facts, and a sample shop before the golden company, which is a sample too; as before afterwards."""
    make_workspace(companies / "blank", "Blank", "UTC", "USD", "US")
    shop_book(companies / "alder", "Alder")
    marks = [companies / name / MARK for name in ("alder", "golden")]
    for one in marks:
        one.write_text(WHOLE, encoding="ascii")
    yield
    marks[1].unlink()
    for name in ("blank", "alder"):
        holding._BOOKS.pop(name, None)
        shutil.rmtree(companies / name)


def told(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def leads(client, path):
    found = SAMPLE.search(told(client, path))
    return found and found[1]


def test_an_empty_page_leads_to_the_same_page_of_the_sample_that_has_its_facts(blank, signed_in):
    client = signed_in(blank="owner", corner="owner", alder="viewer", golden="viewer")
    assert leads(client, "/blank/service/") == "/golden/service/", "the other sample has no tickets"
    assert leads(client, "/blank/retention/") == "/alder/retention/"
    assert leads(client, "/blank/metric/value.aov/") == "/alder/metric/value.aov/"
    assert leads(client, "/blank/customers/") is None, "a viewer does not see customers there either"
    shown = told(client, "/corner/service/")
    assert "Nothing to show yet" in shown
    assert "support tickets (Zendesk or Freshdesk export)" in shown
    assert SAMPLE.search(shown)[1] == "/golden/service/"
    assert leads(client, "/corner/metric/service.first_response_time/") == "/golden/metric/service.first_response_time/"
    assert leads(client, "/corner/revenue/") is None, "it is not empty"
    assert told(client, leads(client, "/corner/service/"))


def test_without_a_sample_that_one_may_open_the_page_says_how_to_get_one(blank, signed_in):
    client = signed_in(blank="owner", corner="viewer")
    for path in ("/blank/service/", "/corner/service/"):
        shown = told(client, path)
        assert NONE in shown
        assert "golden" not in shown.casefold(), "whether there is one is not told"
    assert "Ask an owner or a manager" in told(client, "/corner/service/"), "a viewer brings no files"


def test_it_is_said_in_chinese_and_in_every_form(blank, signed_in):
    client = signed_in(corner="owner")
    client.cookies["tenure-language"] = "zh-hans"
    assert "暂无可显示的内容" in told(client, "/corner/service/")
    assert "unfilled" in told(client, "/corner/service/?form=json")
