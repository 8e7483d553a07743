"""A benchmark company: the shared generator's tables, delivered to a lake as facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from tenure.facts.delivery import Delivery, delivered_schema
from tenure.facts.kinds import kind
from tenure.facts.lake import Lake
from tenure.workspace import Workspace, make_workspace

NOW = datetime(2025, 1, 1)

# kind -> the query that turns the generator's tables into it; {m} is the number of a month where a table has parts
TABLES = {
    "customers": """SELECT 'c' || customer_id AS customer_id, signup_ts AS known_at, CAST(channel AS VARCHAR) AS first_channel
        FROM '{data}/customers.parquet'""",
    "users": """SELECT 'u' || customer_id AS user_id, 'c' || customer_id AS customer_id, signup_ts AS first_seen_at, signup_ts AS known_at
        FROM '{data}/customers.parquet'""",
    "customer_attrs": """SELECT customer_id || '-' || attr AS attr_id, 'c' || customer_id AS customer_id, attr, value,
        signup_ts::DATE AS valid_from, signup_ts AS known_at
        FROM (UNPIVOT (SELECT customer_id, signup_ts, CAST(segment AS VARCHAR) AS segment, CAST(plan AS VARCHAR) AS plan,
        CAST(region AS VARCHAR) AS region, CAST(device AS VARCHAR) AS device FROM '{data}/customers.parquet')
        ON segment, plan, region, device INTO NAME attr VALUE value)""",
    "contracts": """SELECT 'k' || contract_id AS contract_id, 'c' || customer_id AS customer_id, start_date::TIMESTAMP AS signed_at,
        start_date, end_date, CASE WHEN lag(end_date) OVER own = start_date THEN 'k' || lag(contract_id) OVER own END AS predecessor_id,
        start_date::TIMESTAMP AS known_at FROM '{data}/contracts.parquet'
        WINDOW own AS (PARTITION BY customer_id ORDER BY start_date, contract_id)""",
    "contract_prices": """SELECT 'p' || contract_id AS price_id, 'k' || contract_id AS contract_id, start_date AS from_date,
        CAST(mrr AS DECIMAL(38, 10)) AS mrr, CAST(mrr AS DECIMAL(38, 10)) AS list_mrr, 'USD' AS currency,
        start_date::TIMESTAMP AS known_at FROM '{data}/contracts.parquet'""",
    "ticket_events": """SELECT ticket_id || '-1' AS ticket_event_id, 't' || ticket_id AS ticket_id, 'c' || customer_id AS customer_id,
        'email' AS channel, 'opened' AS kind, 'customer' AS actor, created_ts AS happened_at, created_ts AS known_at
        FROM '{data}/tickets.parquet'
        UNION ALL SELECT ticket_id || '-2', 't' || ticket_id, 'c' || customer_id, 'email', 'public_reply', 'agent', first_response_ts,
        first_response_ts FROM '{data}/tickets.parquet' WHERE first_response_ts IS NOT NULL
        UNION ALL SELECT ticket_id || '-3', 't' || ticket_id, 'c' || customer_id, 'email', 'solved', 'agent', resolved_ts, resolved_ts
        FROM '{data}/tickets.parquet' WHERE resolved_ts IS NOT NULL""",
    "survey_responses": """SELECT 's' || row_number() OVER () AS response_id, 'nps' AS survey_id, 'nps' AS instrument,
        'c' || customer_id AS customer_id, 'u' || customer_id AS respondent_id, answered_ts AS sent_at, answered_ts AS happened_at,
        CAST(score AS BIGINT) AS score, answered_ts AS known_at FROM '{data}/surveys.parquet'""",
    "touches": """SELECT 'v' || row_number() OVER () AS touch_id, 'visit' AS kind, CAST(channel AS VARCHAR) AS channel,
        'g' || campaign_id AS campaign_id, ts AS happened_at, ts AS known_at FROM '{data}/touches.parquet'""",
    "costs": """SELECT 'z' || row_number() OVER () AS cost_id, 'acquisition_marketing' AS purpose, CAST(round(amount * 100) AS BIGINT) AS amount_minor,
        'USD' AS currency, date AS period_start, (date + 1)::DATE AS period_end, CAST(channel AS VARCHAR) AS channel,
        date::TIMESTAMP AS known_at FROM '{data}/spend.parquet'""",
}
PARTS = {
    "usage_events": """SELECT 'e{m}-' || row_number() OVER () AS event_id, 'c' || customer_id AS customer_id, 'u' || customer_id AS user_id,
        CAST(event_type AS VARCHAR) AS feature, ts AS happened_at, ts AS known_at FROM '{data}/events/m{m:02d}.parquet'""",
    "transactions": """SELECT 'o' || order_id AS txn_id, 'c' || customer_id AS customer_id, 'order' AS kind,
        CAST(round(amount * 100) AS BIGINT) AS amount_minor, 'USD' AS currency, order_ts AS happened_at, order_ts AS known_at
        FROM '{data}/orders/m{m:02d}.parquet'""",
}


def deliveries(data: Path, months: range = range(36), until: date | None = None) -> Iterator[Delivery]:
    """Every table as a delivery, events and orders a month at a time; of those, only what is before a day if one is told."""
    con = duckdb.connect()
    for name, query in TABLES.items():
        yield _delivery(con, name, query.format(data=data), name)
    for month in months:
        for name, query in PARTS.items():
            told = query.format(data=data, m=month)
            yield _delivery(con, name, _told(told, f"known_at < DATE '{until}'") if until else told, f"{name} {month}")


def last_day(data: Path, day: date) -> Iterator[Delivery]:
    """The events and orders of the last month from a day on: what `until` held back."""
    con = duckdb.connect()
    for name, query in PARTS.items():
        yield _delivery(con, name, _told(query.format(data=data, m=35), f"known_at >= DATE '{day}'"), f"{name} {day}")


def _told(query: str, where: str) -> str:
    return f"SELECT * FROM ({query}) WHERE {where}"


def _delivery(con: duckdb.DuckDBPyConnection, name: str, query: str, label: str) -> Delivery:
    schema = delivered_schema(kind(name))
    defaults = {column.name: column.default for column in kind(name).columns if column.default is not None}
    told = con.execute(f"SELECT row_number() OVER () AS row, * FROM ({query})").to_arrow_table()
    columns = []
    for field in schema:
        if field.name in told.column_names:
            columns.append(told[field.name].cast(field.type))
        else:
            value = defaults.get(field.name, "assert" if field.name == "op" else None)
            columns.append(pa.chunked_array([pa.array([value] * told.num_rows, pa.string()).cast(field.type)]))
    return Delivery("", label, {name: pa.table(columns, schema=schema)}, rows_in=told.num_rows)


def load(data: Path, folder: Path, months: range = range(36), until: date | None = None) -> Workspace:
    """A workspace that holds the company, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    workspace = make_workspace(folder, "benchmark", "UTC", "USD", "US")
    lake = Lake(workspace.lake, "UTC")
    for delivery in deliveries(data, months, until):
        lake.store(delivery, NOW)
    return workspace
