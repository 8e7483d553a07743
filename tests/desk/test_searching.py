"""The search in a page's head: pages, metrics and customers, for those who may see them, by what they may see."""

import shutil

import pytest

from tenure.desk.books import holding, searching
from tenure.desk.people.models import Membership
from tenure.workspace import make_workspace
from tests.cast import NOW, customer, deliver, identity
from tests.pages.company import shop_book

pytestmark = pytest.mark.django_db
HOSTILE = "Eve <script>alert(1)</script>"


@pytest.fixture(scope="module")
def club(companies):
    """A company of its own: somebody with an address, two regions, a name that is no good, and many alike."""
    book = shop_book(companies / "club", "Club")
    people = [
        customer("zed", "曾国藩"),
        customer("eve2", HOSTILE),
        *(customer(f"many{n}", f"Many {n}") for n in range(12)),
    ]
    book.lake.store(
        deliver(
            {
                "customers": [{**one, "known": "2024-01-01"} for one in people],
                "identities": [identity("zed", "email", "zed@example.com"), identity("zed", "phone", "+8613800000000")],
                "customer_attrs": [
                    {"attr_id": who, "customer_id": who, "attr": "region", "value": region, "valid_from": "2024-01-01", "known": "2024-01-01"}
                    for who, region in (("zed", "South"), ("eve2", "North"), ("many0", "South"))
                ],
            }
        ),
        NOW,
    )  # fmt: skip
    yield book
    holding._BOOKS.pop("club", None)
    shutil.rmtree(companies / "club")


def found(client, words, of="customers", company="club"):
    return [one["title"] for one in client.get(f"/{company}/search/", {"q": words, "of": of}).json()["found"]]


@pytest.mark.parametrize("words", ["曾国", "zgf", "zed@exa", "138 0000 0000", "ZED"])
def test_a_customer_is_found_and_leads_to_its_page(signed_in, club, words):
    client = signed_in(club="owner")
    (one,) = client.get("/club/search/", {"q": words, "of": "customers"}).json()["found"]
    assert (one["title"], one["hint"]) == ("曾国藩", "zed")
    answer = client.get(one["href"])
    assert answer.status_code == 200 and "曾国藩" in answer.content.decode()


def test_who_may_not_see_contacts_finds_nobody_by_them(signed_in, club):
    client = signed_in(club="analyst")
    assert [found(client, words) for words in ("zed@", "@example", "138000", "138 0000 0000")] == [[], [], [], []]
    assert found(client, "zgf") == ["曾国藩"]
    told = client.get("/club/search/", {"q": "曾"}).content.decode()
    assert "曾国藩" in told and "@" not in told.split("<main")[1].split("</main>")[0].replace("ann@example.com", "")


def test_who_sees_some_customers_finds_those_alone(signed_in, club):
    client = signed_in(club="operator")
    Membership.objects.update(scope_name="region", scope_word="South")
    assert [found(client, words) for words in ("zgf", "eve", "many")] == [["曾国藩"], [], ["Many 0"]]
    Membership.objects.update(scope_name="region", scope_word="Nowhere")
    assert found(client, "zgf") == []


def test_who_may_see_no_customers_finds_none(signed_in, club):
    client = signed_in(club="viewer")
    assert found(client, "zgf") == found(client, "many") == []
    assert "曾国藩" not in client.get("/club/search/", {"q": "曾"}).content.decode()
    assert 'data-of="customers"' not in client.get("/club/search/").content.decode()


def test_of_many_some_are_told_and_a_list_of_all(signed_in, club):
    client = signed_in(club="owner")
    told = client.get("/club/search/", {"q": "many", "of": "customers"}).json()["found"]
    assert len(told) == 9 and told[-1]["title"] == "All 12 customers"
    listed = client.get(told[-1]["href"]).content.decode()
    assert "1–12 of 12" in listed


def test_the_list_of_customers_finds_by_the_same(signed_in, club):
    client = signed_in(club="owner")
    for words in ("zgf", "zed@example.com", "138 0000 0000"):
        assert "1–1 of 1" in client.get("/club/customers/", {"search": words}).content.decode(), words


def test_without_scripts_a_page_searches(signed_in, club):
    client = signed_in(club="owner")
    told = client.get("/club/search/", {"q": "eve"}).content.decode()
    assert "Eve &lt;script&gt;alert(1)&lt;/script&gt;" in told and "<script>alert" not in told
    assert 'href="/club/search/" data-opens="search"' in told
    assert (
        "Nothing is called like that."
        in client.get("/club/search/", {"q": "qqqq"}).content.decode().split("<main")[1].split("<dialog")[0]
    )
    both = client.get("/club/search/", {"q": "re"}).content.decode()
    assert "/club/retention/" in both and "Pages and numbers" in both


def test_who_is_erased_or_new_is_known_at_once(signed_in, club):
    client = signed_in(club="owner")
    assert found(client, "newcomer") == []
    club.lake.store(deliver({"customers": [customer("new", "Newcomer", known="2024-06-30")]}), NOW)
    assert found(client, "newcomer") == ["Newcomer"]
    club.erase(club.customer("new"), NOW)
    assert found(client, "newcomer") == []
    assert len([key for key in searching._NAMES if key[0] == "club"]) == 1, "nothing is kept of a state that is past"


def test_who_searches_does_not_wait_for_a_page_that_is_made(signed_in, club):
    client = signed_in(club="owner")
    assert found(client, "zgf") == ["曾国藩"]
    with holding.opened("club")[1]:
        assert found(client, "zed") == ["曾国藩"]


def test_of_a_company_without_facts_pages_are_found(signed_in, companies):
    make_workspace(companies / "bare", "Bare", "Asia/Shanghai", "CNY", "CN")
    client = signed_in(bare="owner")
    assert found(client, "zed", company="bare") == []
    assert "Retention" in found(client, "retention", "places", "bare")
    holding._BOOKS.pop("bare", None)
    shutil.rmtree(companies / "bare")
