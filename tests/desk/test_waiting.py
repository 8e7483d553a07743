"""While a page is made: the one before stays and says so, and who comes from elsewhere sees the shape of it."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from time import sleep
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tenure.desk.books import keeping
from tenure.desk.books.making import SEEN
from tests.desk.conftest import JUNE, Arrive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """While it is cleared, no page that is made comes to an end."""
    go, made = Event(), keeping.page_for

    def wait(*told: Any) -> Any:
        go.wait(30)
        return made(*told)

    monkeypatch.setattr(keeping, "page_for", wait)
    go.set()
    yield go
    go.set()


def hold(ready: Event) -> None:
    """Let pages be made anew, and take their time."""
    keeping._PAGES.clear()
    ready.clear()


OLD = "Object.defineProperty(window, 'navigation', {value: undefined})"  # a browser that does not tell where it goes


# What a page says of itself while another one is under way: nobody can ask it then, so it writes it down.
WRITES = """addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
  const said = JSON.parse(sessionStorage.said || '[]');
  const told = ['#updating', 'h1'].map(one => document.querySelector(one).textContent);
  said.push([told[0], document.querySelector('main').getAttribute('aria-busy'), told[1]]);
  sessionStorage.said = JSON.stringify(said);
}).observe(document.querySelector('main'), {attributes: true, attributeFilter: ['aria-busy']}))"""
SAID = "JSON.parse(sessionStorage.said || '[]')"
CLICK = """setTimeout(() => dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'})), 400);
setTimeout(() => document.querySelector('.places a').click())"""


@pytest.mark.parametrize("script", ["", OLD])
def test_a_page_stays_and_says_that_it_is_updated_until_the_next_one_is_there(
    arrive: Arrive, live_server: Any, ready: Event, script: str
) -> None:
    page = arrive(locale="zh-CN")
    page.set_default_timeout(30_000)
    page.add_init_script(script + ";" + WRITES)
    page.goto(f"{live_server.url}/corner/search/?q=re")
    hold(ready)
    page.get_by_role("link", name="客户", exact=True).click(modifiers=["Control"])  # into another tab
    page.wait_for_timeout(300)
    assert page.evaluate(SAID) == []
    page.evaluate(CLICK)
    sleep(0.8)
    ready.set()
    page.wait_for_selector(".ranges")
    assert page.evaluate(SAID)[:2] == [["更新中", "true", "搜索"], ["", None, "搜索"]], "until Escape"
    page.go_back()
    page.wait_for_selector("#words")
    assert page.locator("main").get_attribute("aria-busy") is None


def test_what_is_taken_as_a_file_updates_nothing(arrive: Arrive, live_server: Any) -> None:
    page = arrive()
    page.goto(f"{live_server.url}/corner/?{JUNE}")
    page.locator("#export summary").click()
    with page.expect_download():
        page.get_by_role("button", name="SQL", exact=True).click()
    page.wait_for_timeout(300)
    assert page.locator("main").get_attribute("aria-busy") is None


def test_who_comes_from_elsewhere_sees_the_shape_of_a_page_at_once(
    arrive: Arrive, live_server: Any, ready: Event
) -> None:
    page = arrive()
    page.set_default_timeout(30_000)
    page.context.clear_cookies(name=SEEN)
    hold(ready)
    address, told = f"{live_server.url}/corner/retention/?{JUNE}", []
    page.on("response", lambda one: told.append(one.status) if one.url == address else None)
    page.goto(address, wait_until="commit")
    sleep(0.3)
    ready.set()
    page.wait_for_selector(".ranges")
    assert (told, page.url) == ([202, 200], address)


def test_the_shape_of_a_page_can_be_used_by_everybody(arrive: Arrive, live_server: Any) -> None:
    def stay(route: Any) -> None:
        typed = {"sec-fetch-mode": "navigate", "sec-fetch-site": "none"}
        answer = route.fetch(headers={**route.request.headers, **typed})
        route.fulfill(
            response=answer, headers={name: told for name, told in answer.headers.items() if name != "refresh"}
        )

    page = arrive()
    page.context.clear_cookies(name=SEEN)
    keeping._PAGES.clear()
    page.route("**/corner/retention/**", stay)
    page.goto(f"{live_server.url}/corner/retention/?{JUNE}")
    assert page.get_by_text("This page is being made.").is_visible()
    assert page.locator(".skeleton span").count() == 5
    assert Axe().run(page).violations_count == 0
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
