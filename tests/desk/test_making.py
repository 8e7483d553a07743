"""What a browser gets at once while its page is made, and who waits for the page itself."""

import pytest

from tenure.desk.books import keeping
from tenure.desk.books.making import SEEN

pytestmark = pytest.mark.django_db
TYPED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
RETENTION = "/corner/retention/?period=2024-06&as_of=2024-06-30"


@pytest.fixture
def client(signed_in):
    keeping._PAGES.clear()
    return signed_in(corner="owner")


def test_who_comes_from_elsewhere_is_told_once_and_then_waits(client):
    first = client.get(RETENTION, headers=TYPED)
    assert (first.status_code, first.headers["Refresh"], first.headers["Cache-Control"]) == (202, "0", "no-store")
    told = first.content.decode()
    assert "This page is being made." in told and "Retention" in told and 'class="skeleton"' in told
    cookie = first.cookies[SEEN]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/corner/", True, "Lax", 20)
    assert client.get(RETENTION, headers=TYPED).status_code == 200, (
        "a browser that tells the same again goes in no circle"
    )


def test_a_page_that_is_ready_needs_no_shape(client):
    assert client.get(RETENTION).status_code == 200
    assert client.get(RETENTION, headers=TYPED).status_code == 200


@pytest.mark.parametrize("told", [{}, TYPED | {"Sec-Fetch-Site": "same-origin"}, TYPED | {"Sec-Fetch-Mode": "cors"}])
def test_who_has_a_page_of_ours_or_asks_for_no_page_waits(client, told):
    assert client.get(RETENTION, headers=told).status_code == 200


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_a_file_is_never_a_shape(client, form):
    answer = client.get(f"{RETENTION}&form={form}", headers=TYPED)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]


def test_what_cannot_be_shown_is_told_at_once(client):
    assert client.get("/corner/retention/?period=nonsense", headers=TYPED).status_code == 400
