"""Writing what other tools read into one folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tenure.book import Book
from tenure.errors import unknown
from tenure.exports.dbt import project, semantic_layer
from tenure.exports.tables import Tables
from tenure.exports.views import duckdb_views, postgres_script
from tenure.texts import Text

CUBE_FILE, CUBE_CSV, MONTHS_FILE, PANEL_FILE = "cube.parquet", "cube.csv", "months.parquet", "panel.parquet"


Writer = Callable[[Tables, Path], list[Path]]


def export(book: Book, folder: Path, what: Sequence[str] = (), as_of: date | None = None) -> list[Path]:
    """Write what is wanted of panel, cube, views and dbt (all when nothing is named); gives the files.

    Views and dbt bring the tables that they read. Each file takes the place of the one before when it is whole.

    Raises: NotFound for a word that is none of these.
    """
    for word in what:
        if word not in WHAT:
            raise unknown(Text("export"), word, WHAT)
    folder.mkdir(parents=True, exist_ok=True)
    tables = Tables(book, as_of or book.last_known())
    writers = dict.fromkeys(write for word, several in WHAT.items() if not what or word in what for write in several)
    return [path for write in writers for path in write(tables, folder)]


def _panel(tables: Tables, folder: Path) -> list[Path]:
    return [_put(folder / PANEL_FILE, lambda part: tables.shop.engine.write(tables.panel(), part))]


def _cube(tables: Tables, folder: Path) -> list[Path]:
    return [_put_table(folder / CUBE_FILE, tables.cube)]


def _months(tables: Tables, folder: Path) -> list[Path]:
    return [_put_table(folder / MONTHS_FILE, tables.months())]


def _views(tables: Tables, folder: Path) -> list[Path]:
    names = list(tables.measures)
    return [
        _put_text(folder / "views.sql", duckdb_views(names)),
        _put_text(folder / "postgres.sql", postgres_script(names, tables.cube.schema)),
        _put(folder / CUBE_CSV, lambda part: pa_csv.write_csv(tables.cube, part)),
    ]


def _dbt(tables: Tables, folder: Path) -> list[Path]:
    texts = {**project(), "models/tenure.yml": semantic_layer(tables)}
    return [_put_text(folder / "dbt" / name, text) for name, text in texts.items()]


def _put_table(path: Path, table: pa.Table) -> Path:
    return _put(path, lambda part: pq.write_table(table, part, compression="zstd"))


def _put_text(path: Path, text: str) -> Path:
    return _put(path, lambda part: part.write_text(text, encoding="utf-8"))


def _put(path: Path, write: Callable[[Path], object]) -> Path:
    """Write beside the file, or folder of files, and let it take its place when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    _remove(part)
    try:
        write(part)
    except BaseException:
        _remove(part)
        raise
    if path.is_dir() or part.is_dir():
        _remove(path)
    part.replace(path)
    return path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


WHAT: Mapping[str, tuple[Writer, ...]] = {
    "panel": (_panel,),
    "cube": (_cube, _months),
    "views": (_panel, _cube, _months, _views),
    "dbt": (_panel, _months, _dbt),
}
