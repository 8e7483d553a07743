"""Values as a table for people at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenure.catalogue.measure import Measure
from tenure.catalogue.value import Value
from tenure.pages.blocks import Kind
from tenure.render.cells import range_text, sureness
from tenure.words import Language, number_text, say

Known = Mapping[str, Measure]


def values_text(values: Sequence[Value], known: Known, lang: Language, currency: str) -> str:
    """One line a value, columns aligned also where letters are wide."""
    slices = list(dict.fromkeys(name for value in values for name in value.dims))
    rows = [values_heads(slices, lang), *values_rows(values, slices, known, lang, currency)]
    return "".join(line + "\n" for line in aligned(rows, right=(len(slices) + 2,)))


def values_heads(slices: Sequence[str], lang: Language) -> list[str]:
    """What stands over the columns of `values_rows`."""
    return [
        say("Number", lang),
        say("Period", lang),
        *slices,
        say("Value", lang),
        say("Made of", lang),
        say("Status", lang),
    ]


def values_rows(
    values: Sequence[Value], slices: Sequence[str], known: Known, lang: Language, currency: str
) -> list[list[str]]:
    """Values as people read them, one row each."""
    return [_row(value, known[value.metric], slices, lang, currency) for value in values]


def _row(value: Value, one: Measure, slices: Sequence[str], lang: Language, currency: str) -> list[str]:
    unit: Kind = one.unit.value
    told = number_text(value.value, unit, lang, currency)
    if value.value is None and value.low is not None and value.high is not None:
        told = range_text(value, unit, lang, currency)
    made = ""
    if value.numerator is not None and value.denominator is not None:
        part, whole = (number_text(n, "text", lang) for n in (value.numerator, value.denominator))
        made = f"{part} / {whole}"
    state = sureness(value, lang) or say("final", lang)
    if value.reason:
        state = say("{status}: {why}", lang, status=state, why=value.reason)
    return [
        f"{one.id}  {one.zh if lang == 'zh' else one.en}",
        str(value.period),
        *(value.dims.get(name) or "–" for name in slices),
        told,
        made,
        state,
    ]


def aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Lines whose columns begin (or end, where named in `right`) at one place."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[n]) for row in rows) for n in range(len(rows[0]))]
    out = []
    for row in rows:
        cells = [_padded(text, widths[n] - cell_len(text), n in right) for n, text in enumerate(row)]
        out.append("  ".join(cells).rstrip())
    return out


def _padded(text: str, room: int, right: bool) -> str:
    return " " * room + text if right else text + " " * room
