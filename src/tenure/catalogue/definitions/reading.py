"""Reading own definitions from TOML; everything wrong in all files is told at once, with file and line."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenure.catalogue.definitions.checking import Ground
from tenure.catalogue.definitions.own import Dimension, Own
from tenure.catalogue.measure import Better, Dims, Measure, Median, Ratio, Running, Total, Unit
from tenure.errors import NotFound, RejectedData, TenureError, unknown
from tenure.texts import Text

FOLDER = "definitions"
_KINDS = ("metrics", "segments", "dimensions")
_SHAPES: Mapping[str, tuple[type[Measure], tuple[str, ...], tuple[str, ...]]] = {  # needed terms, others
    "total": (Total, ("of",), ("undecided", "ahead")),
    "ratio": (Ratio, ("numerator", "denominator"), ("open", "mature", "ahead", "among")),
    "median": (Median, ("of",), ()),
}
_ASKED = ("undecided", "open", "mature", "ahead", "among")  # terms that are a yes or no
_WORDS = ("en", "zh", "says", "says_zh", "source")
_ENUMS: Mapping[str, Any] = {"unit": Unit, "better": Better, "running": Running, "dims": Dims}


@dataclass(frozen=True)
class _Entry:
    """One table of a file, and where it stands."""

    file: str
    text: str
    kind: str
    name: str
    told: Mapping[str, Any]

    def line(self, key: str = "") -> int:
        """The line of a key of the table; of its head, where the key stands nowhere."""
        head = within = 0
        for number, line in enumerate(self.text.splitlines(), 1):
            bare = line.strip()
            if bare.startswith("["):
                within = number if self._is_head(bare) else 0
                head = within or head
            elif within and key and bare.split("=")[0].strip().strip("\"'") == key:
                return number
        return head or 1

    def _is_head(self, line: str) -> bool:
        words = line.strip("[] ").replace('"', "").replace("'", "").replace(" ", "")
        return words == f"{self.kind}.{self.name}"

    def lacks(self, key: str) -> Text:
        """That a key is missing."""
        return self.wrong("", RejectedData("'{name}' says no {key}.", "Add a line {key} = …", name=self.name, key=key))

    def wrong(self, key: str, error: TenureError) -> Text:
        """A line that says where and what."""
        return Text(
            "{file}, line {line}: {problem} {remedy}",
            file=self.file,
            line=self.line(key),
            problem=error.problem,
            remedy=error.remedy,
        )


def read_definitions(paths: Iterable[Path], taken: Iterable[str], ground: Ground) -> Own:
    """What TOML files define; `taken` are the ids that exist already, `ground` what they stand on.

    Raises: RejectedData with every mistake in every file.
    """
    entries: list[_Entry] = []
    mistakes: list[Text] = []
    print_of = hashlib.sha256()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        print_of.update(text.encode())
        try:
            entries += _entries(path.name, text, mistakes)
        except tomllib.TOMLDecodeError as error:
            mistakes.append(Text("{file}: {error}", file=path.name, error=str(error)))
    measures: dict[str, Measure] = {}
    dimensions: dict[str, Dimension] = {}
    known = set(taken)
    for entry in entries:
        found = list(_take(entry, measures, dimensions, known, ground))
        mistakes += found
    if mistakes:
        raise RejectedData(
            "The definitions have mistakes: {count}.",
            "Correct them; nothing of them is used until then.",
            details=mistakes,
            count=len(mistakes),
        )
    return Own(measures, dimensions, print_of.hexdigest()[:12] if entries else "")


def _entries(file: str, text: str, mistakes: list[Text]) -> list[_Entry]:
    told = tomllib.loads(text)
    out = []
    for kind, tables in told.items():
        if kind not in _KINDS or not isinstance(tables, dict):
            error = unknown(Text("kind of definition"), kind, _KINDS)
            mistakes.append(_Entry(file, text, kind, "", {}).wrong("", error))
            continue
        for name, table in _named(tables, kind == "metrics"):
            out.append(_Entry(file, text, kind, name, table))
    return out


def _named(tables: Mapping[str, Any], dotted: bool) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Tables by name; metrics have a family before the dot."""
    for name, table in tables.items():
        if dotted and isinstance(table, dict) and table and all(isinstance(one, dict) for one in table.values()):
            for last, inner in table.items():
                yield f"{name}.{last}", inner
        else:
            yield name, table if isinstance(table, dict) else {}


