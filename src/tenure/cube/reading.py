"""Answers that need no computing: those that are kept, where they stand on what is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tenure.catalogue.measure import Measure
from tenure.catalogue.question import Question
from tenure.catalogue.value import Value
from tenure.cube.kept import Stand, read_rows, read_stand, value_of
from tenure.periods import parse_period, period_of


def fresh(folder: Path, now: Stand) -> Stand | None:
    """What the values kept in a folder stand on, where that is as it is now."""
    kept = read_stand(folder)
    same = kept is not None and (kept.footing, kept.own) == (now.footing, now.own)
    return kept if same else None


def every_value(folder: Path) -> list[Value]:
    """Every value kept in a folder, in its order."""
    kept = read_stand(folder)
    return [value_of(row, parse_period(row["period"]), kept) for row in read_rows(folder)] if kept else []


def ready(folder: Path, now: Stand, measures: Sequence[Measure], question: Question) -> dict[str, list[Value]]:
    """By metric, the values of a question that are kept for just this state of facts, policies, definitions and code."""
    kept = fresh(folder, now)
    names = _kept(kept, measures, question) if kept else []
    if not kept or not names:
        return {}
    slice_ = question.by[0] if question.by else ""
    places = {str(period): period for period in question.periods}
    rows = read_rows(folder, [("metric", "in", names), ("slice", "==", slice_), ("period", "in", list(places))])
    found: dict[tuple[str, str], list[Value]] = {}
    for row in rows:
        value = value_of(row, places[row["period"]], kept)
        found.setdefault((value.metric, row["period"]), []).append(value)
    return {name: [v for period in question.periods for v in found.get((name, str(period)), [])] for name in names}


def _kept(kept: Stand, measures: Sequence[Measure], question: Question) -> list[str]:
    """The metrics whose values are kept for every period, cut as the question says."""
    if question.where or len(question.by) > 1 or not set(question.by) <= set(kept.slices):
        return []
    if any(period != period_of(period.start, period.grain) for period in question.periods):
        return []  # a stretch of its own bears the name of a calendar period
    if not {str(period) for period in question.periods} <= set(kept.periods):
        return []
    grains = {period.grain for period in question.periods}
    known = set(kept.measures if not question.by else kept.sliced if grains == {"month"} else ())
    return [one.id for one in measures if one.id in known and (not one.grains or grains <= set(one.grains))]
