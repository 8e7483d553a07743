"""A family of metrics: a class whose attributes are the metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from tenure.catalogue.measure import Measure


class Family:
    """A group of metrics: each class attribute is one, named by what it is bound to."""

    title: ClassVar[tuple[str, str]]
    measures: ClassVar[dict[str, Measure]]

    def __init_subclass__(cls) -> None:
        family = cls.__name__.lower()
        cls.measures = {
            f"{family}.{name}": replace(value, id=f"{family}.{name}", family=family)
            for name, value in vars(cls).items()
            if isinstance(value, Measure)
        }
