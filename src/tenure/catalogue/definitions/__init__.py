"""A company's own definitions: metrics, segments and dimensions in `definitions/*.toml`, checked and then like built-in ones."""

from tenure.catalogue.definitions.checking import Ground, ground_of
from tenure.catalogue.definitions.own import NOTHING, Dimension, Own
from tenure.catalogue.definitions.reading import FOLDER, read_definitions

__all__ = ["FOLDER", "NOTHING", "Dimension", "Ground", "Own", "ground_of", "read_definitions"]
