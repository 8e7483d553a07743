"""What a question in Python gives back: values, as rows, frames, a table to read and a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from tenure.catalogue.measure import Measure
from tenure.catalogue.value import Value
from tenure.errors import UsageError
from tenure.render.markup import Markup, tag
from tenure.render.text import values_heads, values_rows
from tenure.words import Language, html_language, say

_SHOWN = 20  # rows of the table that a notebook shows
_NUMBERS = ("value", "numerator", "denominator", "low", "high")
_TYPES = {
    "metric": pa.string(), "period": pa.string(), "start": pa.date32(), "last": pa.date32(), "as_of": pa.date32(),
    "value": pa.float64(), "numerator": pa.float64(), "denominator": pa.float64(), "low": pa.float64(), "high": pa.float64(),
    "status": pa.string(), "n_open": pa.int64(), "unit": pa.string(), "currency": pa.string(), "reason": pa.string(),
    "policy_version": pa.string(), "facts_version": pa.int64(),
}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """The values of one question, in its order. `to_dicts` keeps every digit; frames hold floats."""

    values: tuple[Value, ...]
    by: tuple[str, ...]
    known: Mapping[str, Measure]  # what the metrics say
    currency: str
    zone: str
    lang: Language = "en"

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)

    def __repr__(self) -> str:
        first = ", ".join(self.meta["metrics"])
        return f"<{first}: {len(self)} values as of {self.meta['as_of']}>"

    @property
    def meta(self) -> dict[str, Any]:
        """What was asked and under which facts, day and policies it holds."""
        return {
            "metrics": list(dict.fromkeys(value.metric for value in self.values)),
            "as_of": self.values[0].as_of.isoformat() if self.values else None,
            "zone": self.zone,
            "currency": self.currency,
            "policy_version": self.values[0].policy_version if self.values else None,
            "facts_version": self.values[0].facts_version if self.values else None,
            "rows": len(self.values),
        }

    def scalar(self) -> Decimal | None:
        """The value, where there is one only.

        Raises: UsageError when there are several, or none.
        """
        if len(self.values) != 1:
            raise UsageError(
                "There are {count} values, not one.", "Ask for one metric in one period.", count=len(self.values)
            )
        return self.values[0].value

    def to_dicts(self) -> list[dict[str, Any]]:
        """One dict a value; numbers are Decimal, with every digit."""
        return [self._row(value) for value in self.values]

    def _row(self, value: Value) -> dict[str, Any]:
        unit = self.known[value.metric].unit.value
        return {
            "metric": value.metric,
            **{name: value.dims.get(name) for name in self.by},
            "period": str(value.period),
            "start": value.period.start,
            "last": value.period.last,
            "as_of": value.as_of,
            **{name: getattr(value, name) for name in _NUMBERS},
            "status": value.status,
            "n_open": value.n_open,
            "unit": unit,
            "currency": self.currency if unit == "money" else None,
            "reason": str(value.reason) or None,
            "policy_version": value.policy_version,
            "facts_version": value.facts_version,
        }

    def to_arrow(self) -> pa.Table:
        """An Arrow table: a column for each slice beside the fixed ones, numbers as float64."""
        names = ["metric", *self.by, *(name for name in _TYPES if name != "metric")]
        schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name in names])
        rows = [{name: _float(cell) for name, cell in row.items()} for row in self.to_dicts()]
        return pa.Table.from_pylist(rows, schema=schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for whatever reads Arrow streams: Polars, DuckDB, pandas, narwhals."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """A pandas frame; days are dates, texts pandas strings."""
        import pandas as pd

        frame = self.to_arrow().to_pandas(date_as_object=False)
        texts = {name: pd.StringDtype() for name in frame.columns if frame[name].dtype == object}
        return frame.astype(texts)

    def to_polars(self) -> Any:
        """A Polars frame.

        Raises: UsageError when Polars is not installed.
        """
        try:
            import polars
        except ImportError as error:
            raise UsageError("Polars is not installed.", "pip install polars") from error
        return polars.DataFrame(self.to_arrow())

    def chart(self) -> Any:
        """The values as an Altair chart that can be layered and changed: lines over periods, bars over slices.

        Raises: UsageError when Altair is not installed, or there is nothing to draw.
        """
        from tenure.notebook.charts import chart

        return chart(self.values, self.by, self.known, self.lang, self.currency)

    def _repr_html_(self) -> str:
        heads = values_heads(self.by, self.lang)
        rows = values_rows(self.values[:_SHOWN], self.by, self.known, self.lang, self.currency)
        body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
        more = len(self.values) - len(rows)
        rest: Markup | None = None
        if more > 0:
            rest = tag("p", say("and {n} more", self.lang, n=f"{more:,}"))
        table = tag("table", tag("thead", tag("tr", *(tag("th", head) for head in heads))), tag("tbody", *body))
        return tag("div", table, rest, lang=html_language(self.lang))


def _float(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell
