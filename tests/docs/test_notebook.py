"""The notebook of the documentation tells what it tells when it is run again, and points nowhere outside."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import only_in_soak
from tools.notebook import NOTEBOOK, executed, make_company, read, told


@only_in_soak
def test_run_afresh_it_tells_the_same(tmp_path: Path) -> None:
    make_company(tmp_path)
    stored = read()
    assert told(executed(stored, tmp_path)) == told(stored), "run it again: python -m tools.notebook"


def test_it_shows_numbers_a_chart_and_people() -> None:
    texts = told(read())
    assert any("too early to tell" in text for text in texts)
    assert any(text.startswith("application/vnd.vegalite") for text in texts)
    assert len(texts) >= 10


def test_it_names_no_address_and_no_place_on_a_machine() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert re.findall(r"https?:|<script|/tmp/|/home/", text) == []
    assert len(text) < 100_000
