"""Customer service: how fast we answer and solve."""

from tenure.catalogue.algebra import backlog as waiting
from tenure.catalogue.algebra import first_tickets, tickets
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Median, Ratio, Running, Total, Unit
from tenure.words import later

TICKETS = ("ticket_events",)
SOLVED = tickets.first_solved_minutes.known


class Service(Family):
    """Tickets of topic support, by the day they were opened; a bot does not answer."""

    title = ("Customer service", "客户服务")

    first_response_time = Median(
        en="First response time",
        zh="首次响应时间",
        says="Median minutes from the opening to the first public reply of a person, of the tickets answered.",
        says_zh="工单自创建至人工首次公开回复的分钟数中位数（仅含已回复工单）。",
        edges=later("Tickets without an answer are left out; `.km` counts them in."),
        published=("ZD-DUR", "ZD-FRT", "FT-ZD"),
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
            "first_contact": {
                "says": "Of the first ticket of each customer.",
                "says_zh": "仅计每个客户的首个工单。",
                "of": first_tickets.reply_minutes,
            },
            "mean": {
                "shape": Ratio(numerator=tickets.reply_minutes, denominator=tickets.reply_minutes.known),
                "says": "Mean instead of median.",
                "says_zh": "以均值代替中位数。",
            },
        },
        cases=(Case("2024-06", "70", "30, 3830 and 70 minutes; a bot's reply and an internal note are no answer"),),
    )
    first_response_within_target = Ratio(
        en="First response within target",
        zh="首次响应达标率",
        says="Tickets answered within the target of working minutes, of the tickets opened.",
        says_zh="在目标工作分钟内首次响应的工单占比。",
        edges=later("Tickets without an answer stay in the denominator."),
        source=later("agrees with Fivetran's reading of Zendesk"),
        published=("FT-ZD",),
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
        edges=later("Tickets that are not solved are left out; `.km` counts them in."),
        source=later("Zendesk: full resolution time; `.first` is its first resolution"),
        published=("ZD-DUR",),
        of=tickets.solved_minutes,
        unit=Unit.MINUTES,
        better=Better.LESS,
        needs=TICKETS,
        variants={
            "first": {"says": "To the first solve.", "says_zh": "至首次解决。", "of": tickets.first_solved_minutes},
            "km": {
                "says": "Tickets not solved counted in, by Kaplan and Meier.",
                "says_zh": "计入未解决工单（Kaplan–Meier 法）。",
                "of": tickets.solved_minutes,
                "censored": tickets.open_minutes,
            },
            "business": {"says": "In working minutes.", "says_zh": "按工作时间计。", "of": tickets.solved_business},
        },
        cases=(Case("2024-06", "270", "T1 to the solve that stood, 300 minutes, and T4, 240"),),
    )
    touchpoint_response_time = Median(
        en="Touchpoint response time",
        zh="接触点响应时间",
        says="First response time of one channel.",
        says_zh="单一渠道的首次响应时间。",
        source=later("Sprout Social tells mean and median"),
        published=("SP-TEAM",),
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
    tickets_opened = Total(
        en="Tickets opened",
        zh="工单量",
        says="Support tickets opened in the period.",
        says_zh="当期创建的支持工单数。",
        published=("FT-ZD",),
        of=tickets.each,
        better=Better.LESS,
        needs=TICKETS,
        priority=2,
        cases=(Case("2024-06", "4", "T1 to T4, reopened or not"),),
    )
    backlog = Total(
        en="Open backlog",
        zh="未结工单",
        says="Support tickets without a solve that stands at the end of the last day of the period.",
        says_zh="期末尚未最终解决的支持工单数。",
        published=("FT-ZD",),
        of=~waiting.solved,
        better=Better.LESS,
        running=Running.IMMATURE,
        needs=TICKETS,
        priority=2,
        cases=(Case("2024-06", "2", "T2 and T3; T1 was reopened and solved again"),),
    )
    resolution_rate = Ratio(
        en="Resolution rate",
        zh="解决率",
        says="Tickets with a solve inside the window that stands, of the tickets opened.",
        says_zh="在时限内最终解决的工单占比。",
        numerator=tickets.resolution_in_time,
        denominator=tickets.each,
        open=tickets.resolution_in_time.undecided,
        mature=tickets.resolution_mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=TICKETS,
        priority=2,
        cases=(Case("2024-06", "2 of 4", "T1 and T4"),),
    )
    reopen_rate = Ratio(
        en="Reopen rate",
        zh="重开率",
        says="Tickets reopened, of the tickets solved at least once; it moves while customers can reopen.",
        says_zh="曾解决的工单中被重新打开的占比；客户仍可重开时该值会变动。",
        source=later("Zendesk: a ticket reopened is not solved in one touch"),
        published=("ZD-ONE",),
        numerator=SOLVED & tickets.reopened,
        denominator=SOLVED,
        unit=Unit.SHARE,
        better=Better.LESS,
        needs=TICKETS,
        priority=3,
        cases=(Case("2024-06", "1 of 2", "T1 of T1 and T4"),),
    )
