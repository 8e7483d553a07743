"""The demo companies: invented, complete, and the same on every run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Company:
    """One demo company: what a workspace for it is called and set to, and how its files are written."""

    slug: str
    en: str
    zh: str
    zone: str
    currency: str
    language: str
    period: str  # a good one for the first report
    as_of: date  # its last day
    write: Callable[[Path], None]


def _write_tea(folder: Path) -> None:
    from tenure.demo.tea import write

    write(folder)


def _write_saas(folder: Path) -> None:
    from tenure.demo.saas import write

    write(folder)


_LAST = date(2026, 10, 31)
COMPANIES: dict[str, Company] = {
    company.slug: company
    for company in (
        Company(
            slug="qinghe", en="Qinghe Tea", zh="青禾茶铺", zone="Asia/Shanghai", currency="CNY",
            language="zh", period="2026-10", as_of=_LAST, write=_write_tea,
        ),
        Company(
            slug="orrendale", en="Orrendale", zh="奥伦代尔", zone="America/New_York", currency="USD",
            language="en", period="2026-Q3", as_of=_LAST, write=_write_saas,
        ),
    )
}  # fmt: skip
