"""Showing an address in the browser of whoever sits at this terminal."""

from __future__ import annotations

import os
import sys


def sits_here() -> bool:
    """Whether somebody looks at this terminal on a machine that can show windows: a browser of text would take the terminal."""
    windows = sys.platform in ("win32", "darwin") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
    return windows and sys.stdout.isatty()


def opens(address: str) -> bool:
    """Open an address in her browser; whether one took it."""
    import webbrowser

    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False
