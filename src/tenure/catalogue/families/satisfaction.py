"""Satisfaction: what customers answer when asked."""

from tenure.catalogue.algebra import csat, feedback, invited, service_answers
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Running, Total, Unit
from tenure.words import later

SURVEYS = ("survey_responses",)


class Satisfaction(Family):
    """By the day of the answer; response by the day of asking."""

    title = ("Satisfaction", "满意度")

    csat = Ratio(
        en="CSAT (top-2-box)",
        zh="客户满意度（CSAT）",
        says="Answers at or above the satisfied score, of all answers.",
        says_zh="评分达到满意线的答复占全部答复的比例。",
        published=("DL-CSAT", "T2B"),
        numerator=csat.score.at_least("csat_top_min"),
        denominator=csat.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=SURVEYS,
        source=later("top-2-box, as Delighted and Kicue"),
        variants={
            "mean": {"says": "Mean score.", "says_zh": "平均分。", "numerator": csat.score, "unit": Unit.SCORE},
            "top1": {
                "says": "Answers of the highest score.",
                "says_zh": "给出最高分的答复占比。",
                "numerator": csat.score >= csat.scale_max.otherwise(5),
            },
        },
        cases=(Case("2024-06", "2 of 3", "5 and 4 are satisfied, 3 is not; bob did not answer, eve answered in July"),),
    )
    survey_response_rate = Ratio(
        en="Survey response rate",
        zh="调查回收率",
        says="People who answered, of the people asked in the period.",
        says_zh="当期受邀者中作答的占比。",
        numerator=invited.answered,
        denominator=invited.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=SURVEYS,
        params=("instrument",),
        cases=(
            Case(
                "2024-06",
                "4 of 5",
                "by the day of asking: eve's answer of July counts for June",
                where={"instrument": "csat"},
            ),
        ),
    )
    service_csat = Ratio(
        en="Service satisfaction by dimension",
        zh="服务满意度（分维度）",
        says="Answers about service at or above the satisfied score, of all answers, in one dimension.",
        says_zh="某一维度的服务评价中，评分达到满意线的占比。",
        published=("T2B",),
        numerator=service_answers.score.at_least("csat_top_min"),
        denominator=service_answers.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=SURVEYS,
        params=("dimension",),
        priority=2,
        cases=(
            Case(
                "2024-06",
                "1 of 2",
                "about speed ann gives 5 and bob 3; what bob gives for friendliness is another dimension",
                where={"dimension": "speed"},
            ),
        ),
    )
    feedback_closed_rate = Ratio(
        en="Feedback closed-loop rate",
        zh="反馈闭环率",
        says="Feedback closed for good inside the window, of the feedback received in the period.",
        says_zh="当期收到的反馈中，在时限内最终关闭的占比。",
        numerator=feedback.closure_in_time,
        denominator=feedback.each,
        open=feedback.closure_in_time.undecided,
        mature=feedback.closure_mature,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.MEMBERS,
        needs=("ticket_events",),
        priority=2,
        variants={
            "count": {
                "shape": Total(of=feedback.each),
                "says": "Feedback received.",
                "says_zh": "收到的反馈数。",
                "unit": Unit.COUNT,
                "running": Running.PARTIAL,
            }
        },
        cases=(Case("2024-06", "0 of 0", "a support ticket is no feedback", status="undefined"),),
    )
