"""Finding what lies in a folder, so that a new file is all that one more metric, recipe, command or stage takes."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module  # noqa: TID251  this is the discovery function
from types import ModuleType
from typing import Any


def modules_in(package: ModuleType) -> list[ModuleType]:
    """Every module of a package, by name."""
    return [import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]


def function_at(place: str) -> Callable[..., Any]:
    """The function at a place written `package.module:function`."""
    module, name = place.split(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
