"""The shifted beta-geometric model of renewals: each has a chance of its own to leave at every renewal.

Fader and Hardie (2007), "How to project customer retention", Journal of Interactive Marketing 21(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

EDGE = 1e4  # beyond it, either way, the likelihood has no peak: the data do not tell the two apart
NEVER = 1e-12


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """The chance to leave at a renewal varies as Beta(alpha, beta)."""

    alpha: float
    beta: float
    log_likelihood: float

    def renewing(self, renewals: int) -> float:
        """The chance to renew again after so many renewals (eq. 8)."""
        return (self.beta + renewals) / (self.alpha + self.beta + renewals)

    def renewals_to_come(self, renewals: int, discount: float) -> float:
        """How many renewals are still expected after so many, each discounted by the terms until it; `discount` > 0 a term."""
        expected, alive, step = 0.0, 1.0, 0
        while alive > NEVER:
            alive *= self.renewing(renewals + step) / (1 + discount)
            expected += alive
            step += 1
        return expected


def fit_sbg(lost: Mapping[int, int], lasting: Mapping[int, int]) -> ShiftedBetaGeometric | None:
    """The most likely model; None where the data have no peak, as when nobody left or nobody came to a second renewal.

    `lost` maps renewals done to how many then left; `lasting` to how many had not left when last seen (eq. 9, censored).
    """
    from scipy.optimize import minimize

    # one renewal tells how many stay, the next whether those who stayed differ from those who left
    asked_again = any(count for renewals, count in lost.items() if renewals >= 1)
    asked_again |= any(count for renewals, count in lasting.items() if renewals >= 2)
    if not any(lost.values()) or not asked_again:
        return None
    longest = max(renewals for renewals in (*lost, *lasting))

    def unlikelihood(logs: tuple[float, float]) -> float:
        alpha, beta = exp(logs[0]), exp(logs[1])
        total, stayed = 0.0, 0.0
        for renewals in range(longest + 1):
            total += lasting.get(renewals, 0) * stayed
            total += lost.get(renewals, 0) * (stayed + log(alpha / (alpha + beta + renewals)))
            stayed += log((beta + renewals) / (alpha + beta + renewals))
        return -total

    edge = log(EDGE)
    found = minimize(
        unlikelihood, (0.0, 0.0), method="L-BFGS-B", bounds=[(-edge, edge)] * 2, options={"ftol": 1e-15, "gtol": 1e-9}
    )
    if not found.success or max(abs(place) for place in found.x) > 0.99 * edge:
        return None
    return ShiftedBetaGeometric(float(exp(found.x[0])), float(exp(found.x[1])), float(-found.fun))
