"""Every entity by its name."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.errors import unknown
from tenure.facts.importers.entities.campaigns import CAMPAIGN
from tenure.facts.importers.entities.customers import COMPANY, CUSTOMER
from tenure.facts.importers.entities.deals import DEAL
from tenure.facts.importers.entities.entity import Entity
from tenure.facts.importers.entities.events import EVENT
from tenure.facts.importers.entities.orders import ORDER
from tenure.facts.importers.entities.payments import INVOICE, PAYMENT
from tenure.facts.importers.entities.spend import SPEND
from tenure.facts.importers.entities.statistics import CHANNEL, POST, WEB
from tenure.facts.importers.entities.subscriptions import SUBSCRIPTION
from tenure.facts.importers.entities.surveys import SURVEY
from tenure.facts.importers.entities.tickets import TICKET
from tenure.texts import Text

ENTITIES: Mapping[str, Entity] = {
    entity.name: entity
    for entity in (
        CUSTOMER,
        COMPANY,
        ORDER,
        SUBSCRIPTION,
        INVOICE,
        PAYMENT,
        SPEND,
        CAMPAIGN,
        TICKET,
        SURVEY,
        DEAL,
        EVENT,
        POST,
        WEB,
        CHANNEL,
    )
}


def entity(name: str) -> Entity:
    """The entity of that name.

    Raises: NotFound with its neighbours.
    """
    if name not in ENTITIES:
        raise unknown(Text("entity"), name, ENTITIES)
    return ENTITIES[name]
