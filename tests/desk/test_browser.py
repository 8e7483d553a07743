"""Pages in Chromium, as people see them: both languages, both themes, narrow and wide, by keyboard alone."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tenure.desk.books import keeping
from tenure.desk.books.making import SEEN
from tenure.desk.people.models import Link
from tenure.render.tokens import tokens
from tests.conftest import SOAK
from tests.desk.conftest import PASSWORD
from tests.desk.test_account import code
from tools import places

pytestmark = pytest.mark.django_db(transaction=True)
JUNE = "period=2024-06&as_of=2024-06-30"
NUMBERS = [f"{address}?{JUNE}" for address in places.pages("corner", "ann").values()]
GROUPS = f"/corner/customers/?{JUNE}&among=stage%3Dnew|mature;stage!%3Dchurned"
PLACES = [*NUMBERS, GROUPS, *places.parts("corner").values(), *places.OWN.values()]
WIDTHS = (1440, 768, 360) if SOAK else (1440,)
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
        contexts[-1].add_cookies([{"name": SEEN, "value": "1", "url": live_server.url}])  # addresses are typed here
        contexts[-1].set_default_timeout(
            120_000
        )  # a page that nobody asked for before is computed, on a busy machine too
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


HELD = "/corner/metric/growth.customers_held/"


def test_a_chart_tells_its_numbers_to_pointer_and_keys_and_leads_to_their_people(
    arrive: Arrive, live_server: Any
) -> None:
    page = arrive()
    page.goto(f"{live_server.url}{HELD}?{JUNE}")
    chart = page.locator("figure.chart .drawing")
    rows = page.locator("figure.chart details tbody tr")
    told = [
        text.split("\t")
        for text in rows.evaluate_all("all => all.map(row => [...row.cells].map(c => c.textContent).join('\\t'))")
    ]
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 90)
    assert page.locator(".tip").is_visible()
    assert [page.locator(f".tip {one}").inner_text() for one in ("strong", "b")] == told[-1]
    page.mouse.move(0, 0)
    assert page.locator(".tip").is_hidden()
    chart.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert chart.get_attribute("aria-valuetext").startswith(told[1][0] + ":")
    assert chart.get_attribute("aria-valuenow") == "2"
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/corner/customers/?metric=growth.customers_held&period=*")
    assert page.locator("tbody tr").count() == int(told[1][1].rstrip("*°"))


def test_a_range_is_chosen_by_drag_by_keys_and_by_two_fields(arrive: Arrive, live_server: Any) -> None:
    page = arrive()
    page.goto(f"{live_server.url}{HELD}?{JUNE}")
    first = page.locator("figure.chart tbody tr").count()
    box = page.locator("figure.chart .drawing").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 90, steps=3)
    page.mouse.up()
    page.wait_for_url("**since=2024-0*")
    assert "period=2024-06" in page.url
    assert 1 < page.locator("figure.chart tbody tr").count() < first
    page.locator("figure.chart .drawing").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**period=2024-05*")
    assert page.locator("figure.chart tbody tr").count() == 2
    page.click("#range summary")
    page.fill("#since", "2024-02")
    page.fill("#period", "2024-06")
    page.click("#range form .primary")
    page.wait_for_url("**since=2024-02*")
    assert page.locator("figure.chart tbody tr").count() == 5


def test_columns_are_hidden_and_moved_and_cells_are_walked_by_keyboard_alone(arrive: Arrive, live_server: Any) -> None:
    page = arrive()
    page.goto(f"{live_server.url}/corner/customers/?{JUNE}")
    heads = page.locator("table[data-table] th[data-key]")
    keys = "all => all.map(one => one.dataset.key)"
    before = heads.evaluate_all(keys)
    page.locator(".arranging summary").press("Enter")
    assert Axe().run(page).violations_count == 0
    page.locator(".arranging li", has_text="Name").get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Move to the front: Customer since").press("Enter")
    page.get_by_label("Close rows").press("Space")
    page.locator(".arranging .primary").press("Enter")
    page.wait_for_url("**columns=customers.*")
    after = heads.evaluate_all(keys)
    assert "name" not in after
    assert after.index("since") == before.index("since") - 2
    assert sorted([*after, "name"]) == sorted(before)
    assert page.evaluate("document.documentElement.hasAttribute('data-close')"), "this browser remembers"
    page.keyboard.press("j")
    page.keyboard.press("j")
    where = "[document.activeElement.parentElement.rowIndex, document.activeElement.cellIndex]"
    assert page.evaluate(where) == [2, 0]
    for key, place in {
        "ArrowRight": [2, 1],
        "End": [2, len(after) - 1],
        "ArrowUp": [1, len(after) - 1],
        "Home": [1, 0],
    }.items():
        page.keyboard.press(key)
        assert page.evaluate(where) == place, key
    assert page.url.startswith(f"{live_server.url}/corner/customers/?{JUNE}"), "the arrows did not move the period"
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/corner/customer/**")
    page.go_back()
    page.locator(".arranging summary").press("Enter")
    page.get_by_text("All columns, as usual").press("Enter")
    page.wait_for_url(lambda address: "columns=" not in address)
    assert heads.evaluate_all(keys) == before


def test_a_chart_is_taken_as_a_picture_in_the_theme_that_is_seen_and_a_number_as_sql(
    arrive: Arrive, live_server: Any
) -> None:
    page = arrive(color_scheme="dark", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}{HELD}?{JUNE}")
    page.keyboard.press("e")
    with page.expect_download() as got:
        page.get_by_role("button", name="SVG").click()
    drawn = got.value.path().read_text(encoding="utf-8")
    paper = tokens("dark")["paper"]
    assert got.value.suggested_filename == "metric_course.svg"
    assert "var(" not in drawn
    assert f'<rect width="792" height="326" fill="{paper}"' in drawn
    assert "As of 2024-06-30" in drawn
    with page.expect_download() as got:
        page.get_by_role("button", name="PNG").click()
    made = got.value.path().read_bytes()
    assert (made[:8], struct.unpack(">II", made[16:24])) == (b"\x89PNG\r\n\x1a\n", (1584, 652))
    copies = page.locator("#export .copies button", has_text="Copy")
    copies.nth(0).click()
    page.wait_for_selector("[data-picture=copy] >> text=Copied")
    types = "navigator.clipboard.read().then(all => all[0].types)"
    assert page.evaluate(types) == ["image/png"]
    page.locator("[data-sql]").click()
    page.wait_for_selector("[data-sql] >> text=Copied")
    assert "SELECT" in page.evaluate("navigator.clipboard.readText()")
    assert Axe().run(page).violations_count == 0
