"""Customer service: how fast we answer and solve."""

from tenure.catalogue.algebra import tickets
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Median, Ratio, Running, Unit
from tenure.words import later

TICKETS = ("ticket_events",)


class Service(Family):
    """Tickets of topic support, by the day they were opened; a bot does not answer."""

    title = ("Customer service", "客户服务")

    first_response_time = Median(
        en="First response time",
        zh="首次响应时间",
        says="Median minutes from the opening to the first public reply of a person, of the tickets answered.",
        says_zh="工单自创建至人工首次公开回复的分钟数中位数（仅含已回复工单）。",
        of=tickets.reply_minutes,
        unit=Unit.MINUTES,
        better=Better.LESS,
        needs=TICKETS,
        source=later("Zendesk: first reply time"),
        variants={
            "business": {
                "says": "In working minutes.",
                "says_zh": "按工作时间计。",
                "of": tickets.reply_business,
                "cases": (Case("2024-06", "50", "30, 30 on Friday + 20 on Monday, and 70 minutes"),),
            },
            "km": {
                "says": "Tickets without an answer counted in, by Kaplan and Meier.",
                "says_zh": "计入未回复工单（Kaplan–Meier 法）。",
                "of": tickets.reply_minutes,
                "censored": tickets.open_minutes,
            },
        },
        cases=(Case("2024-06", "70", "30, 3830 and 70 minutes; a bot's reply and an internal note are no answer"),),
    )
    first_response_within_target = Ratio(
        en="First response within target",
        zh="首次响应达标率",
        says="Tickets answered within the target of working minutes, of the tickets opened.",
        says_zh="在目标工作分钟内首次响应的工单占比。",
        numerator=tickets.in_target,
        denominator=tickets.each,
        open=tickets.in_target.undecided,
        mature=tickets.target_over,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=TICKETS,
        cases=(Case("2024-06", "2 of 4", "30 and 50 working minutes; 70, and no answer at all, are not within 60"),),
    )
    unanswered_rate = Ratio(
        en="Unanswered rate",
        zh="未响应率",
        says="Tickets without a reply of a person by the end of the window, of the tickets opened.",
        says_zh="在观察期内无人工回复的工单占比。",
        numerator=tickets.answer_in_time.no,
        denominator=tickets.each,
        open=tickets.answer_in_time.undecided,
        mature=tickets.answer_mature,
        unit=Unit.SHARE,
        better=Better.LESS,
        running=Running.MEMBERS,
        needs=TICKETS,
        cases=(Case("2024-06", "1 of 4", "T3 has only an internal note"),),
    )
    resolution_time = Median(
        en="Resolution time",
        zh="解决问题的时长",
        says="Median minutes from the opening to the solve that stands, of the tickets solved.",
        says_zh="工单自创建至最终解决的分钟数中位数（仅含已解决工单）。",
        of=tickets.solved_minutes,
        unit=Unit.MINUTES,
        better=Better.LESS,
        needs=TICKETS,
        variants={
            "first": {"says": "To the first solve.", "says_zh": "至首次解决。", "of": tickets.first_solved_minutes}
        },
        cases=(Case("2024-06", "270", "T1 to the solve that stood, 300 minutes, and T4, 240"),),
    )
    touchpoint_response_time = Median(
        en="Touchpoint response time",
        zh="接触点响应时间",
        says="First response time of one channel.",
        says_zh="单一渠道的首次响应时间。",
        of=tickets.reply_minutes,
        unit=Unit.MINUTES,
        better=Better.LESS,
        needs=TICKETS,
        params=("channel",),
        cases=(
            Case("2024-06", "70", "by phone", where={"channel": "phone"}),
            Case("2024-06", "1930", "by mail: the middle of 30 and 3830", where={"channel": "email"}),
        ),
    )
