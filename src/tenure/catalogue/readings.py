"""Numbers whose shape a policy chooses: the plain id is answered by the variant that the policy names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tenure.catalogue.measure import Measure
from tenure.catalogue.registry import measure as find
from tenure.policies import Policies

# metric -> the policy that chooses, and the variant for each of its values
_CHOSEN = {"churn.rate_count": ("churn_base", {"opening_and_new": "stripe"})}


def read_under(measure: Measure, policies: Policies) -> Measure:
    """The measure as the policies want it read, under its own id."""
    policy, variants = _CHOSEN.get(measure.id, ("", {}))
    suffix = variants.get(policies.text(policy)) if policy else None
    return _variant(measure.id, suffix) if suffix else measure


def chosen_by(metric: str) -> tuple[str, ...]:
    """The policies that choose the shape of a number."""
    return (_CHOSEN[metric][0],) if metric in _CHOSEN else ()


@cache  # one object a reading: sums are kept by it
def _variant(name: str, suffix: str) -> Measure:
    return replace(find(f"{name}.{suffix}"), id=name)
