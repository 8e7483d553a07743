"""What cannot be answered is told in the reader's language, and tells nothing else."""

import logging

import pytest
from django.test import Client

from tenure.desk.books import views
from tenure.desk.logs import Nameless

pytestmark = pytest.mark.django_db


def asked(client, address, lang="en"):
    return client.get(address, headers={"accept-language": lang})


def test_what_is_not_there_and_what_is_not_open_are_told_in_both_languages(signed_in):
    owner, viewer = signed_in(golden="owner"), signed_in("bob", golden="viewer")
    told = {
        (status, lang): answer.content.decode()
        for status, client, address in ((404, owner, "/golden/nothing/x/y/"), (403, viewer, "/golden/settings/people/"))
        for lang in ("en", "zh-CN")
        if (answer := asked(client, address, lang)).status_code == status
    }
    assert "There is nothing here" in told[404, "en"] and 'lang="en"' in told[404, "en"]
    assert "这里没有内容" in told[404, "zh-CN"] and 'lang="zh-Hans"' in told[404, "zh-CN"]
    assert "This is not open to you" in told[403, "en"]
    assert "您无权访问此页面" in told[403, "zh-CN"]
    assert not any(word in page for page in told.values() for word in ("golden", "people", "nothing/x"))


def test_a_failure_tells_its_number_in_the_page_and_in_the_log_and_not_what_failed(signed_in, monkeypatch, caplog):
    def broken(*_told, **_more):
        raise RuntimeError("ann@example.com")

    client = signed_in(golden="owner")
    client.raise_request_exception = False
    monkeypatch.setattr(views, "page_of", broken)
    with caplog.at_level(logging.ERROR):
        answer = asked(client, "/golden/")
    number, page = answer.headers["X-Request-Id"], answer.content.decode()
    assert answer.status_code == 500
    assert "Something went wrong" in page and number in page
    assert "ann@" not in page
    line = next(Nameless().format(one) for one in caplog.records if one.exc_info)
    assert number in line and "RuntimeError" in line
    assert "ann@" not in line


def test_a_form_of_another_day_is_told_so(companies):
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {}, headers={"accept-language": "zh-CN"})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()


def test_each_request_has_a_number_of_its_own(signed_in):
    client = signed_in(golden="owner")
    numbers = {client.get("/account/").headers["X-Request-Id"] for _time in range(3)}
    assert len(numbers) == 3
