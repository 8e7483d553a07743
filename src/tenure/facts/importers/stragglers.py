"""Corrected rows whose order or sum was stored without them, while nobody could tell that they belong to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import Wrong, any_true, nulls
from tenure.facts.importers.rows import Rows
from tenure.facts.importers.troubles import Troubles
from tenure.texts import Text

_TOO_LATE = Text("belongs to an order or a sum that is stored without it: correct the file and import it whole")
Together = Sequence[tuple[str, pa.ChunkedArray]]  # kind and key of the facts that rows of one group make together


@dataclass(frozen=True)
class Stragglers:
    """Rows of a replay whose cells could not be told apart when the rest of their file was stored."""

    rows: frozenset[int]
    standing: Callable[[str, pa.ChunkedArray], pa.Array]  # of keys of a kind, those that hold in the lake

    def examine(self, rows: Rows, together: Together, troubles: Troubles) -> None:
        """One that would pass for the whole of what stands already goes on waiting."""
        late = pc.is_in(rows.numbers, pa.array(sorted(self.rows), pa.int64()))
        if not any_true(late):
            return
        for kind, keys in together:
            part = pc.is_in(keys, self.standing(kind, keys.filter(late)))
            already = pc.is_in(rows.numbers, troubles.rows())
            mask = pc.and_not(pc.and_(late, part), already)
            troubles.add(rows.numbers, Wrong(mask, _TOO_LATE), "", nulls(pa.string(), keys))
