"""Pages of a company in the browser's language, with what headers must be told."""

import pytest
from django.test import Client

from tenure.pages.showing import sheets

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [one.name for one in sheets().values() if not one.about])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_opens(signed_in, name, language):
    answer = signed_in(golden="viewer").get(
        f"/golden/{name}/?period=2024-11&as_of=2024-12-31", headers={"Accept-Language": language}
    )
    assert answer.status_code == 200
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in answer.content.decode()


def test_a_name_from_a_file_is_text(signed_in):
    told = signed_in(corner="viewer").get("/corner/").content.decode()
    assert "Corner &lt;b&gt;shop" in told
    assert "<b>shop" not in told


def test_scripts_come_from_the_server_alone(signed_in):
    answer = signed_in(golden="viewer").get("/golden/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    told = answer.content.decode()
    assert "<script>" not in told
    assert " onclick=" not in told
    assert " style=" not in told


@pytest.mark.parametrize("wrong", ["period=2024-13", "as_of=yesterday", "period=2024-01&as_of=2024-02-30"])
def test_an_address_that_cannot_be_is_told_in_words(signed_in, wrong):
    answer = signed_in(golden="viewer").get(f"/golden/?{wrong}")
    assert answer.status_code == 400
    assert wrong.split("=")[-1] in answer.content.decode()


def test_the_language_is_chosen_and_kept(signed_in):
    client = signed_in(golden="viewer")
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/golden/"})
    assert 'lang="zh-Hans"' in client.get("/golden/", headers={"Accept-Language": "en"}).content.decode()


def test_what_follows_is_the_way_in_where_a_browser_forges_a_form(companies):
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@b.cn", "password": "x"})
    assert answer.status_code == 403
