"""Pages of a company: in the browser's language, over the period of the address, with nothing that is not the server's own."""

import json
import re
from collections import OrderedDict
from datetime import date
from html import unescape

import fastexcel
import pytest
from django.test import Client

from tenure.desk.books import keeping, views
from tenure.desk.books.holding import opened
from tenure.desk.people.models import Entry, Membership
from tenure.pages.showing import sheets

pytestmark = pytest.mark.django_db
JUNE = "period=2024-06&as_of=2024-06-30"


@pytest.mark.parametrize("name", [one.name for one in sheets().values() if not one.about])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_opens(signed_in, name, language):
    answer = signed_in(corner="analyst").get(f"/corner/{name}/?{JUNE}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in answer.content.decode()


def test_who_may_not_see_customers_finds_no_way_to_them(signed_in):
    viewer = signed_in(corner="viewer")
    assert [viewer.get(f"/corner/{place}/?{JUNE}").status_code for place in ("customers", "customer/ann")] == [403, 403]
    assert 'href="/corner/customers/"' not in viewer.get(f"/corner/?{JUNE}").content.decode()
    analyst = signed_in("bob", corner="analyst")
    assert analyst.get(f"/corner/customer/ann/?{JUNE}").status_code == 200
    assert 'href="/corner/customers/"' in analyst.get(f"/corner/?{JUNE}").content.decode()


def test_a_name_from_a_file_is_text(signed_in):
    told = signed_in(corner="viewer").get(f"/corner/?{JUNE}").content.decode()
    assert "Corner &lt;b&gt;shop" in told
    assert "<b>shop" not in told


def test_scripts_come_from_the_server_alone(signed_in):
    answer = signed_in(corner="viewer").get(f"/corner/?{JUNE}")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    told = answer.content.decode()
    assert "<script>" not in told
    assert " onclick=" not in told
    assert " style=" not in told


@pytest.mark.parametrize("wrong", ["period=2024-13", "as_of=yesterday", "period=2024-01&as_of=2024-02-30"])
def test_an_address_that_cannot_be_is_told_in_words(signed_in, wrong):
    answer = signed_in(corner="viewer").get(f"/corner/?{wrong}")
    assert answer.status_code == 400
    assert wrong.split("=")[-1] in answer.content.decode()


def test_words_of_an_address_that_nobody_knows_change_nothing(signed_in):
    client = signed_in(corner="viewer")
    plain, more = (client.get(f"/corner/?{JUNE}{words}").content for words in ("", "&utm_source=mail"))
    assert _main(plain) == _main(more)


def test_the_period_beside_is_one_click_away_and_none_that_has_not_begun(signed_in):
    told = signed_in(corner="viewer").get(f"/corner/?{JUNE}").content.decode()
    (before,) = re.findall(r'href="([^"]*)" rel="prev"', told)
    assert unescape(before) == "/corner/?period=2024-05&as_of=2024-06-30"
    assert 'rel="next"' not in told
    told = signed_in("bob", corner="viewer").get("/corner/?period=2024-05&as_of=2024-06-30").content.decode()
    assert "period=2024-06" in unescape(re.findall(r'href="([^"]*)" rel="next"', told)[0])


def test_numbers_lead_to_their_people_and_their_metric(signed_in):
    told = unescape(signed_in(golden="viewer").get("/golden/?period=2024-11&as_of=2024-12-31").content.decode())
    assert "/golden/metric/growth.customers_held/?period=2024-11&as_of=2024-12-31" in told
    assert "/golden/customers/?metric=growth.customers_held&period=2024-11&as_of=2024-12-31" in told


def test_behind_a_number_are_as_many_people(signed_in):
    client, words = signed_in(golden="analyst"), "metric=growth.customers_held&period=2024-11&as_of=2024-12-31"
    listed = client.get(f"/golden/customers/?{words}&rows=3").context["list"]
    number = opened("golden")[0].one("growth.customers_held", "2024-11", date(2024, 12, 31))
    assert (listed.total, listed.last) == (number.value, 3)
    assert "skip=3" in listed.after
    assert signed_in("bob", golden="viewer").get(f"/golden/customers/?{words}").status_code == 403


def test_a_page_is_taken_along_as_a_file_and_the_trail_knows(signed_in):
    client = signed_in(corner="viewer")
    made = client.get(f"/corner/revenue/?{JUNE}&form=json")
    assert made.headers["Content-Disposition"] == 'attachment; filename="corner-revenue-2024-06.json"'
    assert json.loads(made.content)["period"] == "2024-06"
    book = fastexcel.read_excel(client.get(f"/corner/revenue/?{JUNE}&form=xlsx").content)
    assert len(book.sheet_names) > 1
    table = re.findall(r"form=csv&amp;table=(\w+)", client.get(f"/corner/revenue/?{JUNE}").content.decode())[0]
    made = client.get(f"/corner/revenue/?{JUNE}&form=csv&table={table}")
    assert made.content.startswith(b"\xef\xbb\xbf"), "spreadsheets know it for UTF-8"
    assert [line.action for line in Entry.objects.all()] == ["took"] * 3
    assert Entry.objects.first().detail == {"page": "revenue", "form": "csv", "table": table}
    assert client.get(f"/corner/revenue/?{JUNE}&form=csv&table=nothing").status_code == 400


@pytest.mark.parametrize(
    ("words", "address"),
    [("home", "/corner/"), ("续约", "/corner/metric/renewal."), ("xyl", "/corner/metric/renewal."), ("churn", "/corner/metric/churn.")],
)  # fmt: skip
def test_pages_and_numbers_are_found_by_name_id_and_pinyin(signed_in, words, address):
    found = signed_in(corner="viewer").get("/corner/search/", {"q": words, "of": "places"}).json()["found"]
    assert 0 < len(found) <= 12
    assert any(one["href"].startswith(address) for one in found)


def test_nothing_is_found_for_nothing(signed_in):
    client = signed_in(corner="viewer")
    assert [client.get("/corner/search/", {"q": words, "of": "places"}).json() for words in ("", "  ", "qqqq")] == [
        {"found": []}
    ] * 3


def test_the_language_is_chosen_and_kept(signed_in):
    client = signed_in(corner="viewer")
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/corner/"})
    told = client.get(f"/corner/?{JUNE}", headers={"Accept-Language": "en"}).content.decode()
    assert 'lang="zh-Hans"' in told


def test_a_forged_form_is_refused(companies):
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@b.cn", "password": "x"})
    assert answer.status_code == 403


def _main(page: bytes) -> str:
    return (
        page.decode()
        .partition('<main id="main"')[2]
        .partition("Export")[2]
        .partition("</main>")[0]
        .partition("</ul>")[2]
    )


def test_a_page_is_drawn_once_until_something_in_it_is_another(signed_in, monkeypatch):
    drawn = []
    draw = views.main_html
    monkeypatch.setattr(views, "main_html", lambda *told: drawn.append(1) or draw(*told))
    monkeypatch.setattr(keeping, "_PAGES", OrderedDict())
    client, address = signed_in(corner="owner"), f"/corner/revenue/?{JUNE}"
    first = client.get(address).context["main"]
    assert (client.get(address).context["main"], len(drawn)) == (first, 1)
    client.post(
        "/corner/annotations/add/",
        {"page": "revenue", "words": JUNE, "first": "2024-06-03", "text": "lantern feast", "shared": "on"},
    )
    assert "lantern feast" in client.get(address).context["main"]
    assert "lantern feast" not in client.get(f"{address}&notes=none").context["main"]
    client.get(address)
    assert len(drawn) == 3


def test_pages_are_drawn_in_few_ways_at_a_time():
    kept = keeping.Kept(None, frozenset())
    for n in range(50):
        assert kept.drawn((n,), lambda n=n: f"way {n}") == f"way {n}"
    assert len(kept._drawn) <= keeping._WAYS


def test_a_table_shows_the_columns_that_the_address_names_in_every_form_and_the_rest_is_one_click_away(signed_in):
    client = signed_in(corner="analyst")
    plain = client.get(f"/corner/customers/?{JUNE}&form=csv").content.decode("utf-8-sig").splitlines()
    words = f"/corner/customers/?{JUNE}&columns=customers.since,year,nothing%3Bother.x"
    taken = client.get(f"{words}&form=csv").content.decode("utf-8-sig").splitlines()
    assert taken[0] == "customer,since,year"
    assert (len(taken), plain[0].startswith("customer,name,")) == (len(plain), True)
    shown = client.get(words).content.decode()
    assert re.findall(r'<th data-key="(\w+)"|<th scope="col"[^>]*data-key="(\w+)"', shown) == [
        ("", "customer"),
        ("", "since"),
        ("", "year"),
    ]
    assert "lifetime\tBought so far" in unescape(shown), "what is hidden can be shown again"
    assert "Workbook with all columns" in shown
    assert "tenure show customers" in shown
    assert "--set columns=" in unescape(shown) or "columns=customers.since,year,nothing" in unescape(shown)
    assert client.get(f"/corner/customers/?{JUNE}&columns=customers.nothing&form=csv").content == client.get(
        f"/corner/customers/?{JUNE}&form=csv"
    ).content  # fmt: skip


def test_an_order_of_one_page_does_not_go_along_to_another(signed_in):
    client = signed_in(corner="analyst")
    shown = unescape(client.get(f"/corner/customers/?{JUNE}&sort=since&columns=customers.since").content.decode())
    address = re.findall(r'href="(/corner/customer/[^"]+)"', shown)[0]
    assert "as_of=2024-06-30" in address
    assert "sort" not in address
    assert client.get(address).status_code == 200


def alike(statements):
    """Statements without what names their tables, which is another each time."""
    return re.sub(r"_(parquet|memtable)_\w+|_\d+\b", "", statements.strip())


def test_the_sql_of_a_number_is_what_the_command_tells_for_the_readers_own_customers(signed_in):
    client = signed_in(golden="viewer")
    address = "/golden/metric/growth.customers_held/?period=2024-11&as_of=2024-12-31"
    shown = client.get(address).content.decode()
    assert '<option value="growth.customers_held">' in shown
    made = client.get(f"{address}&form=sql&table=growth.customers_held")
    book = opened("golden")[0]
    wanted = ("growth.customers_held", book.period("2024-11"), date(2024, 12, 31))
    assert alike(made.content.decode()) == alike(book.sql(*wanted, {}))
    assert made.headers["Content-Disposition"].endswith('2024-11-growth.customers_held.sql"')
    assert Entry.objects.first().detail == {"page": "metric", "form": "sql", "table": "growth.customers_held"}
    assert client.get(f"{address}&form=sql&table=loyalty.nps").status_code == 400, "it is of another page"
    Membership.objects.update(scope_name="region", scope_word="mainland")
    own = client.get(f"{address}&form=sql&table=growth.customers_held").content.decode()
    assert alike(own) == alike(book.sql(*wanted, {"region": "mainland"})) != alike(made.content.decode())
