"""Random companies: what became known after the day moves nothing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from tests.conftest import repetitions
from tests.oracle.derivation import OTHERS, P1
from tests.oracle.facts import instant
from tests.oracle.random_facts import Company, company
from tests.oracle.world import World
from tests.properties.comparison import load, moved
from tests.properties.drawing import draw, parts


def _known(drawn: Company) -> Company:
    """The company without the versions of facts that were known after its day."""
    cut = World(drawn.facts, drawn.policies, drawn.as_of).cut
    kept = {
        kind: [row for row in rows if not row.get("known_at") or instant(row["known_at"]) < cut]
        for kind, rows in drawn.facts.items()
    }
    return replace(drawn, facts=kept)


def _moves_nothing(drawn: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        books = []
        for name, one in (("all", drawn), ("known", _known(drawn))):
            (Path(folder) / name).mkdir()
            books.append(load(one, Path(folder) / name))
        found = list(moved(drawn, *books, (*P1, *OTHERS)))
    assert not found, f"{drawn.zone}, {drawn.policies}:\n" + "\n".join(found[:20])


@parts(5)
def test_dropping_what_was_known_later_moves_nothing(part: int) -> None:
    draw(_moves_nothing, repetitions(1, 3), 7, part, company())
