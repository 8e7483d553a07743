"""The generated pages: `python -m tools.documentation` writes them; a test fails while one of them is stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.catalogue_page import catalogue_page
from tools.commands_page import commands_page
from tools.errors_page import errors_page

COMMAND = "python -m tools.documentation"
FOLDER = Path(__file__).resolve().parent.parent / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "catalogue.md": catalogue_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
}


def stale() -> list[str]:
    """The pages that are not what they would be if written now."""
    return [name for name, page in PAGES.items() if not (FOLDER / name).is_file() or _read(name) != page()]


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def write() -> list[str]:
    """Write the pages that are stale; gives their names."""
    names = stale()
    for name in names:
        (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    return names


if __name__ == "__main__":
    sys.stdout.write("".join(f"Wrote docs/{name}.\n" for name in write()) or "Nothing was stale.\n")
