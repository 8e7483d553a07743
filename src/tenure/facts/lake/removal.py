"""Taking facts away: undoing an import, erasing a customer, merging small files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import sqlalchemy as sa

from tenure.facts.kinds import KINDS, Kind
from tenure.facts.lake.catalogue import BATCHES, FILES, transaction
from tenure.facts.lake.files import Written, write_file
from tenure.facts.lake.session import session
from tenure.facts.lake.store import _plain, stored_types

if TYPE_CHECKING:
    from tenure.facts.lake.lake import Lake


def _live(lake: Lake) -> list[tuple[str, str, str, str]]:
    """(kind, role, month, path) of each live file."""
    with transaction(lake.catalogue) as connection:
        columns = (FILES.c.kind, FILES.c.role, FILES.c.month, FILES.c.path)
        return [tuple(row) for row in connection.execute(sa.select(*columns).where(FILES.c.removed_in.is_(None)).order_by(FILES.c.file))]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _rewrite(con: duckdb.DuckDBPyConnection, lake: Lake, entry: tuple[str, str, str, str], drop: str) -> tuple[list[Written], int]:
    """The same file without the rows that `drop` names; nothing when no row is left."""
    kind, role, month, path = entry
    source = f"read_parquet({_quoted(lake.folder / path)})"
    gone = con.execute(f"SELECT count(*) FROM {source} WHERE {drop}").fetchone()
    if not gone or not gone[0]:
        return [], 0
    names = ", ".join(stored_types(KINDS[kind])) if role == "facts" else "key, batch"
    table = con.execute(f"SELECT {names} FROM {source} WHERE NOT coalesce({drop}, false)").to_arrow_table()
    written = [write_file(lake.folder, kind, role, month, _plain(table), KINDS[kind].day if role == "facts" else None)] if table.num_rows else []
    return written, int(gone[0])


def undo(lake: Lake, batch: int, now: datetime) -> int:
    """Drop the facts of one import. Numbers that later facts still use stay listed, so that they keep their names."""
    with lake.writer(), session(lake) as con:
        con.execute("CREATE TEMP TABLE in_use (subject VARCHAR, number BIGINT)")
        for kind in KINDS.values():
            _note_uses(con, lake, kind, batch)
        written: list[Written] = []
        removed: list[str] = []
        total = 0
        for entry in _live(lake):
            drop = f"batch = {batch}"
            if entry[0] == "identities" and entry[1] == "facts":
                drop += " AND (subject, coalesce(customer_id, user_id, lead_id)) NOT IN (SELECT (subject, number) FROM in_use)"
            files, gone = _rewrite(con, lake, entry, drop)
            if gone:
                written += files
                removed.append(entry[3])
                total += gone if entry[1] == "facts" else 0
        with transaction(lake.catalogue) as connection:
            connection.execute(sa.update(BATCHES).where(BATCHES.c.batch == batch).values(undone_at=now))
            lake.commit(connection, f"undo import {batch}", written, removed, now)
    return total


def _note_uses(con: duckdb.DuckDBPyConnection, lake: Lake, kind: Kind, batch: int) -> None:
    from tenure.facts.lake.references import reference_columns

    if kind.name == "identities":
        return
    for column, subject in reference_columns(kind):
        con.execute(f"""
            INSERT INTO in_use SELECT DISTINCT '{subject}', {column} FROM ({lake.stored(kind)})
            WHERE batch <> {batch} AND {column} IS NOT NULL
        """)


def erase(lake: Lake, customer: int, now: datetime) -> int:
    """Rewrite every file that speaks of a customer and unlink the old ones at once."""
    with lake.writer(), session(lake) as con:
        drops = _belongings(con, lake, customer)
        written: list[Written] = []
        removed: list[str] = []
        total = 0
        for entry in _live(lake):
            drop = drops.get(entry[0]) if entry[1] == "facts" else None
            if drop is None:
                continue
            files, gone = _rewrite(con, lake, entry, drop)
            if gone:
                written += files
                removed.append(entry[3])
                total += gone
        with transaction(lake.catalogue) as connection:
            lake.commit(connection, "erase a customer", written, removed, now)
        retire(lake, now, at_once=True)
    return total


def _belongings(con: duckdb.DuckDBPyConnection, lake: Lake, customer: int) -> dict[str, str]:
    """By kind, the condition for rows that belong to a customer, its people, its lead, its contracts and orders."""
    def collect(name: str, query: str) -> None:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    facts = {name: f"({lake.stored(kind)})" for name, kind in KINDS.items()}
    collect("people", " UNION ".join([
        f"SELECT user_id AS number FROM {facts['users']} WHERE customer_id = {customer}",
        f"SELECT user_id FROM {facts['usage_events']} WHERE customer_id = {customer}",
        f"SELECT respondent_id FROM {facts['survey_responses']} WHERE customer_id = {customer} AND respondent_id IS NOT NULL",
    ]))  # fmt: skip
    collect("leads", f"SELECT lead_id AS number FROM {facts['customers']} WHERE customer_id = {customer} AND lead_id IS NOT NULL")
    collect("agreements", f"SELECT key FROM {facts['contracts']} WHERE customer_id = {customer}")
    collect("purchases", f"SELECT key FROM {facts['transactions']} WHERE customer_id = {customer}")
    out = {}
    for name, kind in KINDS.items():
        types = stored_types(kind)
        conditions = [f"{column} = {customer}" for column in ("customer_id", "referrer_customer_id") if column in types and name != "customers"]
        if name == "customers":
            conditions = [f"customer_id = {customer}"]
        conditions += [f"{column} IN (SELECT number FROM people)" for column in ("user_id", "respondent_id") if column in types]
        if "lead_id" in types and name != "customers":
            conditions.append("lead_id IN (SELECT number FROM leads)")
        if name in ("contract_prices", "contract_notices"):
            conditions.append("contract_id IN (SELECT key FROM agreements)")
        if name == "order_items":
            conditions.append("txn_id IN (SELECT key FROM purchases)")
        if conditions:
            out[name] = "(" + " OR ".join(conditions) + ")"
    return out


def compact(lake: Lake, now: datetime, more_than: int) -> int:
    """Merge the files of one kind and month where there are many; the facts stay what they are."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    with lake.writer(), session(lake) as con:
        for kind, role, month, path in _live(lake):
            groups.setdefault((kind, role, month), []).append(path)
        written: list[Written] = []
        removed: list[str] = []
        for (name, role, month), paths in groups.items():
            if len(paths) <= more_than:
                continue
            kind = KINDS[name]
            files = ", ".join(_quoted(lake.folder / path) for path in paths)
            names = ", ".join(stored_types(kind)) if role == "facts" else "key, batch"
            order = ", ".join([*([kind.owner] if kind.owner else []), *([kind.clock] if kind.clock else []), "key", "seq"]) if role == "facts" else "key, batch"
            table = con.execute(f"SELECT {names} FROM read_parquet([{files}]) ORDER BY {order}").to_arrow_table()
            written.append(write_file(lake.folder, name, role, month, _plain(table), kind.day if role == "facts" else None))
            removed += paths
        if removed:
            with transaction(lake.catalogue) as connection:
                lake.commit(connection, "compact", written, removed, now)
        retire(lake, now, at_once=False)
    return len(removed)


def retire(lake: Lake, now: datetime, at_once: bool) -> None:
    """Unlink files that are no longer live, once no reader can hold an old list of them."""
    from tenure.facts.lake.lake import KEEP_RETIRED

    with transaction(lake.catalogue) as connection:
        old = sa.select(FILES.c.path).where(FILES.c.removed_in.is_not(None))
        if not at_once:
            old = old.where(FILES.c.removed_at < now - KEEP_RETIRED)
        paths = list(connection.execute(old).scalars())
    for path in paths:
        (lake.folder / path).unlink(missing_ok=True)
    with transaction(lake.catalogue) as connection:
        for path in paths:
            connection.execute(sa.delete(FILES).where(FILES.c.path == path))
