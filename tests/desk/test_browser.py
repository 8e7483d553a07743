"""Pages in Chromium, as people see them: both languages, both themes, narrow and wide, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import SOAK, repetitions
from tests.desk.conftest import JUNE, PASSWORD, Arrive
from tests.desk.test_account import code
from tools import places

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = [f"{address}?{JUNE}" for address in places.pages("corner", "ann").values()]
GROUPS = f"/corner/customers/?{JUNE}&among=stage%3Dnew|mature;stage!%3Dchurned"
PLACES = [*NUMBERS, GROUPS, *places.parts("corner").values(), *places.OWN.values()]
WIDTHS = (1440, 768, 360) if SOAK else (1440,)
LOOKS = [(lang, look) for lang in ("zh-CN", "en-US") for look in ("dark", "light")][: repetitions(1, 4)]


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_every_page_can_be_used_by_everybody(arrive: Arrive, live_server: Any, language: str, look: str) -> None:
    page = arrive(locale=language, color_scheme=look)
    for place in PLACES:
        page.goto(live_server.url + place)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page)
            assert found.violations_count == 0, f"{place} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{place} at {width}"
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
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


def test_customers_are_found_as_one_types_and_not_while_an_input_method_composes(
    arrive: Arrive, live_server: Any
) -> None:
    page = arrive()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/search/?" in one.url else None)
    page.goto(f"{live_server.url}/corner/?{JUNE}")
    page.get_by_role("link", name="Search").click()
    field = page.locator("#search input")
    field.evaluate("field => field.dispatchEvent(new InputEvent('input', {isComposing: true}))")
    page.wait_for_timeout(400)
    assert asked == []
    page.keyboard.type("dan")
    page.wait_for_selector("#search [data-of=customers] [role=option]")
    assert Axe().run(page).violations_count == 0
    assert len(asked) == 2, "one question of each sort for all that was typed"
    while page.locator("#search [aria-selected=true]").inner_text().split("\n")[0] != "dan":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/corner/customer/**")
    assert page.get_by_role("heading", name="dan", exact=True).is_visible()


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
    page.click("#me summary")
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
