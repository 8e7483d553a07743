"""Acquisition and marketing: where customers come from and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.pages.asking import Asking
from tenure.pages.blocks import Section
from tenure.pages.figures import figures
from tenure.pages.sheet import SINCE, Sheet, Wanted
from tenure.words import later

_SHOWN = (
    "acq.new_customers", "acq.leads", "acq.inquiry_deal_rate", "cost.cac", "cost.cac_payback_months", "cost.ltv_cac_ratio",
)  # fmt: skip


def _make(asking: Asking, _wanted: Wanted) -> Sequence[Section | None]:
    known = [name for name in _SHOWN if name in asking.known and asking.value(name).status != "unavailable"]
    if not known:
        return (None,)
    lead = asking.say("Who became a customer in the period, and what that cost.")
    return (
        Section("acquisition_figures", asking.say("New customers"), lead, (figures(asking, "acquisition", known),)),
    )


SHEET = Sheet(
    name="acquisition",
    title=later("Acquisition and marketing"),
    question=later("Where do customers come from, and what do they cost?"),
    make=_make,
    analyses=("acquisition", "funnel", "attribution", "marginal", "programmes"),
    options=(SINCE,),
    sources=("contracts", "transactions", "touches", "costs"),
    sliced=True,
)
