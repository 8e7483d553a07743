"""Tenure: from a company's own files to the customer numbers it can trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tenure.notebook import Opened

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(folder: Path | str, lang: str | None = None) -> Opened:  # noqa: A001 - as one says it: tenure.open
    """The workspace in a folder, ready to be asked in Python.

    Raises: NotFound when there is no workspace, UsageError for a language that Tenure does not speak.
    """
    from tenure.notebook import open_workspace

    return open_workspace(folder, lang)
