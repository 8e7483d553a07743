"""The demo companies as files: made, reported on, and deleted again."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from tenure.cli.faces import Form, done, show, tell
from tenure.demo import COMPANIES, Company
from tenure.demo.loading import DRAFTS, MARK, claim, is_demo, is_whole, make_company
from tenure.errors import Conflict, unknown
from tenure.texts import Text
from tenure.words import Language, language_of, say

STARTED_BY = "TENURE_STARTED_BY"  # how bootstrap.py was called, where `tenure` itself is not on PATH


def run_demo(folder: Path, only: str, form: Form, lang: Language) -> int:
    """Make each company's workspace and reports where they are not there yet, and say where to look.

    Raises: Conflict where the folder, or a company's in it, holds what the demo did not make.
    """
    made = chosen(only, lang)
    claim_folder(folder, made)
    for company in made:
        ready(company, folder, lang)
        _report(company, folder, lang)
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
    """Delete the workspaces that the demo made; with the last of them its server's things and the folder.

    Whatever else it holds stays, and with a company that somebody made there the server's things. Backups stay too: they may hold
    what there is no more, and open with their passphrase alone.
    """
    from tenure.backup.making import FOLDER
    from tenure.desk.home import Home

    if not (folder / MARK).exists():
        told = say("{folder} was not made by the demo and is left alone.", lang, folder=folder)
        return done({"folder": str(folder), "removed": False}, form, told)
    for company in chosen(only, lang):
        if is_demo(folder / company.slug):
            shutil.rmtree(folder / company.slug)
        shutil.rmtree(folder / DRAFTS / company.slug, ignore_errors=True)
    own = Home(folder).own()
    rest = sorted(path.name for path in folder.iterdir() if path.name not in {MARK, DRAFTS, *own})
    if rest == [FOLDER] and any((folder / FOLDER).iterdir()):
        _clear(folder, [DRAFTS, *own])
        told = say("{folder} holds nothing but backups now; delete it when nobody needs them.", lang, folder=folder)
    elif rest and rest != [FOLDER]:
        told = say("{folder} stays, for it holds more: {names}", lang, folder=folder, names=rest)
    else:
        shutil.rmtree(folder)
        told = say("{folder} is gone.", lang, folder=folder)
    return done({"folder": str(folder), "removed": not folder.exists()}, form, told)


def _clear(folder: Path, names: Sequence[str]) -> None:
    """Delete what bears these names, where there is any."""
    for path in (folder / name for name in names):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _row(company: Company, folder: Path) -> dict[str, str]:
    reports = {
        f"report_{lang}": str(folder / company.slug / "reports" / f"{company.period}.{lang}.html")
        for lang in ("en", "zh")
    }
    return {"company": company.slug, "period": company.period, "workspace": str(folder / company.slug), **reports}


def chosen(only: str, lang: Language) -> list[Company]:
    """The companies asked for, the one in the reader's language first.

    Raises: UsageError for one that there is not.
    """
    if only and only not in COMPANIES:
        raise unknown(Text("demo company"), only, COMPANIES)
    found = [company for slug, company in COMPANIES.items() if only in ("", slug)]
    return sorted(found, key=lambda company: company.language != lang)


def claim_folder(folder: Path, companies: Sequence[Company]) -> None:
    """Mark a new or empty folder as the demo's.

    Raises: Conflict where it, or a company's place in it, holds other things.
    """
    if folder.exists() and not (folder / MARK).exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("{folder} holds other things.", "Name a new or empty folder with --folder.", folder=folder)
    for company in companies:
        claim(folder / company.slug)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def ready(company: Company, folder: Path, lang: Language) -> None:
    """Make a company where it is not there yet, and say so."""
    name = company.zh if lang == "zh" else company.en
    if is_whole(folder / company.slug):
        tell(say("{name}: ready", lang, name=name))
        return
    began = time.monotonic()
    rows = make_company(company, folder)
    seconds = f"{time.monotonic() - began:.0f}"
    tell(say("{name}: {rows} rows imported, {seconds} s", lang, name=name, rows=f"{rows:,}", seconds=seconds))


def _report(company: Company, folder: Path, lang: Language) -> None:
    """Write the company's two reports where they are not there yet."""
    place = folder / company.slug / "reports"
    if (place / MARK).exists():
        return
    began = time.monotonic()
    place.mkdir(exist_ok=True)
    _write_reports(company, place)
    (place / MARK).touch()
    name = company.zh if lang == "zh" else company.en
    tell(say("{name}: two reports written, {seconds} s", lang, name=name, seconds=f"{time.monotonic() - began:.0f}"))


def _write_reports(company: Company, place: Path) -> None:
    from tenure.book import open_book
    from tenure.pages.report import report
    from tenure.periods import parse_period
    from tenure.render import write_report

    book = open_book(place.parent)
    for reading in ("en", "zh"):
        page = report(book, parse_period(company.period), company.as_of, language_of({}, reading))
        write_report(page, place / f"{company.period}.{reading}.html", language_of({}, reading))
