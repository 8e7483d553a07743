"""Pages in Chromium, as people see them: both languages, both themes, narrow and wide, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tenure.desk.people.models import Link
from tenure.pages.showing import sheets
from tests.conftest import SOAK
from tests.desk.conftest import PASSWORD
from tests.desk.test_account import code

pytestmark = pytest.mark.django_db(transaction=True)
JUNE = "period=2024-06&as_of=2024-06-30"
SHEETS = [one.name for one in sheets().values() if not one.about]
LOOKS = (
    [("en-US", "light"), ("zh-CN", "dark")]
    if not SOAK
    else [(lang, look) for lang in ("en-US", "zh-CN") for look in ("light", "dark")]
)
Arrive = Callable[..., Page]


@pytest.fixture
def arrive(
    live_server: Any, companies: object, person: Callable[..., Any], chromium: Browser, settings: Any
) -> Iterator[Arrive]:
    """A browser in which somebody has just come in by a link; what goes wrong in it fails the test."""
    wrong: list[str] = []
    contexts = []

    def make(role: str = "owner", **looks: Any) -> Page:
        word = Link.make("enter", timedelta(hours=1), person=person("ann", corner=role))
        contexts.append(chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **looks}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.goto(f"{live_server.url}/enter/{word}/")
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_every_page_can_be_used_by_everybody(arrive: Arrive, live_server: Any, language: str, look: str) -> None:
    page = arrive(locale=language, color_scheme=look)
    for name in SHEETS:
        page.goto(f"{live_server.url}/corner/{name}/?{JUNE}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        page.set_viewport_size({"width": 1440, "height": 900})


def test_search_by_keyboard_alone(arrive: Arrive, live_server: Any) -> None:
    page = arrive()
    page.goto(f"{live_server.url}/corner/?{JUNE}")
    page.keyboard.press("/")
    page.keyboard.type("retention")
    page.wait_for_selector("#search [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/corner/retention/")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/corner/metrics/")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/corner/metrics/?period=2024-05")


def test_single_keys_can_be_turned_off(arrive: Arrive, live_server: Any) -> None:
    page = arrive()
    page.goto(f"{live_server.url}/corner/?{JUNE}")
    page.keyboard.press("?")
    page.get_by_label("Single keys work on this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    assert page.locator("#search").is_hidden()
    page.keyboard.press("Control+k")
    assert page.locator("#search").is_visible()


def test_an_app_and_a_passkey_are_set_up_and_the_passkey_signs_in(arrive: Arrive, live_server: Any) -> None:
    page, start = arrive(), live_server.url
    wires = page.context.new_cdp_session(page)
    wires.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    wires.send("WebAuthn.addVirtualAuthenticator", {"options": kind | able})
    page.goto(f"{start}/account/2fa/totp/activate/")
    page.fill("#id_password", PASSWORD)
    page.click("main .primary")
    page.fill("#id_code", code(page.input_value("#secret")))
    page.click("main .primary")
    assert page.locator(".codes li").count() == 10
    page.goto(f"{start}/account/2fa/webauthn/add/")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/2fa/")
    assert Axe().run(page).violations_count == 0
    page.click("form[action='/account/logout/'] button")
    page.goto(f"{start}/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/corner/")


def test_a_page_is_annotated_kept_and_sorted_by_keyboard(arrive: Arrive, live_server: Any) -> None:
    page = arrive()
    page.goto(f"{live_server.url}/corner/revenue/?{JUNE}")
    page.keyboard.press("n")
    page.keyboard.type("New shop")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.wait_for_selector("#annotations >> text=New shop")
    page.keyboard.press("s")
    page.keyboard.type("By month")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Kept as “By month”.")
    page.goto(f"{live_server.url}/corner/customers/?{JUNE}")
    page.locator("th >> text=Customer since").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=descending] >> text=Customer since")
    page.keyboard.press("m")
    page.wait_for_url("**period=this-month**")
