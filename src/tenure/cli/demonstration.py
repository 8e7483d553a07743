"""The main job on the demo companies."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from tenure.cli.faces import Form, done, now, show, tell
from tenure.cli.importing import settings_of
from tenure.demo import COMPANIES, Company
from tenure.errors import Conflict, unknown
from tenure.texts import Text
from tenure.words import Language, language_of, say

MARK = ".tenure-demo"  # in the folder, and in each company's: what bears it was made here and may be deleted
STARTED_BY = "TENURE_STARTED_BY"  # how bootstrap.py was called, where `tenure` itself is not on PATH


def run_demo(folder: Path, only: str, form: Form, lang: Language) -> int:
    """Make each company's workspace and reports where they are not there yet, and say where to look.

    Raises: Conflict where the folder, or a company's in it, holds what the demo did not make.
    """
    made = _chosen(only)
    _claim(folder, made)
    for company in made:
        _prepare(company, folder, lang)
    if form is not Form.TEXT:
        rows = [_row(company, folder) for company in made]
        show(rows, tuple(rows[0]), form)
        return 0
    tenure = os.environ.get(STARTED_BY) or "tenure"
    tell("")
    tell(say("Look at the reports:", lang))
    for company in made:
        for reading in ("en", "zh"):
            tell(f"  {folder / company.slug / 'reports' / f'{company.period}.{reading}.html'}")
    tell(say("Then ask for yourself:", lang))
    tell(f"  {tenure} metrics --period {made[0].period} --workspace {quote(str(folder / made[0].slug))}")
    tell(
        say("And bring your own: {tenure} init mine, then {tenure} import FILE… --workspace mine", lang, tenure=tenure)
    )
    return 0


def remove_demo(folder: Path, only: str, form: Form, lang: Language) -> int:
    """Delete the workspaces that the demo made, and the folder once it is empty; whatever else it holds stays."""
    chosen = _chosen(only)
    if not (folder / MARK).exists():
        told = say("{folder} was not made by the demo and is left alone.", lang, folder=folder)
        return done({"folder": str(folder), "removed": False}, form, told)
    for company in chosen:
        if _is_ours(folder / company.slug):
            shutil.rmtree(folder / company.slug)
    rest = sorted(path.name for path in folder.iterdir() if path.name != MARK)
    if rest:
        told = say("{folder} stays, for it holds more: {names}", lang, folder=folder, names=rest)
    else:
        (folder / MARK).unlink()
        folder.rmdir()
        told = say("{folder} is gone.", lang, folder=folder)
    return done({"folder": str(folder), "removed": not rest}, form, told)


def _row(company: Company, folder: Path) -> dict[str, str]:
    reports = {
        f"report_{lang}": str(folder / company.slug / "reports" / f"{company.period}.{lang}.html")
        for lang in ("en", "zh")
    }
    return {"company": company.slug, "period": company.period, "workspace": str(folder / company.slug), **reports}


def _chosen(only: str) -> list[Company]:
    if only and only not in COMPANIES:
        raise unknown(Text("demo company"), only, COMPANIES)
    return [company for slug, company in COMPANIES.items() if only in ("", slug)]


def _claim(folder: Path, companies: Sequence[Company]) -> None:
    """Mark a new or empty folder as the demo's."""
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("{folder} holds other things.", "Name a new or empty folder with --folder.", folder=folder)
    for place in (folder / company.slug for company in companies):
        if place.exists() and not _is_ours(place):
            raise Conflict(
                "{folder} was not made by the demo.",
                "Move it away, or name another folder with --folder.",
                folder=place,
            )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _is_ours(place: Path) -> bool:
    return (place / MARK).exists() or (place / "reports" / MARK).exists()


def _prepare(company: Company, folder: Path, lang: Language) -> None:
    place = folder / company.slug
    name = company.zh if lang == "zh" else company.en
    if (place / "reports" / MARK).exists():
        tell(say("{name}: ready", lang, name=name))
        return
    began = time.monotonic()
    if place.exists():
        shutil.rmtree(place)  # half-made: `_claim` saw our mark in it
    place.mkdir()
    (place / MARK).touch()
    rows = _make(company, place)
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


def _make(company: Company, place: Path) -> int:
    """The company's workspace and its two reports; gives the rows imported."""
    from tenure.book import open_book
    from tenure.pages.report import report
    from tenure.periods import parse_period
    from tenure.render import write_report

    rows = load_company(company, place)
    book = open_book(place)
    (place / "reports").mkdir()
    for reading in ("en", "zh"):
        page = report(book, parse_period(company.period), company.as_of, language_of({}, reading))
        write_report(page, place / "reports" / f"{company.period}.{reading}.html", language_of({}, reading))
    return rows


def load_company(company: Company, place: Path) -> int:
    """Write the company's files, and import them as anybody would theirs."""
    from tenure.book import open_book
    from tenure.facts.importers.plans import plan
    from tenure.facts.importers.storing import run_all
    from tenure.workspace import make_workspace

    country = {"zh": "CN", "en": "US"}[company.language]
    make_workspace(
        place, company.zh if company.language == "zh" else company.en, company.zone, company.currency, country
    )
    book = open_book(place)
    with tempfile.TemporaryDirectory(prefix="tenure-demo-") as scratch:
        company.write(Path(scratch))
        stored = run_all(plan([Path(scratch)], settings_of(book)), book.lake, now())
        return sum(report.receipt.rows_in for report in stored)
