"""The main job on the demo companies."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from tenure.cli.faces import now, tell
from tenure.cli.importing import settings_of
from tenure.demo import COMPANIES, Company
from tenure.errors import unknown
from tenure.texts import Text
from tenure.words import Language, language_of, say

MARK = ".tenure-demo"


def run_demo(folder: Path, only: str, lang: Language) -> int:
    """Make each company's workspace and reports where they are not there yet, and say where to look."""
    if only and only not in COMPANIES:
        raise unknown(Text("demo company"), only, COMPANIES)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    made = [company for slug, company in COMPANIES.items() if only in ("", slug)]
    for company in made:
        _prepare(company, folder, lang)
    tell("")
    tell(say("Look at the reports:", lang))
    for company in made:
        for reading in ("en", "zh"):
            tell(f"  {folder / company.slug / 'reports' / f'{company.period}.{reading}.html'}")
    tell(say("Then ask for yourself:", lang))
    tell(f"  tenure metrics --period {made[0].period} --workspace {folder / made[0].slug}")
    tell(say("And bring your own: tenure init mine, then tenure import FILE… --workspace mine", lang))
    return 0


def _prepare(company: Company, folder: Path, lang: Language) -> None:
    from tenure.book import open_book
    from tenure.pages.report import report
    from tenure.periods import parse_period
    from tenure.render import write_report

    place = folder / company.slug
    name = company.zh if lang == "zh" else company.en
    if not (place / "reports" / MARK).exists():
        began = time.monotonic()
        shutil.rmtree(place, ignore_errors=True)
        rows = load_company(company, place)
        book = open_book(place)
        (place / "reports").mkdir()
        for reading in ("en", "zh"):
            page = report(book, parse_period(company.period), company.as_of, language_of({}, reading))
            write_report(page, place / "reports" / f"{company.period}.{reading}.html", language_of({}, reading))
        (place / "reports" / MARK).touch()
        seconds = time.monotonic() - began
        tell(
            say(
                "{name}: {rows} rows imported, two reports written, {seconds} s",
                lang,
                name=name,
                rows=f"{rows:,}",
                seconds=f"{seconds:.0f}",
            )
        )
    else:
        tell(say("{name}: ready", lang, name=name))


def load_company(company: Company, place: Path) -> int:
    """Write the company's files, and import them as anybody would theirs."""
    from tenure.book import open_book
    from tenure.facts.importers.plans import plan
    from tenure.facts.importers.storing import run
    from tenure.workspace import make_workspace

    country = {"zh": "CN", "en": "US"}[company.language]
    make_workspace(
        place, company.zh if company.language == "zh" else company.en, company.zone, company.currency, country
    )
    book = open_book(place)
    with tempfile.TemporaryDirectory(prefix="tenure-demo-") as scratch:
        company.write(Path(scratch))
        return sum(run(one, book.lake, now()).receipt.rows_in for one in plan([Path(scratch)], settings_of(book)))


def remove_demo(folder: Path, lang: Language) -> int:
    """Delete a folder that the demo made; any other is left alone."""
    if (folder / MARK).exists():
        shutil.rmtree(folder)
        tell(say("{folder} is gone.", lang, folder=folder))
    else:
        tell(say("{folder} was not made by the demo and is left alone.", lang, folder=folder))
    return 0
