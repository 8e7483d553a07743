"""What the doctor looks at."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tenure.book import Book
from tenure.errors import TenureError
from tenure.texts import Text

ROOM = 2 * 1024**3  # bytes that a build and a report may want to spill


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    check: Text
    ok: bool
    found: str
    remedy: Text | None = None


def examine(opened: Callable[[], Book]) -> list[Check]:
    """Everything that can be looked at without changing anything; `opened` gives the book, if there is one."""
    out = [_python(), _packages()]
    try:
        book = opened()
    except TenureError as error:
        return [*out, Check(Text("workspace"), False, error.problem, error.remedy)]
    out += [
        Check(Text("workspace"), True, f"{book.workspace.zone}, {book.workspace.currency}"),
        _disk(book.workspace.folder),
    ]
    damage = book.lake.damage()
    out.append(
        Check(
            Text("files of the lake"),
            not damage,
            Text("{damage}", damage=damage) if damage else Text("commit {number}", number=book.lake.version()),
            Text("Restore a backup, or import the source again."),
        )
    )
    if damage:
        return out  # what stands on the files cannot be looked at
    if book.lake.last_known() is None:
        return [*out, Check(Text("facts"), False, Text("none"), Text("Bring some: tenure import FILE…"))]
    shop = book.at()
    out.append(Check(Text("facts"), True, Text("known until {day}", day=shop.as_of)))
    rates = [Text("no fx_rates for {currencies}", currencies=list(shop.unrated))] if shop.unrated else []
    rates += [
        Text("no fx_rates for {currency} before {day}", currency=currency, day=day)
        for currency, day in dict.fromkeys((gap.currency, gap.first_rate) for gap in shop.gaps if gap.own)
    ]
    out.append(
        Check(
            Text("exchange rates"),
            not rates,
            Text("{damage}", damage=rates) if rates else Text("all known"),
            Text("Import fx_rates for these currencies."),
        )
    )
    unpriced = book.contracts_without_price()
    out.append(
        Check(
            Text("contracts without a price"),
            not unpriced,
            str(unpriced),
            Text("Import contract_prices for them; their MRR is unknown."),
        )
    )
    return out


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check(Text("Python"), sys.version_info >= (3, 11), version, Text("Tenure needs Python 3.11 or later."))


def _packages() -> Check:
    told = {name: version(name) for name in ("duckdb", "ibis-framework", "sqlglot")}
    found = ", ".join(f"{name} {number}" for name, number in told.items())
    ok = told["duckdb"] == "1.5.5" and told["ibis-framework"] == "12.0.0" and told["sqlglot"].startswith("28.")
    return Check(Text("engine"), ok, found, Text("Install the pinned versions: requirements/base.txt."))


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    writable = os.access(folder, os.W_OK)
    room = free / 1024**3
    found = Text("{room:.1f} GiB free", room=room) if writable else Text("{room:.1f} GiB free, not writable", room=room)
    return Check(Text("disk"), free > ROOM and writable, found, Text("Make room, or choose another folder."))
