"""Satisfaction: what customers answer when asked."""

from tenure.catalogue.algebra import csat, invited
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Unit
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
        numerator=csat.score.at_least("csat_top_min"),
        denominator=csat.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=SURVEYS,
        source=later("top-2-box, as Delighted and Kicue"),
        variants={"mean": {"says": "Mean score.", "says_zh": "平均分。", "numerator": csat.score, "unit": Unit.SCORE}},
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
