"""Loyalty: would they recommend us."""

from decimal import Decimal

from tenure.catalogue.algebra import account_votes, first_purchases, nps_answers, panel, panel_contacts, votes
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Running, Unit
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
        published=("BAIN", "UG-NPS"),
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
    promoter_share = Ratio(
        en="Recommendation rate (intent)",
        zh="推荐率（意愿）",
        says="People who answer 9 or 10, of the people who answered, by their latest answer.",
        says_zh="评 9–10 分者占作答人数的比例，每人取最近一次答复。",
        source=later("Bain; what people say, not whom they bring: `loyalty.referral_rate`"),
        published=("BAIN",),
        numerator=votes.score >= PROMOTER,
        denominator=votes.each,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=SURVEYS,
        priority=2,
        variants={
            "detractor": {
                "en": "Detractor share",
                "zh": "贬损者占比",
                "says": "People who answer 0 to 6.",
                "says_zh": "评 0–6 分者的占比。",
                "numerator": votes.score.at_most(DETRACTOR),
                "better": Better.LESS,
            }
        },
        cases=(Case("2024-06", "2 of 4", "ann by her latest answer, and dan"),),
    )
    referral_rate = Ratio(
        en="Referral rate (actual)",
        zh="实际推荐率",
        says="Customers that referred somebody in the period, of the customers held in it.",
        says_zh="当期推荐过他人的客户占在约客户的比例。",
        numerator=panel_contacts.held_any & panel_contacts.referred,
        denominator=panel_contacts.held_any,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("touches",),
        priority=2,
        cases=(Case("2023-11", "1 of 4", "L2 names ann when it asks; ann, bob, dan and, from the 10th, eve are held"),),
    )
    repeat_purchase_rate = Ratio(
        en="Repeat purchase rate",
        zh="复购率",
        says="Customers with two purchases or more in the period, of the customers with at least one.",
        says_zh="当期购买两次及以上的客户占购买客户的比例。",
        numerator=panel.purchases > 1,
        denominator=panel.purchases > 0,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=("transactions",),
        priority=2,
        variants={
            "new_90d": {
                "says": "Customers that bought again within 90 days, of those whose first purchase lies in the period.",
                "says_zh": "当期首次购买的客户中，90 天内再次购买的占比。",
                "numerator": first_purchases.again,
                "denominator": first_purchases.each,
                "open": first_purchases.again.undecided,
                "mature": first_purchases.mature,
                "running": Running.MEMBERS,
            }
        },
        cases=(Case("2024-07", "1 of 2", "ann buys twice, bob once"),),
    )
