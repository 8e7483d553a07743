"""Engines: where expressions run."""

from tenure.engine.opening import open_engine
from tenure.engine.surface import Engine

__all__ = ["Engine", "open_engine"]
