"""MetricFlow, asked for the exported metrics, gives the numbers of `tenure metrics`.

It stands on other versions of our libraries, so it lives in an environment of its own, whose programs come last on the path:
`python -m venv mf && mf/bin/pip install dbt-metricflow "dbt-core<1.11" dbt-duckdb`, then `PATH=$PATH:$PWD/mf/bin`.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tenure.book import Book
from tests.exports.conftest import DECEMBER

pytestmark = pytest.mark.skipif(
    not (shutil.which("mf") and shutil.which("dbt")),
    reason="MetricFlow is not on the path (see the module's first lines)",
)
PROJECT = "name: acme\nversion: '1.0'\nprofile: acme\nvars:\n  tenure_exports: '{out}'\n"
PROFILE = "acme:\n  target: here\n  outputs:\n    here:\n      type: duckdb\n      path: acme.duckdb\n"
SAME = ("revenue.mrr", "growth.customers_held", "churn.rate_count", "retention.customer_rate", "revenue.nrr", "renewal.rate_count",
        "service.first_response_time", "cost.cac")  # fmt: skip

LEAST = {"service.first_response_time": 2}  # months with a value; tickets came in two


@pytest.fixture(scope="module")
def project(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dbt project with the exported models, its tables made."""
    folder = tmp_path_factory.mktemp("metricflow")
    shutil.copytree(out / "dbt" / "models", folder / "models")
    (folder / "dbt_project.yml").write_text(PROJECT.format(out=out), encoding="utf-8")
    (folder / "profiles.yml").write_text(PROFILE, encoding="utf-8")
    run(folder, "dbt", "run", "--quiet")
    return folder


def run(folder: Path, *words: str) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def asked(folder: Path, by: str, *names: str) -> list[dict[str, str]]:
    """The rows that MetricFlow gives for metrics by one dimension."""
    metrics = ",".join(name.replace(".", "_") for name in names)
    run(folder, "mf", "query", "--metrics", metrics, "--group-by", by, "--csv", "told.csv")
    with (folder / "told.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def test_by_month_it_gives_the_same_numbers(book: Book, project: Path) -> None:
    rows = asked(project, "metric_time__month", *SAME)
    told = {date.fromisoformat(row["metric_time__month"][:10]): row for row in rows}
    for name in SAME:
        values = book.ask(name, "2023-01..2024-12", DECEMBER)
        assert sum(value.value is not None for value in values) >= LEAST.get(name, 7), name
        for value in values:
            found = number(told.get(value.period.start, {}).get(name.replace(".", "_"), ""))
            wanted = (
                None if value.value is None else pytest.approx(value.value, rel=Decimal("1e-9"), abs=Decimal("1e-9"))
            )
            assert found == wanted, (name, value.period)


def test_by_slice_it_gives_the_same_numbers(book: Book, project: Path) -> None:
    rows = asked(project, "metric_time__month,customer_month_open__industry", "churn.rate_count")
    told = {
        row["customer_month_open__industry"]: number(row["churn_rate_count"])
        for row in rows
        if row["metric_time__month"].startswith("2024-07")
    }
    for value in book.ask("churn.rate_count", "2024-07", DECEMBER, by=["industry"]):
        if value.value is not None:
            assert told[value.dims["industry"] or ""] == pytest.approx(value.value, rel=Decimal("1e-9"))
