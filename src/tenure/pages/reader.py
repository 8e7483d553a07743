"""Who reads a page: which customers she may see, and whether the numbers are theirs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """What one reader may see. A page is made for a reader: what she may not see is not in it, in no form of it.

    `scope` is the slice of customers that she may see, such as ("region", "North"); None for all. With `totals` the numbers
    are those of the whole company all the same. Without `contacts` addresses and what people wrote are masked, and nobody is
    found by them.
    """

    scope: tuple[str, str] | None = None
    totals: bool = False
    contacts: bool = True

    @property
    def own(self) -> Mapping[str, str]:
        """The slice of the customers she may see."""
        return dict([self.scope]) if self.scope else {}

    @property
    def where(self) -> Mapping[str, str]:
        """What her numbers are cut by."""
        return {} if self.totals else self.own


EVERYTHING = Reader()
