"""JSON documents and JSON lines as sheets of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import pyarrow as pa

from tenure.errors import RejectedData
from tenure.facts.importers.encodings import Judge, as_utf8
from tenure.facts.importers.sheets import Broken, Sheet
from tenure.texts import Text

_BATCH = 50_000
_NO_OBJECT = Text("is not a JSON object")
_BROKEN_OFF = Text("is no JSON: the document breaks off here")
_NO_TEXT = Text("holds bytes that are no text in the encoding of the file")
_BLANK = " \t\r\n"
_SHOWN = 2000  # characters of a broken document that wait in quarantine
Cells = dict[str, str | None]
Found = tuple[int, Cells | Broken]


def read_json(raw: IO[bytes], name: str, judge: Judge, encoding: str | None = None) -> Sheet:
    """One object a line, or one document that is a list of objects (or holds one under `data`).

    Raises: RejectedData when it holds no objects.
    """
    tables: list[pa.Table] = []
    rows: list[int] = []
    broken: list[Broken] = []
    batch: list[Cells] = []
    text = as_utf8(raw, judge, encoding)
    start = 3 if text.encoding == "utf-8-sig" and text.handle is raw else 0
    for number, found in _objects(text.handle, start, text.damaged):
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
    if not tables or not any(table.num_columns for table in tables):
        raise RejectedData("{file} holds no objects.", "Give one JSON object a line.", file=name)
    cells = pa.concat_tables(tables, promote_options="default")
    numbers = pa.chunked_array([rows], pa.int64())
    return Sheet(name, tuple(cells.column_names), cells, numbers, tuple(broken), text.encoding, 0)


def _objects(text: IO[bytes], start: int, damaged: bool) -> Iterator[Found]:
    text.seek(start)
    first = list(islice((line for line in text if line.strip()), 2))
    listed = bool(first) and first[0].lstrip()[:1] == b"["
    if listed or (first and _is_document(first)):
        text.seek(start)
        whole = text.read().decode("utf-8", "replace")
        items = _document(whole)
        if items is not None:
            yield from ((number, _told(number, item, "")) for number, item in enumerate(items, start=1))
            return
        if listed:
            yield from _until_broken(whole)
            return
    text.seek(start)
    for number, line in enumerate(text, start=1):
        words = line.decode("utf-8", "replace").strip()
        if words:
            yield number, _line(number, words, damaged)


def _is_document(first: list[bytes]) -> bool:
    """Whether the first lines can begin one document: no object a line, or one object that holds a list."""
    item = _loads(first[0].decode("utf-8", "replace"))
    if len(first) == 1:
        return isinstance(item, dict) and isinstance(item.get("data"), list)
    return item is None and not isinstance(_loads(first[1].decode("utf-8", "replace")), dict)


def _document(whole: str) -> list[Any] | None:
    """The items of one document, or None when it is none."""
    document = _loads(whole)
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        inner = document.get("data")
        return inner if isinstance(inner, list) else [document]
    return None


def _until_broken(whole: str) -> Iterator[Found]:
    """The items of a list that is not whole, and what is left of it."""
    decoder, place, number = _decoder(), whole.index("[") + 1, 1
    while rest := whole[place : place + _SHOWN].lstrip(_BLANK + ","):
        place = whole.index(rest[0], place)
        try:
            item, place = decoder.raw_decode(whole, place)
        except (ValueError, RecursionError):
            yield number, Broken(number, (rest.strip(),), _BROKEN_OFF)
            return
        yield number, _told(number, item, "")
        number += 1


def _line(number: int, words: str, damaged: bool) -> Cells | Broken:
    if damaged and "\ufffd" in words:
        return Broken(number, (words,), _NO_TEXT)
    return _told(number, _loads(words), words)


def _told(number: int, item: object, words: str) -> Cells | Broken:
    """The cells of an object; anything else is a broken row."""
    if isinstance(item, dict):
        cells = _flat(item)
        if _is_text(cells):
            return cells
    shown = words or json.dumps(item, ensure_ascii=True)
    return Broken(number, (shown,), _NO_OBJECT)


def _is_text(cells: Cells) -> bool:
    """Whether no half of a character stands alone, as "\\ud83d" does."""
    return all(_encodes(part) for part in (*cells, *cells.values()) if part and not part.isascii())


def _encodes(part: str) -> bool:
    try:
        part.encode()
    except UnicodeEncodeError:
        return False
    return True


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)  # figures stay as they are written


def _loads(words: str) -> Any:
    """What a text says, or None when it is no JSON."""
    try:
        return _decoder().decode(words)
    except (ValueError, RecursionError):
        return None


def _flat(item: dict[str, Any]) -> Cells:
    """The cells of one object; the fields of an object inside are named with a point, lists stay JSON."""
    out: Cells = {}
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


def _text_table(batch: Iterable[Cells]) -> pa.Table:
    batch = list(batch)
    names = list(dict.fromkeys(name for item in batch for name in item))
    return pa.table({name: pa.array([item.get(name) for item in batch], pa.string()) for name in names})
