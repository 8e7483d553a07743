"""The lake: immutable Parquet files under a catalogue in SQL. Nothing is updated in place.

The only rooms where SQL is written by hand are here: names come from `kinds`, values from the catalogue.
"""

from tenure.facts.lake.lake import Lake

__all__ = ["Lake"]
