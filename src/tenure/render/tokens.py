"""The colours of the pages, as their style sheet names them, and how far each stands off its ground."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_BLOCKS = {"light": r":root \{(.*?)\}", "dark": r':root\[data-theme="dark"\] \{(.*?)\}'}
_TEXT, _MARK = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for marks
_USES: Mapping[str, tuple[str, float]] = {  # what each stands on, and how far off it has to be
    "ink": ("paper", _TEXT),
    "muted": ("paper", _TEXT),
    "accent": ("paper", _TEXT),
    "good-text": ("paper", _TEXT),
    "bad-text": ("paper", _TEXT),
    "warn-text": ("warn", _TEXT),
    **dict.fromkeys(("good", "fair", "quiet", "bad", "first", "second", "third", "fourth", "fifth"), ("paper", _MARK)),
}


@dataclass(frozen=True)
class Colour:
    """A colour by name in one theme: the ground it stands on, its contrast with that, and the least it may have."""

    name: str
    shade: str
    ground: str
    contrast: float
    least: float


@cache
def tokens(theme: str) -> Mapping[str, str]:
    """The colours of a theme, light or dark, by name."""
    sheet = files("tenure.render").joinpath("assets", "style.css").read_text(encoding="utf-8")
    block = re.search(_BLOCKS[theme], sheet, re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block.group(1) if block else ""))


def colours(theme: str) -> list[Colour]:
    """The colours that have to be told apart from their ground."""
    known = tokens(theme)
    return [
        Colour(name, known[name], ground, contrast(known[name], known[ground]), least)
        for name, (ground, least) in _USES.items()
    ]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(shade: str) -> float:
    parts = (int(shade[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