def _take(
    entry: _Entry, measures: dict[str, Measure], dimensions: dict[str, Dimension], known: set[str], ground: Ground
) -> Iterator[Text]:
    """Add what an entry defines to the metrics or slices; gives what is wrong with it."""
    if entry.name in known:
        error: TenureError = RejectedData("'{name}' exists already.", "Give it another name.", name=entry.name)
        yield entry.wrong("", error)
        return
    known.add(entry.name)
    mistakes: list[Text] = []
    if entry.kind == "metrics":
        measure = _measure(entry, ground, mistakes)
        if measure is not None and not mistakes:
            measures[entry.name] = measure
    else:
        dimension = _dimension(entry, ground, mistakes)
        if dimension is not None and not mistakes:
            dimensions[entry.name] = dimension
    yield from mistakes


def _measure(entry: _Entry, ground: Ground, mistakes: list[Text]) -> Measure | None:
    shape = entry.told.get("shape", "ratio" if "numerator" in entry.told else "total")
    if shape not in _SHAPES:
        mistakes.append(entry.wrong("shape", unknown(Text("shape"), str(shape), _SHAPES)))
        return None
    if "." not in entry.name:
        error = RejectedData("'{name}' has no family.", "Write [metrics.family.name].", name=entry.name)
        mistakes.append(entry.wrong("", error))
    made, needed, others = _SHAPES[shape]
    fields: dict[str, Any] = {"id": entry.name, "family": entry.name.split(".")[0]}
    words = (*needed, *others, *_WORDS, *_ENUMS, "shape", "needs")
    for key, told in entry.told.items():
        try:
            if key in (*needed, *others):
                fields[key] = ground.term(str(told), key in _ASKED)
            elif key in _ENUMS:
                fields[key] = _enum(key, told)
            elif key in _WORDS:
                fields[key] = str(told)
            elif key == "needs":
                fields[key] = tuple(told)
            elif key != "shape":
                raise unknown(Text("setting of a metric"), key, words)
        except (NotFound, RejectedData) as error:
            mistakes.append(entry.wrong(key, error))
    for key in (*needed, "en", "zh"):
        if key not in entry.told:
            mistakes.append(entry.lacks(key))
    return None if mistakes else made(**_with_members(fields, ground))


def _with_members(fields: dict[str, Any], ground: Ground) -> dict[str, Any]:
    """The fields of a metric; behind a denominator of money stands each row that has some, unless they say who does."""
    below = fields.get("denominator")
    return fields if below is None or not ground.is_amount(below) else {"among": below > 0, **fields}


def _enum(key: str, told: object) -> Any:
    kinds = _ENUMS[key]
    known = {one.value: one for one in kinds}
    if told not in known:
        raise unknown(Text("{what} of a metric", what=key), str(told), known)
    return known[told]


def _dimension(entry: _Entry, ground: Ground, mistakes: list[Text]) -> Dimension | None:
    """A segment has one rule and is yes or no; a dimension has cases, `[when, word]` in their order, and an `otherwise`."""
    rules = [(entry.told.get("rule"), "yes")] if entry.kind == "segments" else list(entry.told.get("cases", ()))
    known = {"en", "zh", "rule"} if entry.kind == "segments" else {"en", "zh", "cases", "otherwise"}
    for key in entry.told.keys() - known:
        mistakes.append(entry.wrong(key, unknown(Text("setting"), key, known)))
    for key in sorted(known - entry.told.keys()):
        mistakes.append(entry.lacks(key))
    cases = []
    for rule in rules:
        try:
            when, word = rule
            cases.append((ground.term(str(when), True, ("panel",)), str(word)))
        except (NotFound, RejectedData) as error:
            mistakes.append(entry.wrong("rule" if entry.kind == "segments" else "cases", error))
        except (TypeError, ValueError):
            mistakes.append(
                entry.wrong(
                    "cases",
                    RejectedData(
                        "A case is [condition, word].", 'Write cases = [["panel.mrr_close >= 1000", "large"]].'
                    ),
                )
            )
    if mistakes:
        return None
    otherwise = "no" if entry.kind == "segments" else str(entry.told["otherwise"])
    return Dimension(entry.name, str(entry.told["en"]), str(entry.told["zh"]), tuple(cases), otherwise)
