"""Charts and tables in Chromium: what they tell to pointer and keys, how they are arranged, and what is taken of them."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tenure.render.tokens import tokens
from tests.desk.conftest import JUNE, Arrive

pytestmark = pytest.mark.django_db(transaction=True)
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
