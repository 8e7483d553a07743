"""Loyalty: would they recommend us."""

from decimal import Decimal

from tenure.catalogue.algebra import account_votes, nps_answers, votes
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Unit
from tenure.words import later

SURVEYS = ("survey_responses",)
PROMOTER, DETRACTOR = 9, 6


class Loyalty(Family):
    """A person has one vote a period: the latest answer."""

    title = ("Loyalty", "忠诚度")

    nps = Ratio(
        en="Net promoter score",
        zh="净推荐值（NPS）",
        says="100 × (people who answer 9 or 10 less people who answer 0 to 6) over people who answered, by their latest answer.",
        says_zh="100 ×（评 9–10 分人数 − 评 0–6 分人数）÷ 作答人数，每人取最近一次答复。",
        numerator=(votes.score >= PROMOTER) - votes.score.at_most(DETRACTOR),
        denominator=votes.each,
        scale=Decimal(100),
        unit=Unit.SCORE,
        better=Better.MORE,
        needs=SURVEYS,
        source=later("Bain"),
        variants={
            "account": {
                "says": "One voice per customer: the mean of its people, unrounded.",
                "says_zh": "每个客户一票：取其人员评分的均值，不取整。",
                "numerator": account_votes.promoter - account_votes.detractor,
                "denominator": account_votes.each,
            },
            "response": {
                "says": "Every answer counts.",
                "says_zh": "每次答复都计入。",
                "numerator": (nps_answers.score >= PROMOTER) - nps_answers.score.at_most(DETRACTOR),
                "denominator": nps_answers.each,
                "cases": (Case("2024-06", "0 of 5", "every answer counts: 9 and 10 against 3 and 6"),),
            },
        },
        cases=(
            Case(
                "2024-06",
                "1 of 4",
                "ann by her latest answer (9, not 3) and dan promote, bob with 6 does not, cid is passive",
            ),
        ),
    )
