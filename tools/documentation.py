"""The generated pages: `python -m tools.documentation` writes them; a test fails while one of them is stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tenure.catalogue.registry import families
from tenure.words import Language
from tools.catalogue_page import catalogue_page
from tools.commands_page import commands_page
from tools.errors_page import errors_page
from tools.metric_index import index_page, stages_page
from tools.metric_page import metric_page
from tools.sketch import Sketch

COMMAND = "python -m tools.documentation"
FOLDER = Path(__file__).resolve().parent.parent / "docs"
METRICS = "metrics"  # the folder of which every file is generated
LANGUAGES: tuple[Language, ...] = ("en", "zh")
PAGES: Mapping[str, Callable[[], str]] = {
    "catalogue.md": catalogue_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
}


def pages() -> Iterator[tuple[str, str]]:
    """Every page as it would be if written now, by its place under docs."""
    yield from ((name, page()) for name, page in PAGES.items())
    yield from metric_pages()


def metric_pages() -> Iterator[tuple[str, str]]:
    """The pages of all metrics, the way to them, and the stages they stand on."""
    sketch = Sketch()
    for lang in LANGUAGES:
        yield f"{METRICS}/{lang}/README.md", index_page(lang)
    for family in families():
        for one in family.measures.values():
            for lang in LANGUAGES:
                yield f"{METRICS}/{lang}/{one.id}.md", metric_page(one, lang, sketch)
    yield f"{METRICS}/stages.md", stages_page(sketch)


def stale(folder: Path = FOLDER) -> dict[str, str | None]:
    """The pages that are not what they would be if written now, with what they should be; nothing for one too many."""
    wanted = dict(pages())
    found: dict[str, str | None] = {name: text for name, text in wanted.items() if _read(folder / name) != text}
    there = {str(path.relative_to(folder)) for path in (folder / METRICS).rglob("*.md")}
    return found | dict.fromkeys(sorted(there - set(wanted)))


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def write(folder: Path = FOLDER) -> list[str]:
    """Write the pages that are stale and delete those of no metric; gives their names."""
    found = stale(folder)
    for name, text in found.items():
        if text is None:
            (folder / name).unlink()
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return list(found)


if __name__ == "__main__":
    sys.stdout.write("".join(f"Wrote docs/{name}.\n" for name in write()) or "Nothing was stale.\n")
