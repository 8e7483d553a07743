"""The generated pages: `python -m tools.documentation` writes them; a test fails while one of them is stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tenure.catalogue.registry import families
from tenure.words import Language
from tools.analyses_page import chinese, english
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
    "analyses.md": english,
    "analyses.zh.md": chinese,
    "catalogue.md": catalogue_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
}


def plan() -> dict[str, Callable[[], str]]:
    """What writes each page, by its place under docs; the stages come last, when it is known which are stood on."""
    sketch = Sketch()
    made = dict(PAGES)
    made |= {f"{METRICS}/{lang}/README.md": partial(index_page, lang) for lang in LANGUAGES}
    for family in families():
        for one in family.measures.values():
            made |= {f"{METRICS}/{lang}/{one.id}.md": partial(metric_page, one, lang, sketch) for lang in LANGUAGES}
    return made | {f"{METRICS}/stages.md": partial(stages_page, sketch)}


def stale(folder: Path = FOLDER) -> dict[str, str | None]:
    """The pages that are not what they would be if written now, with what they should be; nothing for one too many."""
    wanted = {name: page() for name, page in plan().items()}
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
