"""The generated pages are what they would be if written now, and what they show can be done."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from tenure.book import measures
from tenure.cli import commands
from tenure.cli.app import build
from tenure.discovery import modules_in
from tools.documentation import COMMAND, FOLDER, LANGUAGES, METRICS, stale

EXAMPLES = [line for room in modules_in(commands) for line in room.EXAMPLES]


def test_no_generated_page_is_stale() -> None:
    assert list(stale()) == [], f"write them again: {COMMAND}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_metric_has_a_page_and_every_variant_is_told_on_it(lang: str) -> None:
    silent = []
    for name in measures():
        base = ".".join(name.split(".")[:2])
        text = (FOLDER / METRICS / lang / f"{base}.md").read_text(encoding="utf-8")
        silent += [] if f"`{name}`" in text else [name]
    assert silent == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_of_a_page_leads_somewhere(lang: str) -> None:
    lost = []
    for path in sorted((FOLDER / METRICS / lang).glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+\.md)", path.read_text(encoding="utf-8")):
            lost += [] if (path.parent / target).is_file() else [f"{path.name}: {target}"]
    assert lost == []


def test_a_page_in_chinese_says_nothing_in_english_but_names() -> None:
    """Rows of a table are taken, less code, links and names of people and tools."""
    left = set()
    for path in sorted((FOLDER / METRICS / "zh").glob("*.*.md")):
        told = path.read_text(encoding="utf-8").split("## SQL")[0].split("```")[0]
        told = re.sub(r"<!--.*?-->|`[^`]*`|\]\([^)]*\)|^- \[.*$", "", told, flags=re.MULTILINE)
        left |= set(re.findall(r"\b[a-z]+ [a-z]+ [a-z]+\b", told))
    assert left == set()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_a_command_can_be_read(example: str) -> None:
    name, command, *words = shlex.split(example)
    application: Any = build("en")
    words = words[: words.index("--lang")] if "--lang" in words else words
    assert name == "tenure"
    assert application.commands[command].make_context(command, words)
