"""The demo in the browser: its guest, the banner, a company of one's own, and pages that wait for facts."""

import shutil

import pytest
from django.conf import settings
from django.test import Client

from tenure.demo.loading import MARK
from tenure.desk.books import holding, warming
from tenure.desk.jobs.models import Job
from tenure.desk.people.models import Entry, Membership
from tenure.desk.sampling import welcome
from tenure.workspace import make_workspace, read_workspace

pytestmark = pytest.mark.django_db
HOME_OF = {"name": "青禾", "zone": "Asia/Shanghai", "currency": "cny", "country": "cn"}


@pytest.fixture
def sample(companies):
    """The corner shop as if the demo had made it."""
    (companies / "corner" / MARK).touch()
    yield "corner"
    (companies / "corner" / MARK).unlink()


@pytest.fixture
def fresh(companies):
    """A company without facts; gone afterwards."""
    make_workspace(companies / "fresh", "Fresh", "UTC", "USD", "US")
    yield "fresh"
    holding._BOOKS.pop("fresh", None)
    shutil.rmtree(companies / "fresh")


def entered(word):
    """The browser of whoever follows the link."""
    client = Client()
    answer = client.get(word.removeprefix(settings.BASE_URL))
    return client, answer


def test_the_link_of_the_demo_signs_in_once_and_shows_the_first_company(companies, sample):
    stale = welcome("corner", ["orrendale"])
    link = welcome("corner", ["orrendale"])
    assert entered(stale)[1].status_code == 404, "a new link makes the one before void"
    client, answer = entered(link)
    assert answer.headers["Location"] == "/corner/"
    page = client.get("/corner/").content.decode()
    assert "Sample data" in page
    assert '<a href="/new/">bring your own</a>' in page
    assert entered(link)[1].status_code == 404
    assert Job.objects.filter(kind="sample", company="orrendale").count() == 1, "asked for once while it waits"


def test_who_owns_the_server_makes_a_company_and_brings_files_to_it_at_once(companies, sample, signed_in):
    client = signed_in(corner="owner")
    try:
        assert client.get("/new/").status_code == 200
        assert client.post("/new/", HOME_OF | {"zone": "Mars"}).status_code == 400
        answer = client.post("/new/", HOME_OF)
        assert answer.headers["Location"] == "/qinghe/data/", "its address is the pinyin of its name"
        made = read_workspace(companies / "qinghe")
        assert (made.name, made.zone, made.currency, made.country) == ("青禾", "Asia/Shanghai", "CNY", "CN")
        assert Entry.objects.filter(action="company made", company="qinghe").exists()
        assert client.get("/").headers["Location"] == "/qinghe/", "one's own comes before samples"
        assert '<a href="/qinghe/data/">bring your own</a>' in client.get("/corner/").content.decode()
        assert client.post("/new/", HOME_OF).headers["Location"] == "/qinghe-2/data/"
    finally:
        for name in ("qinghe", "qinghe-2"):
            shutil.rmtree(companies / name, ignore_errors=True)


def test_others_make_no_company(signed_in, person):
    owner = signed_in("ann", corner="owner", golden="viewer")
    assert owner.get("/new/").status_code == 403, "golden has people, and is not hers"
    assert signed_in("bob", golden="manager").post("/new/", HOME_OF).status_code == 403
    assert '"/new/"' not in owner.get("/corner/settings/people/").content.decode()


def test_a_page_without_facts_names_the_files_to_bring(companies, fresh, sample, signed_in):
    client = signed_in(fresh="analyst", corner="viewer")
    for address in ("/fresh/", "/fresh/revenue/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Subscriptions or contracts" in page and 'href="/fresh/data/"' in page
        assert 'action="/fresh/data/upload/"' in page, "a file may be dropped here"
        assert 'href="/corner/"' in page
    assert client.get("/fresh/?form=json").status_code == 400, "a file of nothing is none"
    Membership.objects.filter(company="fresh").update(role="viewer")
    page = client.get("/fresh/").content.decode()
    assert "Ask an owner or a manager" in page and "data/upload" not in page


def test_home_is_made_before_anybody_asks_and_again_for_other_facts_only(companies, fresh):
    states = {}
    assert warming.warm("corner", states) is True
    assert warming.warm("corner", states) is False
    assert warming.warm("fresh", states) is False, "nothing is known of it"
    states["corner"] = "before an import"
    job = Job.objects.create(kind="build", company="corner", writes=True)
    assert warming.warm("corner", states) is False, "its facts are being written"
    job.delete()
    assert warming.warm("corner", states) is True
