"""What the doctor looks at."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tenure.errors import TenureError

ROOM = 2 * 1024**3  # bytes that a build and a report may want to spill


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    check: str
    ok: bool
    found: str
    remedy: str = ""


def examine(workspace: Path | None) -> list[Check]:
    """Everything that can be looked at without changing anything."""
    out = [_python(), _packages()]
    try:
        from tenure.cli.faces import book_of

        book = book_of(workspace)
    except TenureError as error:
        return [*out, Check("workspace", False, error.problem, error.remedy)]
    out += [Check("workspace", True, f"{book.workspace.zone}, {book.workspace.currency}"), _disk(book.workspace.folder)]
    damage = book.lake.damage()
    out.append(
        Check(
            "files of the lake",
            not damage,
            "; ".join(damage) or f"commit {book.lake.version()}",
            "Restore a backup, or import the source again." if damage else "",
        )
    )
    if not book.lake.version():
        return [*out, Check("facts", False, "none", "Bring some: tenure import FILE…")]
    shop = book.at()
    out.append(Check("facts", True, f"known until {shop.as_of}"))
    rates = shop.unrated
    out.append(
        Check(
            "exchange rates",
            not rates,
            ", ".join(rates) or "all known",
            "Import fx_rates for these currencies." if rates else "",
        )
    )
    unpriced = book.contracts_without_price()
    out.append(
        Check(
            "contracts without a price",
            not unpriced,
            str(unpriced),
            "Import contract_prices for them; their MRR is unknown." if unpriced else "",
        )
    )
    return out


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check(
        "Python",
        sys.version_info >= (3, 11),
        version,
        "" if sys.version_info >= (3, 11) else "Tenure needs Python 3.11 or later.",
    )


def _packages() -> Check:
    told = {name: version(name) for name in ("duckdb", "ibis-framework", "sqlglot")}
    found = ", ".join(f"{name} {number}" for name, number in told.items())
    ok = told["duckdb"] == "1.5.5" and told["ibis-framework"] == "12.0.0" and told["sqlglot"].startswith("28.")
    return Check("engine", ok, found, "" if ok else "Install the pinned versions: requirements/base.txt.")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    writable = os.access(folder, os.W_OK)
    ok = free > ROOM and writable
    return Check(
        "disk",
        ok,
        f"{free / 1024**3:.1f} GiB free" + ("" if writable else ", not writable"),
        "" if ok else "Make room, or choose another folder.",
    )
