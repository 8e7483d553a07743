"""JSON lines and Parquet as sheets of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.sheets import Broken, Sheet, no_cells
from tenure.facts.importers.spool import Spool
from tenure.texts import Text

_BATCH = 50_000
_EXACT = 2**53


def read_json(raw: IO[bytes], name: str) -> Sheet:
    """One object a line, or one document that is a list of objects (or holds one under `data`).

    Raises: RejectedData when it holds no objects.
    """
    tables: list[pa.Table] = []
    rows: list[int] = []
    broken: list[Broken] = []
    batch: list[dict[str, str | None]] = []
    for number, found in _objects(raw):
        if isinstance(found, Broken):
            broken.append(found)
            continue
        batch.append(found)
        rows.append(number)
        if len(batch) >= _BATCH:
            tables.append(_text_table(batch))
            batch = []
    if batch:
        tables.append(_text_table(batch))
    if not tables:
        raise RejectedData("{file} holds no objects.", "Give one JSON object a line.", file=name)
    cells = pa.concat_tables(tables, promote_options="default")
    return Sheet(
        name, tuple(cells.column_names), cells, pa.chunked_array([rows], pa.int64()), tuple(broken), "utf-8", 0
    )


def _objects(raw: IO[bytes]) -> Iterator[tuple[int, dict[str, str | None] | Broken]]:
    raw.seek(0)
    if raw.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        raw.seek(0)
        yield from ((number, _flat(item)) for number, item in enumerate(_loads(raw.read()), start=1))
        return
    raw.seek(0)
    for number, line in enumerate(raw, start=1):
        if not line.strip():
            continue
        try:
            item = _loads(line.removeprefix(b"\xef\xbb\xbf"))
        except ValueError:
            if number == 1:  # one document over many lines
                raw.seek(0)
                document = _loads(raw.read())
                yield from ((place, _flat(one)) for place, one in enumerate(document.get("data", [document]), start=1))
                return
            item = None
        if isinstance(item, dict):
            yield number, _flat(item)
        else:
            yield number, Broken(number, (line.decode("utf-8", "replace").strip(),), Text("is not a JSON object"))


def _loads(text: bytes) -> Any:
    return json.loads(text, parse_int=str, parse_float=str)  # figures stay as they are written


def _flat(item: dict[str, Any]) -> dict[str, str | None]:
    """The cells of one object; the fields of an object inside are named with a point, lists stay JSON."""
    out: dict[str, str | None] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            out |= {f"{key}.{inner}": cell for inner, cell in _flat(value).items()}
        elif isinstance(value, bool):
            out[key] = str(value).lower()
        elif isinstance(value, list):
            out[key] = json.dumps(value, ensure_ascii=False)
        else:
            out[key] = value
    return out


def _text_table(batch: list[dict[str, str | None]]) -> pa.Table:
    names = list(dict.fromkeys(name for item in batch for name in item))
    return pa.table({name: pa.array([item.get(name) for item in batch], pa.string()) for name in names})


def read_parquet(raw: IO[bytes], name: str) -> Sheet:
    """A Parquet file, every cell as text."""
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(raw)
    except pa.ArrowInvalid as error:
        raise RejectedData(
            "{file} is no Parquet file that can be opened: {error}.", "Write it again.", file=name, error=error
        ) from error
    columns = tuple(file.schema_arrow.names)
    spool = Spool(no_cells(columns).schema)
    for batch in file.iter_batches(_BATCH * 2):
        spool.add(pa.table({column: as_text(batch.column(column)) for column in columns}))
    rows = pa.chunked_array([pa.array(range(1, file.metadata.num_rows + 1), pa.int64())])
    return Sheet(name, columns, spool.table(), rows, (), "parquet", 0)


def as_text(column: pa.Array) -> pa.Array:
    """Cells of any type as a person would write them."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        text = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.timestamp("us")).cast(pa.string())
        return text if kind.tz is None else pc.binary_join_element_wise(text, "Z", "")
    if pa.types.is_floating(kind):
        known = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        return pa.array([None if value is None else _figure(value) for value in known.to_pylist()], pa.string())
    if pa.types.is_nested(kind):
        return pa.array(
            [
                None if value is None else json.dumps(value, ensure_ascii=False, default=str)
                for value in column.to_pylist()
            ],
            pa.string(),
        )
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array(
            [None if value is None else value.decode("utf-8", "replace") for value in column.to_pylist()], pa.string()
        )
    return column.cast(pa.string())


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < _EXACT else repr(value)
