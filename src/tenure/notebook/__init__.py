"""Tenure in a notebook: open a workspace, ask for numbers, get tables and charts."""

from tenure.notebook.analysed import Analysed
from tenure.notebook.opened import Opened, open_workspace
from tenure.notebook.result import Result

__all__ = ["Analysed", "Opened", "Result", "open_workspace"]
