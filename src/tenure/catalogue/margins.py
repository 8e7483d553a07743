"""Numbers over the panel by one slice after another, out of a single query by all slices at once: sums add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenure.catalogue.gather import column_of, summed, together
from tenure.catalogue.measure import Measure, Ratio, Total
from tenure.catalogue.question import Leaf, Question, leaves_of
from tenure.periods import Period
from tenure.policies import Policies
from tenure.stages.workshop import Workshop


def has_margins(measure: Measure, policies: Policies) -> bool:
    """Whether a number is made of nothing but sums over the panel, so that it can be cut by what customers are."""
    leaves = [leaf.measure for leaf in leaves_of(measure, Question(()), policies)]
    return all(isinstance(leaf, Ratio | Total) and leaf.terms() and _on_panel(leaf) for leaf in leaves)


def _on_panel(measure: Measure) -> bool:
    return all(term.view == "panel" for term in measure.terms().values())


def gather_margins(
    shop: Workshop, measures: Sequence[Measure], periods: tuple[Period, ...], slices: Sequence[str]
) -> None:
    """Make the sums of measures by each of the slices ready, so that asking for them is answered at once."""
    told, joint = shop.answers, Question(periods, tuple(slices))
    leaves = {leaf.key: leaf for one in measures for leaf in leaves_of(one, joint, shop.policies)}
    shop.prepare({period for leaf in leaves.values() for period in leaf.seen(shop.as_of).periods})
    every = [(leaf, name, term) for leaf in leaves.values() for name, term in leaf.measure.terms().items()]
    for wanted in together(shop, every):
        rows, places = summed(shop, wanted)
        sums = [(f"sum_{i}", "sum") for i in range(len(wanted))]
        for slice_ in slices:
            margin = rows.group_by(["period", f"dim_{slice_}"]).aggregate(sums)
            margin = margin.rename_columns([column.removesuffix("_sum") for column in margin.column_names])
            for i, (leaf, name, _term) in enumerate(wanted):
                own = Leaf(leaf.measure, replace(leaf.question, by=(slice_,)))
                told.setdefault(own.key, {})[name] = column_of(margin, i, places, own.seen(shop.as_of))
