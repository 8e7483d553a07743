"""SQL for the exported tables: views that DuckDB makes over the Parquet files, and a script that loads PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from sqlglot import exp

from tenure.catalogue.wide import column_name

TABLES = {"tenure_cube": "cube.parquet", "tenure_months": "months.parquet", "tenure_panel": "panel.parquet"}
_SHOWN = (
    "grain", "period", "period_start", "period_end", "slice", "slice_value", "status", "value", "numerator", "denominator", "low",
    "high", "interval_low", "interval_high", "n_open", "small", "reason", "policy_version", "as_of",
)  # fmt: skip
_TYPES = {
    pa.string(): "TEXT", pa.date32(): "DATE", pa.float64(): "DOUBLE", pa.int64(): "BIGINT", pa.bool_(): "BOOLEAN",
}  # fmt: skip


def duckdb_views(metrics: Sequence[str]) -> str:
    """A view a table and a view a metric, for DuckDB started in the folder of the files."""
    reads = [
        _view(name, exp.select("*").from_(exp.func("read_parquet", exp.Literal.string(file))))
        for name, file in TABLES.items()
    ]
    return _script([*reads, *map(_of_metric, metrics)], "duckdb")


def postgres_script(metrics: Sequence[str], cube: pa.Schema) -> str:
    """For psql in the folder of the files: the table of the cube, its rows from cube.csv, and a view a metric.

    Run again it puts the rows anew; all of it happens or nothing.
    """
    columns = [
        exp.ColumnDef(this=exp.to_identifier(field.name, quoted=True), kind=exp.DataType.build(_type(field.type)))
        for field in cube
    ]
    table = exp.Schema(this=exp.to_table("tenure_cube"), expressions=columns)
    made = _script(
        [
            exp.Create(kind="TABLE", this=table, exists=True),
            exp.TruncateTable(expressions=[exp.to_table("tenure_cube")]),
        ],
        "postgres",
    )
    rows = "\\copy tenure_cube FROM 'cube.csv' WITH (FORMAT csv, HEADER true)\n"
    shown = _script([_of_metric(metric) for metric in metrics], "postgres")
    return f"\\set ON_ERROR_STOP on\nBEGIN;\n{made}{rows}{shown}COMMIT;\n"


def _type(kind: pa.DataType) -> str:
    return f"DECIMAL({kind.precision}, {kind.scale})" if pa.types.is_decimal(kind) else _TYPES[kind]


def _of_metric(metric: str) -> exp.Create:
    columns = [exp.column(name, quoted=True) for name in _SHOWN]
    named = exp.column("metric", quoted=True).eq(exp.Literal.string(metric))
    return _view(column_name(metric), exp.select(*columns).from_("tenure_cube").where(named))


def _view(name: str, query: exp.Select) -> exp.Create:
    return exp.Create(kind="VIEW", this=exp.to_table(name), expression=query, replace=True)


def _script(statements: Sequence[exp.Expression], dialect: str) -> str:
    return "".join(f"{one.sql(dialect=dialect)};\n" for one in statements)
