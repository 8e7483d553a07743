"""What the tests of the lake share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tenure.facts.lake import Lake
from tests.cast import acme
from tests.facts.lake.processes import Nursery


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake of acme."""
    return acme(tmp_path)


@pytest.fixture
def another(tmp_path: Path) -> Callable[[], Lake]:
    """Further empty lakes."""
    made: list[Path] = []

    def make() -> Lake:
        made.append(tmp_path / f"other{len(made)}")
        return acme(made[-1])

    return make


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts other processes quickly."""
    made = Nursery()
    yield made
    made.close()
