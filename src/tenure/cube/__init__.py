"""Computed values of the metric book, kept on disk while what they stand on is the same, and renewed where it moved."""

from tenure.cube.kept import CUBE, Stand, drop_cube, read_stand, stand_now
from tenure.cube.reading import every_value, fresh, ready
from tenure.cube.renewing import renew

__all__ = ["CUBE", "Stand", "drop_cube", "every_value", "fresh", "read_stand", "ready", "renew", "stand_now"]
