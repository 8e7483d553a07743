"""Making the cube: what nothing can have moved is kept, the rest is computed again.

A number that looks at the panel alone can move only where its months were made again. Others look further, back or
ahead, each in its own way: they are computed again as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tenure.catalogue.answer import answer, missing
from tenure.catalogue.margins import gather_margins, has_margins
from tenure.catalogue.measure import Measure
from tenure.catalogue.question import Question, leaves_of
from tenure.catalogue.slices import slices_kept
from tenure.cube.kept import Stand, read_rows, read_stand, row_of, stand_now, write_cube
from tenure.periods import Grain, Period, period_of, span
from tenure.stages.building import Moves, panel_months
from tenure.stages.workshop import Workshop

GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")


@dataclass(frozen=True)
class Renewed:
    """How many values the cube holds, and how many of them were computed again."""

    values: int
    computed: int


def renew(folder: Path, shop: Workshop, measures: Sequence[Measure], own: str, moves: Moves | None) -> Renewed:
    """Make the cube of a workshop, from the one in the folder where it can be gone on from.

    `own` is the version of the company's own definitions, `moves` what moved since the build before.
    """
    whole = [one for one in measures if not one.params]
    cut = [one for one in whole if _on_panel(one, shop)]
    months = panel_months(shop)
    periods = [period for grain in GRAINS for period in _all(months, grain)]
    stand = replace(
        stand_now(shop, own), measures=_ids(whole), sliced=_ids(cut), periods=tuple(map(str, periods)), slices=tuple(slices_kept(shop)),
    )  # fmt: skip
    before = _usable(read_stand(folder), stand, moves)
    stale, resliced = set(periods), set(months)
    if before is not None and moves is not None:
        known, remade, since = set(before.periods), moves.months, moves.sliced_from
        new = {period for period in periods if str(period) not in known}
        stale = new | _looking(shop, cut, periods, lambda at: not remade.isdisjoint(at.months()))
        after = {month.shifted(1) for month in remade} if shop.own_slices else set()  # a slice of the month before
        resliced = ((stale | after) & set(months)) | _looking(shop, cut, months, lambda at: at.last >= since)
    made = _values([one for one in whole if one not in cut], periods, shop)
    made += _values(cut, [period for period in periods if period in stale], shop)
    made += _sliced(cut, tuple(month for month in months if month in resliced), stand.slices, shop)
    kept = _kept(folder, stand, {str(p) for p in stale}, {str(p) for p in resliced}) if before else []
    write_cube(folder, stand, _ordered([*kept, *made], stand))
    return Renewed(len(kept) + len(made), len(made))


def _on_panel(measure: Measure, shop: Workshop) -> bool:
    """Whether a number looks at the panel alone, in any period, and can be told at all."""
    return not measure.grains and has_margins(measure, shop.policies) and not missing(shop, measure)


def _ids(measures: Iterable[Measure]) -> tuple[str, ...]:
    return tuple(one.id for one in measures)


def _all(months: Sequence[Period], grain: Grain) -> list[Period]:
    """Every period of a grain that holds any of the months."""
    return list(span(period_of(months[0].start, grain), period_of(months[-1].start, grain))) if months else []


def _usable(before: Stand | None, now: Stand, moves: Moves | None) -> Stand | None:
    """The cube before, where it stood on the build before, and all but facts and the day is the same."""
    if before is None or moves is None or before.grounds != now.grounds:
        return None
    same = (before.footing, now.footing) == (moves.before, moves.now)
    return before if same and (before.measures, before.sliced) == (now.measures, now.sliced) else None


def _looking(
    shop: Workshop, measures: Sequence[Measure], periods: Sequence[Period], moved: Callable[[Period], bool]
) -> set[Period]:
    """The periods for which any of the measures looks at a period that moved: its own, or one derived from it."""
    out: set[Period] = set()
    for one in measures:
        for leaf in leaves_of(one, Question(tuple(periods)), shop.policies):
            looked = zip(periods, leaf.question.periods, strict=True)
            out |= {period for period, at in looked if period not in out and moved(at)}
    return out


def _values(measures: Sequence[Measure], periods: Sequence[Period], shop: Workshop) -> list[dict[str, Any]]:
    out = []
    for grains in dict.fromkeys(one.grains for one in measures):
        cuts = tuple(period for period in periods if not grains or period.grain in grains)
        alike = [one for one in measures if one.grains == grains]
        for values in answer(shop, alike, Question(cuts)) if cuts else []:
            out += [row_of(value, "") for value in values]
    return out


def _sliced(
    measures: Sequence[Measure], months: tuple[Period, ...], slices: Sequence[str], shop: Workshop
) -> list[dict[str, Any]]:
    if not months:
        return []
    gather_margins(shop, measures, months, slices)
    out = []
    for name in slices:
        for values in answer(shop, measures, Question(months, (name,))):
            out += [row_of(value, name) for value in values]
    return out


def _kept(folder: Path, stand: Stand, stale: set[str], resliced: set[str]) -> list[dict[str, Any]]:
    """The rows of the cube before that nothing can have moved."""
    cut, periods = set(stand.sliced), set(stand.periods)
    return [
        row
        for row in read_rows(folder)
        if row["metric"] in cut and row["period"] in periods - (resliced if row["slice"] else stale)
    ]


def _ordered(rows: list[dict[str, Any]], stand: Stand) -> list[dict[str, Any]]:
    """Rows by metric, slice, period and value, so that the same values make the same file."""
    metric, slice_, period = (
        {name: n for n, name in enumerate(names)} for names in (stand.measures, ("", *stand.slices), stand.periods)
    )
    return sorted(
        rows,
        key=lambda row: (
            metric[row["metric"]], slice_[row["slice"]], period[row["period"]], row["slice_value"] is None, row["slice_value"] or "",
        ),
    )  # fmt: skip
