"""Both engines, for tests that ask each the same."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tenure.engine import Engine


@pytest.fixture(params=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine with nothing in it."""
    if request.param == "duckdb":
        from tenure.engine.duckdb import DuckDB

        return DuckDB(threads=1)
    from tenure.engine.spark import Spark

    return Spark(request.getfixturevalue("spark"), lambda: nullcontext(tmp_path))
