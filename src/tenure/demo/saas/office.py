"""What Orrendale spends, and the settings its numbers depend on."""

from __future__ import annotations

from tenure.demo.clock import SECONDS, at, civil, later, month_starts, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.saas.accounts import COUNT, Accounts, account, signed_day
from tenure.demo.saas.funnel import PAID_SOCIAL
from tenure.demo.saas.outreach import OFFER_CAMPAIGN, PROGRAMME_CAMPAIGN, WEBINAR
from tenure.demo.saas.times import FIRST, GRACE_MONTHS, LAST, SEED, holidays

_ADS = {"search": 1_100_000, "paid_social": 760_000, "event": 560_000, "partner": 380_000}  # cents a month
_STAFF = {"acquisition_sales": 5_200_000, "retention": 1_500_000, "service": 1_250_000}
_CAMPAIGNS = (
    (PROGRAMME_CAMPAIGN, "crm_programme", 5_600_000),
    (OFFER_CAMPAIGN, "retention", 420_000),
    (WEBINAR, "retention", 380_000),
)
_POLICIES = (
    ("reporting_zone", "America/New_York", "days are civil days in New York"),
    ("reporting_currency", "USD", ""),
    ("week_start", "Monday", "ISO weeks"),
    ("relationship", "contract", ""),
    ("grace_months", str(GRACE_MONTHS), "win-back window after the scheduled end"),
    ("early_days", "60", ""),
    ("active_min_days", "3", "active account: at least three usage days in the month"),
    ("low_max_days", "1", ""),
    ("drop_ratio", "0.5", ""),
    ("drop_min_mean", "4", ""),
    ("gross_margin", "0.78", ""),
    ("frt_target_business_minutes", "60", ""),
    ("value_tier_a_min", "2000", "MRR in USD"),
    ("value_tier_b_min", "500", "MRR in USD"),
    ("profile_required", "industry|region|size", ""),
    ("business_hours", "Mon-Fri 09:00-18:00", "New York"),
)


def tell_costs(ledger: Ledger, accounts: Accounts) -> None:
    """Monthly accruals by purpose, campaigns, and what single large accounts cost directly."""
    random = stream(SEED, "costs")
    for place, start in enumerate(month_starts(FIRST, LAST)):
        end, month = later(start, 1), f"{civil(start):%Y-%m}"
        for channel, usual in _ADS.items():
            amount = int(usual * (0.85 + 0.3 * random.random())) // 100 * 100
            _cost(ledger, f"AD-{channel}-{month}", "acquisition_marketing", amount, start, end, channel=channel)
            if random.random() < 0.1:  # the platform restates after checking the clicks
                ledger.add(
                    "costs", f"AD-{channel}-{month}", at(end, 9) + 18 * SECONDS, purpose="acquisition_marketing",
                    currency="USD", amount=amount * 95 // 100, period_start=start, period_end=end, channel=channel,
                )  # fmt: skip
        for purpose, usual in _STAFF.items():
            _cost(ledger, f"ST-{purpose}-{month}", purpose, usual * (100 + place) // 100, start, end)
        _cost(ledger, f"CRM-{month}", "crm_programme", 350_000, start, end)
    name, start, end = PAID_SOCIAL
    _cost(ledger, f"CA-{name}", "acquisition_marketing", 2_700_000, start, end, channel="paid_social", campaign_id=name)
    for campaign, purpose, amount in _CAMPAIGNS:
        _cost(ledger, f"CA-{campaign.name}", purpose, amount, campaign.start, campaign.end, campaign_id=campaign.name)
    for number in range(COUNT):
        start = signed_day(accounts, number)
        if accounts.segment[number] == 2 and start + 365 < LAST:  # set-up on site, spread over the first year
            _cost(
                ledger,
                f"SET-{account(number)}",
                "direct",
                240_000,
                start,
                later(start, 12),
                customer_id=account(number),
            )


def _cost(ledger: Ledger, name: str, purpose: str, amount: int, start: int, end: int, **more: Value) -> None:
    ledger.add(
        "costs",
        name,
        at(start, 9),
        purpose=purpose,
        amount=amount,
        currency="USD",
        period_start=start,
        period_end=end,
        **more,
    )


def tell_policies(ledger: Ledger) -> None:
    """The settings of Orrendale."""
    closed = "|".join(civil(number).isoformat() for number in holidays())
    ledger.policy("holidays", closed, "the service desk is closed")
    for key, value, note in _POLICIES:
        ledger.policy(key, value, note)
