"""Policies: the settings that numbers depend on. Values are facts; this is what each means and starts as."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from tenure.errors import RejectedData, unknown
from tenure.texts import Text


@dataclass(frozen=True)
class Setting:
    """One policy: its default and what it says."""

    default: str
    en: str
    zh: str


SETTINGS: dict[str, Setting] = {
    "relationship": Setting("contract", "what makes a relationship: contract, purchase, stored_value, or several joined by |", "关系由什么构成：contract 合同、purchase 购买、stored_value 储值，可用 | 并用"),
    "lapse_days": Setting("180", "days that a purchase, or the last use of a stored-value card, keeps a customer", "一次购买（或储值卡末次使用）维持客户关系的天数"),
    "week_start": Setting("Monday", "first day of the week: Monday or Sunday", "每周起始日：Monday 或 Sunday"),
    "grace_months": Setting("3", "win-back window: calendar months after the scheduled end, clamped to month end", "流失挽回期：合同到期后的自然月数，遇月末取当月最后一天"),
    "early_days": Setting("60", "a renewal signed so many days before the due date is early", "提前多少天签约算提前续约"),
    "active_min_days": Setting("2", "active customer: so many distinct usage days in the month", "活跃客户：当月至少有多少个使用日"),
    "low_max_days": Setting("1", "low-usage flag: at most so many usage days in a fully exposed month", "低使用预警：完整月份内使用日不超过该值"),
    "drop_ratio": Setting("0.5", "sharp-drop flag: usage days at most this share of the mean of the 3 months before", "骤降预警：使用日不超过前三个月均值的该比例"),
    "drop_min_mean": Setting("2", "sharp-drop flag needs at least this mean before", "骤降预警要求前三个月均值不低于该值"),
    "rescue_months": Setting("2", "months after a warning in which a return to activity is a rescue", "预警后多少个月内恢复活跃算挽回"),
    "warning_outcome_months": Setting("6", "horizon of warning precision and recall, in months", "预警准确率与召回率的观察月数"),
    "sea_window_days": Setting("180", "days in which a customer in the public pool can be re-acquired", "公海客户再成交的观察天数"),
    "inquiry_window_days": Setting("90", "days from inquiry to first signature", "从咨询到首次签约的观察天数"),
    "trial_window_days": Setting("60", "days from the start of a trial to first signature", "从试用到首次签约的观察天数"),
    "gross_margin": Setting("0.8", "gross margin, a share of revenue", "毛利率"),
    "discount_rate_annual": Setting("0.10", "yearly discount rate of future profit", "未来利润的年折现率"),
    "csat_top_min": Setting("4", "lowest score that counts as satisfied", "计为满意的最低分"),
    "frt_target_business_minutes": Setting("60", "target of the first response, in business minutes", "首次响应目标（工作分钟）"),
    "unanswered_window_days": Setting("7", "days after which a ticket without reply counts as unanswered", "多少天未回复算未响应"),
    "resolution_window_days": Setting("30", "days in which a ticket should be solved", "工单应解决的天数"),
    "feedback_close_days": Setting("30", "days in which feedback should be closed", "反馈应闭环的天数"),
    "stage_new_days": Setting("90", "days that a customer stays in the stage new", "新客户阶段的天数"),
    "value_tier_a_min": Setting("3000", "lowest MRR of tier A, in the reporting currency", "A 级客户的最低 MRR（报表币种）"),
    "value_tier_b_min": Setting("1000", "lowest MRR of tier B, in the reporting currency", "B 级客户的最低 MRR（报表币种）"),
    "profile_required": Setting("industry|region|size", "attributes that a full profile has", "完整档案必备的属性"),
    "depth_weights": Setting("meeting:3|phone:2|event:2|email:1|inapp:1", "weight of an interaction by channel", "各渠道互动的权重"),
    "content_weights": Setting("likes:1|comments:3|shares:5|saves:4", "weight of a reaction by kind", "各类内容互动的权重"),
    "business_hours": Setting("Mon-Fri 09:00-18:00", "working hours, local time", "工作时间（当地）"),
    "holidays": Setting("", "days off beside the weekend, joined by |", "周末以外的休息日，用 | 分隔"),
    "make_up_days": Setting("", "weekend days that are worked, joined by |", "调休上班日，用 | 分隔"),
    "cost_key": Setting("revenue", "shared costs are laid on customers by: revenue (recognised) or customers (evenly)", "共同成本的分摊方式：revenue 按确认收入，customers 按客户平均"),
    "retention_points": Setting("3", "cohorts, or months of a retention curve, that tell of its start or its end", "判断留存曲线初期或末期所用的同期群数（或月数）"),
    "plateau_tolerance": Setting("0.02", "a retention curve is level while it changes by at most this share a month", "留存曲线每月变化不超过该值视为平稳"),
    "small_sample": Setting("30", "ratios over fewer members are marked and never ranked", "低于该样本量的比率会加标记且不参与排名"),
}  # fmt: skip
WORKSPACE = (
    "reporting_utc_offset",
    "reporting_zone",
    "reporting_currency",
)  # told by a facts folder, kept in tenure.toml


@dataclass(frozen=True)
class Policies:
    """The policies in force as of a day."""

    values: Mapping[str, str]

    def text(self, key: str) -> str:
        """The value as written.

        Raises: NotFound for a policy that does not exist.
        """
        if key not in SETTINGS:
            raise unknown(Text("policy"), key, SETTINGS)
        return self.values.get(key, SETTINGS[key].default)

    def number(self, key: str) -> Decimal:
        """The value as an exact number.

        Raises: RejectedData when it is none.
        """
        try:
            return Decimal(self.text(key))
        except InvalidOperation as error:
            raise RejectedData(
                "Policy {key} is '{text}', which is not a number.",
                "Its default is {default}.",
                key=key,
                text=self.text(key),
                default=SETTINGS[key].default,
            ) from error

    def whole(self, key: str) -> int:
        """The value as a whole number."""
        return int(self.number(key))

    def words(self, key: str) -> tuple[str, ...]:
        """The values joined by |."""
        return tuple(word for word in self.text(key).split("|") if word)

    def weights(self, key: str) -> dict[str, int]:
        """The values of name:weight pairs joined by |."""
        return {name: int(weight) for name, _, weight in (word.partition(":") for word in self.words(key))}

    @cached_property
    def version(self) -> str:
        """A short name of this very set of values."""
        text = "\n".join(f"{key}={self.text(key)}" for key in sorted(SETTINGS))
        return hashlib.sha256(text.encode()).hexdigest()[:8]
