"""Engines: where expressions run."""

from tenure.engine.duckdb import Engine

__all__ = ["Engine"]
