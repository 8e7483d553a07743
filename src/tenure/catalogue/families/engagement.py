"""Engagement: how often we meet, and who takes part."""

from tenure.catalogue.algebra import panel
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Unit

CONTACTS = ("interactions",)


class Engagement(Family):
    """Over the customers held at any time in the period (R-SUBSET)."""

    title = ("Engagement", "客户互动与参与度")

    interactions_per_customer = Ratio(
        en="Interaction frequency",
        zh="客户互动频率",
        says="Interactions with customers held in the period, per customer.",
        says_zh="当期在约客户的人均互动次数。",
        numerator=panel.interactions.where(panel.held_any),
        denominator=panel.held_any,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=CONTACTS,
        cases=(Case("2024-06", "6 of 5", "three of ann, one of bob, two of dan; the lead's is not a customer's"),),
    )
    participation_rate = Ratio(
        en="Participation rate",
        zh="客户参与率",
        says="Customers that turned to us at least once, of the customers held in the period.",
        says_zh="当期主动联系过我们的客户占在约客户的比例。",
        numerator=panel.held_any & (panel.inbound > 0),
        denominator=panel.held_any,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=CONTACTS,
        cases=(Case("2024-06", "2 of 5", "ann and dan turned to us; ann twice, which is one customer"),),
    )
