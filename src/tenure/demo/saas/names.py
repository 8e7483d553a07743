"""Invented customers of Orrendale: no company, place or person that is known to exist."""

from __future__ import annotations

_STEMS = (
    "Alderwyn", "Brackmoor", "Cindervale", "Dunmarrow", "Ellisweir", "Fernquist", "Garrowfell", "Hexenby", "Ivorstane",
    "Jorrowick", "Kestrane", "Lunderhay", "Marrowdene", "Nettlecombe", "Oxmere", "Pellaway", "Quarrenby", "Rushenfold",
    "Saltmarden", "Thistlewray", "Umberlow", "Vellacroft", "Wendlebury", "Yarrowgate", "Zennerholm",
)  # fmt: skip
_TRADES = (
    "Foods", "Castings", "Packaging", "Textiles", "Instruments", "Bakeries", "Coatings", "Furniture", "Optics", "Pumps",
    "Toys", "Ceramics", "Seafood", "Fasteners", "Cosmetics", "Cables",
)  # fmt: skip

INDUSTRIES = ("food", "machinery", "consumer_goods", "electronics", "chemicals")
_INDUSTRY_OF_TRADE = (0, 1, 2, 2, 3, 0, 4, 2, 3, 1, 2, 2, 0, 1, 4, 3)
REGIONS = ("north_america", "united_kingdom", "europe")
CURRENCIES = ("USD", "GBP", "EUR")
SEGMENTS = ("small", "mid", "enterprise")
CHANNELS = ("search", "paid_social", "partner", "event", "referral", "outbound")
FEATURES = ("audit", "checklist", "finding", "report", "supplier_portal", "dashboard")
OWNERS = ("csm-amber", "csm-birch", "csm-cedar", "csm-damson", "csm-elder")
REASONS = ("price", "missing_feature", "low_usage", "budget", "champion_left", "acquired")
PROMOTER_WORDS = ("Audits take half the time", "Support answers fast", "Our suppliers like the portal")
PASSIVE_WORDS = ("Fine, reports could be faster", "Does the job")
DETRACTOR_WORDS = ("Too slow since the last release", "We lost drafts", "Hard to justify the price")


def company(number: int) -> str:
    """The invented name of an account; no two are the same."""
    return f"{_STEMS[number % len(_STEMS)]} {_TRADES[number // len(_STEMS) % len(_TRADES)]}"


def industry(number: int) -> str:
    """The industry that goes with the name."""
    return INDUSTRIES[_INDUSTRY_OF_TRADE[number // len(_STEMS) % len(_TRADES)]]
