"""Writing what other tools read into one folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tenure.book import Book
from tenure.errors import unknown
from tenure.exports.dbt import project, semantic_layer
from tenure.exports.tables import Tables
from tenure.exports.views import duckdb_views, postgres_script
from tenure.texts import Text

CUBE_FILE, CUBE_CSV, MONTHS_FILE, PANEL_FILE = "cube.parquet", "cube.csv", "months.parquet", "panel.parquet"


def export(book: Book, folder: Path, what: Sequence[str] = (), as_of: date | None = None) -> list[Path]:
    """Write what is wanted of panel, cube, views and dbt (all when nothing is named); gives the files.

    Raises: NotFound for a word that is none of these.
    """
    for word in what:
        if word not in WHAT:
            raise unknown(Text("export"), word, WHAT)
    folder.mkdir(parents=True, exist_ok=True)
    tables = Tables(book, as_of or book.last_known())
    return [path for word, write in WHAT.items() if not what or word in what for path in write(tables, folder)]


def _panel(tables: Tables, folder: Path) -> list[Path]:
    path = folder / PANEL_FILE
    tables.shop.engine.write(tables.panel(), path)
    return [path]


def _cube(tables: Tables, folder: Path) -> list[Path]:
    pq.write_table(tables.cube, folder / CUBE_FILE, compression="zstd")
    pq.write_table(tables.months(), folder / MONTHS_FILE, compression="zstd")
    return [folder / CUBE_FILE, folder / MONTHS_FILE]


def _views(tables: Tables, folder: Path) -> list[Path]:
    names = list(tables.measures)
    paths = {
        folder / "views.sql": duckdb_views(names),
        folder / "postgres.sql": postgres_script(names, tables.cube.schema),
    }
    for path, text in paths.items():
        path.write_text(text, encoding="utf-8")
    pa_csv.write_csv(tables.cube, folder / CUBE_CSV)
    return [*paths, folder / CUBE_CSV]


def _dbt(tables: Tables, folder: Path) -> list[Path]:
    paths = []
    for name, text in {**project(), "models/tenure.yml": semantic_layer(tables)}.items():
        path = folder / "dbt" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


WHAT: Mapping[str, Callable[[Tables, Path], list[Path]]] = {
    "panel": _panel,
    "cube": _cube,
    "views": _views,
    "dbt": _dbt,
}
