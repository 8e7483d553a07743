"""Engagement: how often we meet, and who takes part."""

from tenure.catalogue.algebra import panel, panel_attributes, panel_contacts, weighted_contacts
from tenure.catalogue.case import Case
from tenure.catalogue.family import Family
from tenure.catalogue.measure import Better, Ratio, Running, Unit
from tenure.words import later

CONTACTS = ("interactions",)


class Engagement(Family):
    """Over the customers held at any time in the period (R-SUBSET)."""

    title = ("Engagement", "客户互动与参与度")

    interactions_per_customer = Ratio(
        en="Interaction frequency",
        zh="客户互动频率",
        says="Interactions with customers held in the period, per customer.",
        says_zh="当期在约客户的人均互动次数。",
        edges=later("A mass mailing is a contact with each recipient: `.inbound` is the honest one."),
        numerator=panel.interactions.where(panel.held_any),
        denominator=panel.held_any,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=CONTACTS,
        cases=(Case("2024-06", "6 of 5", "three of ann, one of bob, two of dan; the lead's is not a customer's"),),
        variants={
            "inbound": {
                "says": "Only those that come from the customer.",
                "says_zh": "仅计客户主动发起的互动。",
                "numerator": panel.inbound.where(panel.held_any),
            }
        },
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
    depth = Ratio(
        en="Interaction depth",
        zh="互动深度",
        says="Mean weight of the interactions of the period, by channel; channels without a weight are left out.",
        says_zh="当期互动按渠道权重计的均值；未设权重的渠道不计入。",
        numerator=weighted_contacts.weight,
        denominator=weighted_contacts.weight.known,
        unit=Unit.TIMES,
        better=Better.MORE,
        needs=CONTACTS,
        priority=2,
        cases=(
            Case(
                "2024-06",
                "9 of 6",
                "three calls weigh 2 each and three e-mails 1 each; the lead's call is not a customer's",
            ),
        ),
    )
    two_way_rate = Ratio(
        en="Two-way dialogue rate",
        zh="双向沟通率",
        says="Customers that turned to us and to whom we turned in the period, of the customers held in it.",
        says_zh="当期既有客户主动联系、又有我方主动联系的客户占在约客户的比例。",
        numerator=panel.held_any & (panel.inbound > 0) & (panel.outbound > 0),
        denominator=panel.held_any,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=CONTACTS,
        priority=3,
        cases=(Case("2024-06", "2 of 5", "ann and dan; we turned to bob and he did not answer"),),
    )
    care_coverage = Ratio(
        en="Care coverage",
        zh="客户回访（关怀）覆盖率",
        says="Customers that we cared for or visited again, of the customers held in the period; notices do not count.",
        says_zh="当期获得回访或关怀的客户占在约客户的比例，通知不计入。",
        numerator=panel_contacts.held_any & panel_contacts.cared,
        denominator=panel_contacts.held_any,
        unit=Unit.SHARE,
        better=Better.MORE,
        needs=CONTACTS,
        priority=2,
        cases=(Case("2024-06", "2 of 5", "ann was cared for and dan visited again; the call to bob was a notice"),),
    )
    reachable_rate = Ratio(
        en="Subscribed-contact rate",
        zh="可持续触达率（订阅关系）",
        says="Customers with a live subscription to our messages on the last day, of the customers held.",
        says_zh="期末在约客户中，订阅关系有效的占比。",
        numerator=panel_attributes.held_close & panel_attributes.subscribed,
        denominator=panel_attributes.held_close & panel_attributes.reach_told,
        unit=Unit.SHARE,
        better=Better.MORE,
        running=Running.IMMATURE,
        needs=("customer_attrs",),
        priority=3,
        cases=(Case("2024-06", "1 of 5", "ann subscribes to the newsletter; dan did so until 20 June"),),
    )
