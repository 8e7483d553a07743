"""The first run: from a file to the numbers behind which one sees the people, as a newcomer does it in Chromium."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tenure.book import open_book
from tenure.demo.loading import MARK
from tenure.desk.books import holding
from tenure.desk.books.making import SEEN
from tenure.desk.jobs import worker
from tenure.desk.jobs.models import OPEN, Job
from tenure.desk.people.models import Link, Membership
from tenure.periods import period_of
from tenure.workspace import make_workspace
from tests.conftest import repetitions

pytestmark = pytest.mark.django_db(transaction=True)
MOST_CLICKS = 8
PATIENCE = 300_000  # ms: on a busy machine a slow page is not a wrong one
DROP = """([name, text]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), data = new DataTransfer();
  data.items.add(new File([bytes], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}"""


class Newcomer:
    """Somebody at a browser: counts her clicks, and lets axe look at every screen on her way."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.start, self.clicks = page, start, 0

    def sees(self, selector: str) -> None:
        self.page.wait_for_selector(selector)
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.click(selector)

    def press(self, selector: str) -> None:
        """Come to it by Tab alone, and press it."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(told) => document.activeElement.matches(told)", selector):
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"Tab does not come to {selector} on {self.page.url}")

    def drop(self, file: Path) -> None:
        self.page.evaluate(DROP, [file.name, base64.b64encode(file.read_bytes()).decode()])

    def counts(self) -> list[int]:
        """Rows, what brings something, known already, quarantined: of the file on the page."""
        told = self.page.locator("dl.counts").last.locator("dd").all_inner_texts()
        return [int(re.sub(r"\D", "", one)) for one in told]


def work(route: Route) -> None:
    """A worker that is done before the page hears how far it is: the database of tests bears no two at once."""
    while Job.objects.filter(kind__in=("look", "import"), state__in=OPEN).exists() and worker.work_once():
        pass
    route.continue_()


@pytest.fixture
def arrive(
    live_server: Any, companies: Path, person: Callable[..., Any], chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Newcomer]]:
    """Somebody who comes in by a link to the corner shop, which is a sample here; what goes wrong fails the test."""
    monkeypatch.setattr(worker, "BEAT", 600.0)
    (companies / "corner" / MARK).touch()
    wrong: list[str] = []
    made = []

    def come(locale: str) -> Newcomer:
        word = Link.make("enter", timedelta(hours=1), person=person("ann", corner="owner"), company="corner")
        made.append(chromium.new_context(viewport={"width": 1440, "height": 900}, locale=locale))
        made[-1].add_cookies([{"name": SEEN, "value": "1", "url": live_server.url}])  # addresses are typed here
        page = made[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.route("**/state.json", work)
        page.goto(f"{live_server.url}/enter/{word}/")
        return Newcomer(page, live_server.url)

    yield come
    for context in made:
        context.close()
    (companies / "corner" / MARK).unlink()
    for name in ("mine", "wode"):
        holding._BOOKS.pop(name, None)
        shutil.rmtree(companies / name, ignore_errors=True)
    assert wrong == []


def stored(companies: Path, company: str, looked: list[int], told: list[int]) -> None:
    """What was shown before and after is what the lake holds."""
    [row] = open_book(companies / company).lake.batches()
    assert looked == told == [row[name] for name in ("rows_in", "stored", "known", "quarantined")]
    assert row["stored"] > 0


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_tour_of_the_samples_has_four_stops_and_comes_once(arrive, locale):
    ann = arrive(locale)
    tour = ann.page.locator("#tour")
    for stop in range(1, 5):
        ann.sees(".pointed")
        assert tour.get_by_role("status").inner_text() == f"{stop} / 4"
        assert tour.locator("li:visible").count() == ann.page.locator(".pointed").count() == 1
        tour.locator("[data-on]").click()
    assert tour.count() == ann.page.locator(".pointed").count() == 0
    ann.page.reload()
    ann.sees("aside.sample")
    assert tour.is_hidden()


def test_an_export_dropped_on_the_samples_makes_a_company_and_shows_its_numbers(arrive, companies, shared):
    ann = arrive("zh-CN")
    ann.sees("aside.sample")
    ann.drop(shared / "import-samples" / "taobao_orders.csv")
    ann.sees("#founding[open]")
    ann.page.keyboard.type("我的")
    ann.click("#founding .primary")
    ann.sees("#go")
    looked = ann.counts()
    ann.click("#go")
    ann.sees("#found")
    stored(companies, "wode", looked, ann.counts())
    ann.click("#nobody .primary")  # it sells and has no contracts: whoever buys is a customer
    ann.sees("main .figures, main table")
    assert ann.page.url == f"{ann.start}/wode/"
    book = open_book(companies / "wode")
    assert book.at().policies.text("relationship") == "purchase"
    assert book.one("growth.customers_held", period_of(book.last_known(), "day")).value == 1
    assert ann.clicks <= MOST_CLICKS


@pytest.mark.parametrize(
    ("name", "metric", "by_keyboard"),
    [("shopify_orders.csv", "value.aov", True), ("stripe_subscriptions.csv", "renewal.rate_count", False)][
        : repetitions(1, 2)
    ],
)
def test_an_export_is_brought_and_a_number_leads_to_its_people(arrive, companies, shared, name, metric, by_keyboard):
    ann = arrive("en-US")
    make_workspace(companies / "mine", "Mine", "America/New_York", "USD", "US")
    Membership.objects.create(person_id=Membership.objects.get().person_id, company="mine", role="owner")
    act = ann.press if by_keyboard else ann.click
    ann.page.goto(f"{ann.start}/mine/")
    ann.sees("#empty")
    if by_keyboard:
        act("main a.primary")
        ann.sees("#files")
        with ann.page.expect_file_chooser() as chosen:
            act("#files")
        chosen.value.set_files(shared / "import-samples" / name)
    else:
        ann.drop(shared / "import-samples" / name)
    ann.sees("#go")
    looked = ann.counts()
    act("#go")
    ann.sees("#found")
    stored(companies, "mine", looked, ann.counts())
    act(".deeds .primary")
    number = f"main a.people[href*='metric={metric}&']"
    ann.sees(number)
    act(number)
    ann.sees("main table")
    assert ann.page.locator("main table").first.locator("tbody tr").count() == 1, "the one customer of the sample"
    assert ann.clicks <= MOST_CLICKS
