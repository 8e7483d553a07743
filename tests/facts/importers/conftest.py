"""What the tests of imports share: a company at home in Shanghai, an empty lake, files written on the spot."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.facts.importers.plans import Delivered, plan
from tenure.facts.importers.settings import Settings
from tenure.facts.lake import Lake
from tests.facts.importers.moments import at

NOW = at(2026, 12, 1, 4)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def settings() -> Settings:
    return Settings("Asia/Shanghai", "CNY", "CN")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "workspace" / "lake", "Asia/Shanghai")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and give its path: text in an encoding, or bytes."""

    def file(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return file


@pytest.fixture
def deliver(settings: Settings) -> Callable[..., Delivered]:
    """The delivery of one file that holds one table."""

    def one(path: Path, **answers: Any) -> Delivered:
        (only,) = plan([path], settings, **answers)
        return only.deliver()

    return one


@pytest.fixture
def sample(shared: Path, deliver: Callable[..., Delivered]) -> Callable[..., Delivered]:
    """The delivery of one of the import samples."""
    return lambda name, **answers: deliver(shared / "import-samples" / f"{name}.csv", **answers)


def rows(delivered: Delivered, kind: str, *columns: str) -> list[tuple[Any, ...]]:
    """Chosen columns of the facts of a kind."""
    table = delivered.delivery.tables.get(kind)
    return [] if table is None else [tuple(fact[name] for name in columns) for fact in table.to_pylist()]


@pytest.fixture
def told() -> Callable[..., list[tuple[Any, ...]]]:
    return rows
