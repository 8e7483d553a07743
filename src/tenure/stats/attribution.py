"""Giving credit for outcomes to the steps of journeys, by four rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

Journeys = dict[tuple[tuple[str, ...], bool], int]  # the steps in their order, whether it succeeded → how many
_START, _WON, _LOST = object(), object(), object()


def by_first(journeys: Mapping[tuple[tuple[str, ...], bool], int]) -> dict[str, float]:
    """All to the first step."""
    return _shared(journeys, lambda steps: {steps[0]: 1.0})


def by_last(journeys: Mapping[tuple[tuple[str, ...], bool], int]) -> dict[str, float]:
    """All to the last step."""
    return _shared(journeys, lambda steps: {steps[-1]: 1.0})


def by_linear(journeys: Mapping[tuple[tuple[str, ...], bool], int]) -> dict[str, float]:
    """In equal parts to all steps."""
    return _shared(journeys, lambda steps: {step: steps.count(step) / len(steps) for step in steps})


def by_removal(journeys: Mapping[tuple[tuple[str, ...], bool], int]) -> dict[str, float]:
    """In proportion to the removal effect: by how much fewer succeed where a step leads nowhere.

    Journeys that failed count too. The chain is of first order (Anderl et al. 2016, section 3).
    """
    won = sum(n for (_steps, success), n in journeys.items() if success)
    steps = sorted({step for touched, _success in journeys for step in touched})
    moves = _moves(journeys)
    every = _succeeding(moves, steps, None)
    if not won or not every:
        return {}
    effects = {step: 1 - _succeeding(moves, steps, step) / every for step in steps}
    total = sum(effects.values())
    return {step: won * effect / total for step, effect in effects.items()} if total else {}


def _shared(
    journeys: Mapping[tuple[tuple[str, ...], bool], int], parts: Callable[[Sequence[str]], Mapping[str, float]]
) -> dict[str, float]:
    given: dict[str, float] = defaultdict(float)
    for (steps, success), n in journeys.items():
        if success and steps:
            for step, part in parts(steps).items():
                given[step] += n * part
    return dict(given)


def _moves(journeys: Mapping[tuple[tuple[str, ...], bool], int]) -> dict[object, dict[object, int]]:
    moves: dict[object, dict[object, int]] = defaultdict(lambda: defaultdict(int))
    for (steps, success), n in journeys.items():
        stops = (_START, *steps, _WON if success else _LOST)
        for begin, end in zip(stops, stops[1:], strict=False):
            moves[begin][end] += n
    return moves


def _succeeding(moves: Mapping[object, Mapping[object, int]], steps: list[str], without: str | None) -> float:
    """The chance to succeed from the start, a removed step leading nowhere."""
    import numpy as np

    places: dict[object, int] = {_START: 0, **{step: place for place, step in enumerate(steps, start=1)}}
    chances, wins = np.zeros((len(places), len(places))), np.zeros(len(places))
    for begin, ends in moves.items():
        if begin == without:
            continue
        total = sum(ends.values())
        for end, n in ends.items():
            if end is _WON:
                wins[places[begin]] = n / total
            elif end is not _LOST:
                chances[places[begin], places[end]] = n / total
    return float(np.linalg.solve(np.eye(len(places)) - chances, wins)[0])
