"""A page in a few lines of plain text: its title, its head numbers, and where it is."""

from __future__ import annotations

from collections.abc import Iterator

from tenure.pages.blocks import Block, Chart, Figures, Heatmap, Note, Page, blocks_of
from tenure.render.letter import figure_told, subject_of
from tenure.words import say

_FIGURES = 10
_BYTES = 1500  # of what is told: the strictest of group chats takes 2,048 with the address


def brief(page: Page, link: str) -> str:
    """A page as a message in a group chat; the name of Tenure comes first, for robots that ask for a word."""
    told, room = [f"Tenure · {subject_of(page)}"], _BYTES
    for line in _lines(page):
        room -= len(line.encode()) + 1
        if room < 0:
            break
        told.append(line)
    return "\n".join([*told, link])


def _lines(page: Page) -> Iterator[str]:
    """Its first head numbers; where it has none, what its first chart, heat map or note says."""
    blocks = tuple(blocks_of(page.sections))
    figures = next((block for block in blocks if isinstance(block, Figures)), None)
    if figures is not None:
        for one in figures.figures[:_FIGURES]:
            title, number, change = figure_told(one, page)
            told = say("{name}: {told}", page.lang, name=title, told=number)
            yield say("{told} ({state})", page.lang, told=told, state=change) if change else told
    else:
        yield from [text for block in blocks if (text := _text(block))][:1]


def _text(block: Block) -> str:
    match block:
        case Chart() | Heatmap():
            return block.summary
        case Note():
            return block.text
    return ""
