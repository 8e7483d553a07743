"""Random companies whose facts come late, are taken back and are erased: the cube renewed is the cube made from nothing."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from hypothesis import strategies as st

from tenure.facts.importers.native import read_native_folder
from tenure.verification.folder import load_folder
from tests.conftest import only_in_soak
from tests.cube.changing import NOW, from_facts, from_nothing, renewed
from tests.golden.cutting import facts_known_before
from tests.oracle.days import ONE_DAY
from tests.oracle.random_facts import Company, company, write_company
from tests.properties.drawing import draw, parts


@only_in_soak
@parts(5)
def test_a_cube_renewed_is_the_cube_made_from_nothing(part: int) -> None:
    draw(_renewed_is_made_from_nothing, 2, 5, part, company(), st.integers(1, 120), st.integers(0, 30))


def _renewed_is_made_from_nothing(drawn: Company, earlier: int, choice: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "facts").mkdir()
        write_company(drawn, folder / "facts")
        before = drawn.as_of - earlier * ONE_DAY
        first = facts_known_before(folder / "facts", folder / "first", datetime(before.year, before.month, before.day))
        book = load_folder(first, folder / "book", NOW)
        renewed(book, before)
        for delivery in read_native_folder(folder / "facts", book.workspace.zone):
            book.lake.store(delivery, NOW)
        assert renewed(book, drawn.as_of)[0] == from_nothing(from_facts(book, drawn.as_of), folder / "a"), "late facts"
        batches = [int(str(batch["batch"])) for batch in book.lake.batches()]
        book.lake.undo(batches[choice % len(batches)], NOW)
        assert renewed(book, drawn.as_of)[0] == from_nothing(from_facts(book, drawn.as_of), folder / "b"), (
            "an import undone"
        )
        book.erase(1 + choice % 3, NOW)
        assert renewed(book, drawn.as_of)[0] == from_nothing(from_facts(book, drawn.as_of), folder / "c"), (
            "a customer erased"
        )
