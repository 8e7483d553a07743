"""The generated pages are what they would be if written now, and what they show can be done."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from tenure.book import measures
from tenure.cli import commands
from tenure.cli.app import build
from tenure.discovery import modules_in
from tools.documentation import COMMAND, FOLDER, stale

EXAMPLES = [line for room in modules_in(commands) for line in room.EXAMPLES]


def test_no_generated_page_is_stale() -> None:
    assert stale() == [], f"write them again: {COMMAND}"


def test_the_catalogue_tells_every_metric_and_variant() -> None:
    text = (FOLDER / "catalogue.md").read_text(encoding="utf-8")
    assert [name for name in measures() if f"### {name}\n" not in text and f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_a_command_can_be_read(example: str) -> None:
    name, command, *words = shlex.split(example)
    application: Any = build("en")
    words = words[: words.index("--lang")] if "--lang" in words else words
    assert name == "tenure"
    assert application.commands[command].make_context(command, words)
