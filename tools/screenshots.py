"""Pictures of every page of the desk on the demo companies: `python -m tools.screenshots` fills an ignored folder.

Both languages, both themes, three widths; words after the command name the pages wanted. `--readme` makes those in docs/.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tenure.demo import COMPANIES
from tenure.demo.loading import load_company
from tenure.desk.serving import prepare
from tenure.words import Language
from tools import places

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "screenshots"
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
THEMES = ("light", "dark")
WIDTHS = (1440, 768, 360)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
README = (  # file, company, page, language, theme
    ("desk.en.png", "orrendale", "revenue", "en", "light"),
    ("desk.zh.png", "qinghe", "home", "zh", "dark"),
)
REPORTS: tuple[tuple[str, str, Language], ...] = (  # file, company, language
    ("report.en.png", "orrendale", "en"),
    ("report.zh.png", "qinghe", "zh"),
)
_README_SIZE = {"width": 1200, "height": 780}
_REPORT_SIZE = {"width": 1200, "height": 1000}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_told: Any, **_more: Any) -> None:
        """Nothing: the pictures tell."""


def addresses() -> dict[str, str]:
    """Where each page is, by its name."""
    found = {**places.ENTRANCE, **places.OWN}
    for slug in COMPANIES:
        told = {**places.pages(slug, "%231"), **places.parts(slug)}
        found |= {f"{slug}-{name}": address for name, address in told.items()}
    return found


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The demo companies, made where they are not there yet, behind an address of this machine."""
    for company in COMPANIES.values():
        if not (home / company.slug).exists():
            (home / company.slug).mkdir(parents=True)
            load_company(company, home / company.slug)
    prepare(home)
    from tenure.desk.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()


def way_in(number: int) -> str:
    """A link that signs an owner of every company in, once; each is somebody else's, for a later link voids an earlier one."""
    from tenure.desk.people.models import Link, Membership, Person

    email = f"ann{number}@example.com"
    owner = Person.objects.filter(email=email).first() or Person.objects.create_user(email, name="Ann")
    for slug in COMPANIES:
        Membership.objects.update_or_create(person=owner, company=slug, defaults={"role": "owner"})
    return f"/enter/{Link.make('enter', timedelta(hours=12), person=owner)}/"


@contextmanager
def tab_of(browser: Any, start: str, way: str, language: str, theme: str) -> Iterator[Any]:
    """A tab in which the owner is signed in."""
    from tenure.desk.books.making import SEEN

    context = browser.new_context(locale=LANGUAGES[language], color_scheme=theme, viewport=_README_SIZE)
    context.set_default_timeout(600_000)
    context.add_cookies([{"name": SEEN, "value": "1", "url": start}])  # no picture of a page that is being made
    tab = context.new_page()
    tab.goto(start + way)
    yield tab
    context.close()


def pictures(browser: Any, start: str, ways: Iterator[str], wanted: Sequence[str]) -> Iterator[Path]:
    """One of every page in every look."""
    for language in LANGUAGES:
        for theme in THEMES:
            with tab_of(browser, start, next(ways), language, theme) as tab:
                for name, address in addresses().items():
                    if wanted and name not in wanted:
                        continue
                    tab.goto(start + address)
                    for width in WIDTHS:
                        tab.set_viewport_size({"width": width, "height": 900})
                        path = FOLDER / f"{name}.{language}.{theme}.{width}.png"
                        tab.screenshot(path=path, full_page=True)
                        yield path


def readme(browser: Any, start: str, ways: Iterator[str]) -> Iterator[Path]:
    """The pictures that are kept."""
    for file, company, page, language, theme in README:
        with tab_of(browser, start, next(ways), language, theme) as tab:
            tab.goto(start + addresses()[f"{company}-{page}"])
            chart = tab.locator("figure.chart .drawing").first
            if chart.count():
                chart.hover()  # it tells its numbers
            tab.screenshot(path=ROOT / "docs" / file)
            yield ROOT / "docs" / file


def reports(browser: Any, home: Path) -> Iterator[Path]:
    """The head of each demo company's report, as its file opens."""
    from tenure.book import open_book
    from tenure.pages.report import report
    from tenure.render import write_report

    for file, slug, language in REPORTS:
        book, written = open_book(home / slug), FOLDER / f"{slug}.{language}.html"
        write_report(report(book, book.period(COMPANIES[slug].period), None, language), written, language)
        tab = browser.new_page(viewport=_REPORT_SIZE)
        tab.goto(written.as_uri())
        tab.screenshot(path=ROOT / "docs" / file)
        yield ROOT / "docs" / file


def main() -> None:
    """Make them, and say which."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("pages", nargs="*", help="names such as orrendale-revenue; every page where none is named")
    parser.add_argument("--readme", action="store_true", help="the pictures in docs/ instead")
    parser.add_argument("--home", type=Path, default=FOLDER / "home", help="where the demo companies are, or are made")
    told = parser.parse_args()
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with served(told.home) as start:
        ways = [
            way_in(look) for look in range(len(LANGUAGES) * len(THEMES))
        ]  # the driver's loop keeps the database out
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            made = (
                chain(readme(browser, start, iter(ways)), reports(browser, told.home))
                if told.readme
                else pictures(browser, start, iter(ways), told.pages)
            )
            for path in made:
                sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
