"""The catalogue for dbt's semantic layer: semantic models over the exported tables, and a metric for each number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from tenure.catalogue.measure import Better, Dims, Measure, Ratio, Total
from tenure.catalogue.wide import column_name
from tenure.exports.tables import Tables

DAYS = "tenure_days"
_MODELS = {"tenure_panel": "panel.parquet", "tenure_months": "months.parquet"}
_DAYS_SQL = "SELECT CAST(day AS DATE) AS day FROM generate_series(DATE '2000-01-01', DATE '2099-12-31', INTERVAL 1 DAY) AS days(day)\n"


def project() -> Mapping[str, str]:
    """The models that the semantic layer stands on, as dbt-duckdb reads them; `tenure_exports` is the folder of the export."""
    reading = 'SELECT * FROM read_parquet(\'{{ var("tenure_exports", "..") }}/%s\')\n'
    models = {f"models/{name}.sql": reading % file for name, file in _MODELS.items()}
    return {**models, f"models/{DAYS}.sql": _DAYS_SQL}


def semantic_layer(tables: Tables) -> str:
    """One YAML file: semantic models, metrics, and the table of days that dbt asks for."""
    wide = {one.id for one in tables.wide}
    rest = [one for name, one in tables.measures.items() if name not in wide]
    models = [_panel(tables, dims) for dims in Dims] + [_months(rest)]
    metrics = [metric for one in tables.wide for metric in _metrics(one, True)]
    metrics += [metric for one in rest for metric in _metrics(one, False)]
    days = {
        "name": DAYS,
        "time_spine": {"standard_granularity_column": "day"},
        "columns": [{"name": "day", "granularity": "day"}],
    }
    told = {"version": 2, "models": [days], "semantic_models": [m for m in models if m["measures"]], "metrics": metrics}
    text: str = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)
    return text


def _panel(tables: Tables, dims: Dims) -> dict[str, Any]:
    """The panel, with slices as of one of its two days, and the numbers that are cut as of that day."""
    ending = "_open" if dims is Dims.OPEN else ""
    measures = [
        _measure(f"{column_name(one.id)}_{side}", one)
        for one in tables.wide
        if one.dims is dims
        for side in (("numerator", "denominator") if isinstance(one, Ratio) else ("numerator",))
    ]
    name = f"tenure_panel_{dims.value}"
    slices = [
        {"name": told, "type": "categorical", "expr": f'"slice_{slice_}{ending}"', "label": slice_}
        for told, slice_ in zip(_dimension_names(tables.slices), tables.slices, strict=True)
    ]
    return {
        "name": name, "model": "ref('tenure_panel')", "defaults": {"agg_time_dimension": "period_start"},
        "description": "One row a customer and month that is over: panel.parquet.",
        "entities": [
            {"name": f"customer_month_{dims.value}", "type": "primary", "expr": "customer_id || '-' || p0"},
            {"name": "customer", "type": "foreign", "expr": "customer_id"},
        ],
        "dimensions": [_month(), *slices], "measures": measures,
    }  # fmt: skip


def _month() -> dict[str, Any]:
    """The only day that rows have: dbt keeps the word month for itself."""
    return {"name": "period_start", "type": "time", "expr": "p0", "type_params": {"time_granularity": "month"}}


def _months(measures: Sequence[Measure]) -> dict[str, Any]:
    """The months, for numbers that are not sums over the panel: their sides where they have two, else their value."""
    told = []
    for one in measures:
        name = column_name(one.id)
        if isinstance(one, Ratio):
            told += [_measure(f"{name}_{side}", one) for side in ("numerator", "denominator")]
        elif isinstance(one, Total):
            told.append(_measure(f"{name}_numerator", one))
        else:
            last = {
                "name": "period_start",
                "window_choice": "max",
            }  # cannot be summed: of several months, the last one's
            told.append({**_measure(f"{name}_value", one), "agg": "max", "non_additive_dimension": last})
    return {
        "name": "tenure_months", "model": "ref('tenure_months')", "defaults": {"agg_time_dimension": "period_start"},
        "description": "One row a month that is over: months.parquet.",
        "entities": [{"name": "tenure_month", "type": "primary", "expr": "p0"}],
        "dimensions": [_month()], "measures": told,
    }  # fmt: skip


def _measure(name: str, one: Measure) -> dict[str, Any]:
    return {"name": name, "agg": "sum", "expr": name, "description": one.en}


def _metrics(one: Measure, wide: bool) -> list[dict[str, Any]]:
    """A metric; a ratio needs one for each side besides."""
    name = column_name(one.id)
    if isinstance(one, Ratio):
        sides = [
            _metric(f"{name}_{side}", one, "simple", {"measure": f"{name}_{side}"})
            for side in ("numerator", "denominator")
        ]
        params = {side: {"name": f"{name}_{side}"} for side in ("numerator", "denominator")}
        return [*sides, _metric(name, one, "ratio", params)]
    measure = f"{name}_numerator" if isinstance(one, Total) else f"{name}_value"
    return [_metric(name, one, "simple", {"measure": measure})]


def _metric(name: str, one: Measure, kind: str, params: dict[str, Any]) -> dict[str, Any]:
    variant = one.id.split(".")[2:]
    side = [] if name == column_name(one.id) else [name.rsplit("_", 1)[1]]
    label = ": ".join([one.en, *variant, *side])  # dbt wants every label once
    meta = {"tenure_id": one.id, "unit": one.unit.value, "zh": one.zh}
    if one.better is not Better.NEITHER:
        meta["better"] = one.better.value
    return {"name": name, "label": label, "description": one.says or one.en, "type": kind, "type_params": params, "config": {"meta": meta}}  # fmt: skip


def _dimension_names(slices: Sequence[str]) -> list[str]:
    """Names that dbt allows: small Latin letters, digits and _; another gets a number."""
    return [
        name if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) else f"slice_{n}" for n, name in enumerate(slices, 1)
    ]
