"""Every policy there is: its default, its meaning and its effect in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.policies.checks import Check, choice, days, listed, share, whole


@dataclass(frozen=True)
class Setting:
    """One policy: its default, what it says, what a change of it does, and which values it takes."""

    default: str
    check: Check
    en: str
    zh: str
    effect: str
    effect_zh: str


_DAYS, _MONTHS, _SHARE = whole(1, 3650), whole(1, 36), share("0", "1")
_WEIGHTS = listed(r"[^:|]+:\d+", "meeting:3|phone:2")

SETTINGS: dict[str, Setting] = {
    "relationship": Setting(
        "contract", choice("contract", "purchase", "stored_value", several=True),
        "what makes a relationship: contract, purchase, stored_value, or several joined by |", "关系由什么构成：contract 合同、purchase 购买、stored_value 储值，可用 | 并用",
        "decides who counts as a customer held, and so every rate over customers", "决定谁算在保有客户之内，进而影响所有以客户数为分母的比率",
    ),
    "lapse_days": Setting(
        "180", _DAYS,
        "days that a purchase, or the last use of a stored-value card, keeps a customer", "一次购买（或储值卡末次使用）维持客户关系的天数",
        "fewer days: buyers are lost sooner, and more of them come back", "天数越少，购买客户越早算流失，回流也越多",
    ),
    "week_start": Setting(
        "Monday", choice("Monday", "Sunday"),
        "first day of the week: Monday or Sunday", "每周起始日：Monday 或 Sunday",
        "moves the edges of weekly numbers", "改变按周统计的起止日",
    ),
    "grace_months": Setting(
        "3", whole(0, 12),
        "win-back window: calendar months after the scheduled end, clamped to month end", "流失挽回期：合同到期后的自然月数，遇月末取当月最后一天",
        "more months: losses are booked later, late renewals still count, numbers stay provisional longer", "月数越多，流失确认越晚，迟续约仍计为续约，数字保持暂定状态的时间也越长",
    ),
    "churn_date": Setting(
        "window", choice("window", "as_billed", "period_end", "notice"),
        "the day on which a contract that ends is churn: after its win-back window, when billing ends it, when the period paid for ends, or when notice is given", "合同终止何时算流失：window 挽回期结束后；as_billed 账单系统终止当日；period_end 已付周期结束时；notice 客户提出取消之日",
        "moves churned MRR and customers between periods; only window keeps late renewers as customers", "改变流失 MRR 与流失客户所属的周期；仅 window 会把迟续约的客户视为未流失",
    ),
    "past_due_days": Setting(
        "never", whole(1, 365, "never"),
        "days after which an unpaid invoice ends its contract; never keeps it", "账单逾期多少天视为合同终止；never 表示不终止",
        "fewer days: customers who do not pay are churn sooner", "天数越少，欠费客户越早算流失",
    ),
    "same_month": Setting(
        "both", choice("both", "neither"),
        "who begins and ends in one month is counted as new and as lost (both), or left out (neither)", "同月开始又终止的客户：both 既算新增也算流失，neither 两边都不计",
        "neither lowers new and churned MRR by the same amount; net new stays", "neither 使新增与流失 MRR 同额减少，净新增不变",
    ),
    "limited_discount": Setting(
        "subtracted", choice("subtracted", "ignored"),
        "a discount that ends within the contract lowers MRR while it lasts (subtracted), or never (ignored)", "合同期内会结束的折扣：subtracted 在折扣期内减少 MRR，ignored 不减",
        "ignored raises MRR at once and takes away the expansion when the discount ends", "ignored 使 MRR 从一开始就较高，折扣结束时也不再出现增购",
    ),
    "metered": Setting(
        "excluded", choice("excluded", "included"),
        "revenue by metered use, told as metered_mrr of a price, is left out of MRR (excluded) or counts (included)", "按用量计费的收入（价格中的 metered_mrr）：excluded 不计入 MRR，included 计入",
        "included raises MRR, and makes every change of use expansion or contraction", "included 提高 MRR，用量的每次变化都成为增购或减购",
    ),
    "on_hold": Setting(
        "zero", choice("zero", "continues"),
        "a contract on hold, its price zero for a while, has no MRR (zero), or keeps its last one (continues)", "合同暂停（价格一度为零）期间：zero 无 MRR，continues 沿用最近的 MRR",
        "continues takes the churn and the reactivation of a pause away", "continues 使暂停不再产生流失与回流",
    ),
    "reactivation_days": Setting(
        "any", whole(1, 3650, "any"),
        "days after the loss within which a return is reactivation; a later one is new", "流失后多少天内回来算回流，超过则算新增；any 表示不限",
        "fewer days: more of the returning MRR counts as new", "天数越少，回来的 MRR 中算新增的越多",
    ),
    "churn_base": Setting(
        "opening", choice("opening", "opening_and_new"),
        "the customer churn rate is over opening customers (opening), or over opening and new ones together (opening_and_new)", "客户流失率的分母：opening 期初客户；opening_and_new 期初与当期新签客户之和",
        "opening_and_new counts also who came and left within the period, over a larger base", "opening_and_new 把当期来又走的客户也计入，分母更大",
    ),
    "early_days": Setting(
        "60", _DAYS,
        "a renewal signed so many days before the due date is early", "提前多少天签约算提前续约",
        "more days: fewer renewals are called early; the renewal rate itself stays", "天数越多，算提前续约的越少；续约率本身不变",
    ),
    "active_min_days": Setting(
        "2", whole(1, 31),
        "active customer: so many distinct usage days in the month", "活跃客户：当月至少有多少个使用日",
        "more days: fewer customers are active, fewer warnings end in a rescue", "天数越多，活跃客户越少，预警后算挽回的也越少",
    ),
    "low_max_days": Setting(
        "1", whole(0, 31),
        "low-usage flag: at most so many usage days in a fully exposed month", "低使用预警：完整月份内使用日不超过该值",
        "more days: more customers are flagged", "天数越多，被预警的客户越多",
    ),
    "drop_ratio": Setting(
        "0.5", _SHARE,
        "sharp-drop flag: usage days at most this share of the mean of the 3 months before", "骤降预警：使用日不超过前三个月均值的该比例",
        "a higher share: smaller drops are flagged", "比例越高，较小的下降也会预警",
    ),
    "drop_min_mean": Setting(
        "2", share("0", "31"),
        "sharp-drop flag needs at least this mean before", "骤降预警要求前三个月均值不低于该值",
        "a higher mean: customers who use little are not flagged for a drop", "均值要求越高，低频客户越不会触发骤降预警",
    ),
    "rescue_months": Setting(
        "2", _MONTHS,
        "months after a warning in which a return to activity is a rescue", "预警后多少个月内恢复活跃算挽回",
        "more months: more warnings end in a rescue, and later", "月数越多，算挽回的预警越多，结果也越晚确定",
    ),
    "warning_outcome_months": Setting(
        "6", _MONTHS,
        "horizon of warning precision and recall, in months", "预警准确率与召回率的观察月数",
        "more months: more warnings prove right, and later", "月数越多，被证实的预警越多，结果也越晚确定",
    ),
    "sea_window_days": Setting(
        "180", _DAYS,
        "days in which a customer in the public pool can be re-acquired", "公海客户再成交的观察天数",
        "more days: more customers of the public pool count as won again", "天数越多，公海客户算再成交的越多",
    ),
    "inquiry_window_days": Setting(
        "90", _DAYS,
        "days from inquiry to first signature", "从咨询到首次签约的观察天数",
        "more days: more inquiries count as converted, and later", "天数越多，算成交的咨询越多，结果也越晚确定",
    ),
    "trial_window_days": Setting(
        "60", _DAYS,
        "days from the start of a trial to first signature", "从试用到首次签约的观察天数",
        "more days: more trials count as converted, and later", "天数越多，算转化的试用越多，结果也越晚确定",
    ),
    "response_window_days": Setting(
        "14", _DAYS,
        "days from the first day of a campaign to a response, where the campaign tells no window of its own", "活动未写明响应窗口时，从活动首日起的响应观察天数",
        "more days: more members count as having responded, and later", "天数越多，算响应的成员越多，结果也越晚确定",
    ),
    "conversion_window_days": Setting(
        "30", _DAYS,
        "days from the first day of a campaign, or from a lead's inquiry, to its goal, where the campaign tells no window of its own", "活动未写明转化窗口时，从活动首日（获客活动为线索咨询日）起的转化观察天数",
        "more days: more members count as converted, and later", "天数越多，算转化的成员越多，结果也越晚确定",
    ),
    "gross_margin": Setting(
        "0.8", _SHARE,
        "gross margin, a share of revenue", "毛利率",
        "scales customer value, payback and returns", "按比例影响客户价值、回收期与投入产出",
    ),
    "discount_rate_annual": Setting(
        "0.10", share("0", "10"),
        "yearly discount rate of future profit", "未来利润的年折现率",
        "a higher rate: profit that lies far ahead is worth less", "折现率越高，远期利润的现值越低",
    ),
    "csat_top_min": Setting(
        "4", whole(1, 10),
        "lowest score that counts as satisfied", "计为满意的最低分",
        "a lower score: more answers count as satisfied", "分值越低，算满意的答复越多",
    ),
    "frt_target_business_minutes": Setting(
        "60", whole(1, 100000),
        "target of the first response, in business minutes", "首次响应目标（工作分钟）",
        "more minutes: more first responses are within the target", "分钟数越多，首次响应达标的越多",
    ),
    "unanswered_window_days": Setting(
        "7", _DAYS,
        "days after which a ticket without reply counts as unanswered", "多少天未回复算未响应",
        "more days: fewer tickets count as unanswered", "天数越多，算未响应的工单越少",
    ),
    "resolution_window_days": Setting(
        "30", _DAYS,
        "days in which a ticket should be solved", "工单应解决的天数",
        "more days: more tickets count as solved in time", "天数越多，按时解决的工单越多",
    ),
    "feedback_close_days": Setting(
        "30", _DAYS,
        "days in which feedback should be closed", "反馈应闭环的天数",
        "more days: more feedback counts as closed in time", "天数越多，按时闭环的反馈越多",
    ),
    "stage_new_days": Setting(
        "90", _DAYS,
        "days that a customer stays in the stage new", "新客户阶段的天数",
        "more days: customers become mature later", "天数越多，客户越晚进入成熟阶段",
    ),
    "value_tier_a_min": Setting(
        "3000", share("0", "1000000000"),
        "lowest MRR of tier A, in the reporting currency", "A 级客户的最低 MRR（报表币种）",
        "a higher bound: fewer customers in tier A", "门槛越高，A 级客户越少",
    ),
    "value_tier_b_min": Setting(
        "1000", share("0", "1000000000"),
        "lowest MRR of tier B, in the reporting currency", "B 级客户的最低 MRR（报表币种）",
        "a higher bound: fewer customers in tier B, more in C", "门槛越高，B 级客户越少，C 级越多",
    ),
    "profile_required": Setting(
        "industry|region|size", listed(r"[^|]+", "industry|region|size"),
        "attributes that a full profile has", "完整档案必备的属性",
        "more attributes: fewer profiles are complete", "属性越多，完整的档案越少",
    ),
    "depth_weights": Setting(
        "meeting:3|phone:2|event:2|email:1|inapp:1", _WEIGHTS,
        "weight of an interaction by channel", "各渠道互动的权重",
        "a heavier channel counts for more in the depth of interaction", "权重越大的渠道，对互动深度的贡献越大",
    ),
    "content_weights": Setting(
        "likes:1|comments:3|shares:5|saves:4", _WEIGHTS,
        "weight of a reaction by kind", "各类内容互动的权重",
        "a heavier reaction counts for more in the quality of content", "权重越大的互动，对内容质量的贡献越大",
    ),
    "business_hours": Setting(
        "Mon-Fri 09:00-18:00", listed(r"[A-Z][a-z]{2}(-[A-Z][a-z]{2})? \d{2}:\d{2}-\d{2}:\d{2}", "Mon-Fri 09:00-18:00"),
        "working hours, local time", "工作时间（当地）",
        "longer hours: response times in business minutes grow", "工作时间越长，按工作分钟计的响应时长越大",
    ),
    "holidays": Setting(
        "", days,
        "days off beside the weekend, joined by |", "周末以外的休息日，用 | 分隔",
        "days off do not count towards business minutes", "休息日不计入工作分钟",
    ),
    "make_up_days": Setting(
        "", days,
        "weekend days that are worked, joined by |", "调休上班日，用 | 分隔",
        "weekend days that count towards business minutes", "调休上班日计入工作分钟",
    ),
    "cost_key": Setting(
        "revenue", choice("revenue", "customers"),
        "shared costs are laid on customers by: revenue or customers (evenly)", "共同成本的分摊方式：revenue 按收入，customers 按客户平均",
        "customers lays as much on a small customer as on a large one", "customers 使小客户与大客户分摊同样的成本",
    ),
    "retention_points": Setting(
        "3", whole(1, 36),
        "cohorts, or months of a retention curve, that tell of its start or its end", "判断留存曲线初期或末期所用的同期群数（或月数）",
        "more points: start and end of the curve are told later, and are calmer", "点数越多，初期与末期越晚给出，也越平稳",
    ),
    "plateau_tolerance": Setting(
        "0.02", _SHARE,
        "a retention curve is level while it changes by at most this share a month", "留存曲线每月变化不超过该值视为平稳",
        "a higher share: curves count as level sooner", "数值越大，曲线越早被视为平稳",
    ),
    "small_sample": Setting(
        "30", whole(1, 100000),
        "ratios over fewer members are marked and never ranked", "低于该样本量的比率会加标记且不参与排名",
        "more members: more ratios are marked as small", "数值越大，被标为样本较少的比率越多",
    ),
}  # fmt: skip
