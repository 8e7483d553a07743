"""What the tea shop spends, and the settings its numbers depend on."""

from __future__ import annotations

from tenure.demo.clock import SECONDS, at, civil, later, month_starts, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.tea.orders import BURST_CAMPAIGN, CAMPAIGNS
from tenure.demo.tea.people import SEED
from tenure.demo.tea.seasons import BURST, FIRST, LAST, holidays

_MEDIA = "acquisition_marketing"
_ADS = {"wechat": 420_000, "douyin": 520_000, "xiaohongshu": 380_000, "search": 210_000}  # fen a month
_STAFF = {"acquisition_sales": 950_000, "retention": 620_000, "service": 1_050_000}
_CAMPAIGNS = {"K02": 460_000, "K03": 1_260_000, "K04": 380_000, "K05": 240_000}
_POLICIES = (
    ("reporting_zone", "Asia/Shanghai", "按北京时间划分自然日"),
    ("reporting_currency", "CNY", ""),
    ("week_start", "Monday", ""),
    ("relationship", "purchase|stored_value", "购买或储值构成客户关系"),
    ("lapse_days", "180", "最近一次购买或用卡后维持关系的天数"),
    ("active_min_days", "1", "当月至少一天打开小程序即为活跃"),
    ("low_max_days", "0", ""),
    ("rescue_months", "2", ""),
    ("gross_margin", "0.56", "按商品成本估算"),
    ("frt_target_business_minutes", "30", ""),
    ("unanswered_window_days", "3", ""),
    ("resolution_window_days", "14", ""),
    ("stage_new_days", "60", ""),
    ("profile_required", "region|segment|birthday_month", ""),
    ("depth_weights", "store:3|phone:2|wechat:1", ""),
    ("business_hours", "Mon-Sun 09:00-21:00", "客服每天在线"),
)


def tell_costs(ledger: Ledger) -> None:
    """Advertising by channel, wages, campaigns and the customer programme, as monthly accruals in fen."""
    random = stream(SEED, "costs")
    for start in month_starts(FIRST, LAST):
        end, month = later(start, 1), f"{civil(start):%Y-%m}"
        busy = 1.5 if civil(start).month in (6, 11) else 1.0
        for channel, usual in _ADS.items():
            amount = int(usual * busy * (0.9 + 0.2 * random.random())) // 100 * 100
            _cost(ledger, f"AD-{channel}-{month}", (start, end), purpose=_MEDIA, amount=amount, channel=channel)
            if random.random() < 0.08:  # the platform bills less after checking the clicks
                less, known = amount * 96 // 100, at(end, 9) + 12 * SECONDS
                _cost(
                    ledger, f"AD-{channel}-{month}", (start, end), known, purpose=_MEDIA, amount=less, channel=channel
                )
        for purpose, amount in _STAFF.items():
            _cost(ledger, f"ST-{purpose}-{month}", (start, end), purpose=purpose, amount=amount)
        _cost(ledger, f"CRM-{month}", (start, end), purpose="crm_programme", amount=180_000)
    live: dict[str, Value] = {
        "purpose": _MEDIA,
        "amount": 5_200_000,
        "channel": "douyin",
        "campaign_id": BURST_CAMPAIGN,
    }
    _cost(ledger, "AD-live", (BURST[0], BURST[1] + 1), **live)
    for campaign in CAMPAIGNS:
        told: dict[str, Value] = {"channel": campaign.channel, "campaign_id": campaign.name}
        told["purpose"] = "crm_programme" if campaign.kind == "programme" else "retention"
        told["amount"] = _CAMPAIGNS[campaign.name]
        _cost(ledger, f"CA-{campaign.name}", (campaign.start, campaign.end), **told)


def _cost(ledger: Ledger, name: str, span: tuple[int, int], known: int | None = None, /, **told: Value) -> None:
    told |= {"currency": "CNY", "period_start": span[0], "period_end": span[1]}
    ledger.add("costs", name, at(span[0], 9) if known is None else known, **told)


def tell_policies(ledger: Ledger) -> None:
    """The settings of the tea shop."""
    ledger.policy("holidays", "|".join(civil(number).isoformat() for number in holidays()), "客服休息日")
    for key, value, note in _POLICIES:
        ledger.policy(key, value, note)
