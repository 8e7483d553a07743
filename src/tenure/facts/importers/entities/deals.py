"""Deals that are or were open."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.entities.entity import Entity, Facts, fact_table
from tenure.facts.importers.entities.who import customers_of, links, own_key
from tenure.facts.importers.rows import Rows, fields

FIELDS = fields(
    "deal_id stage",
    no_less="amount",
    id="deal_id company_id customer_id",
    text="deal_name stage currency owner",
    name="company_name",
    money="amount",
    day="close_date created_at",
    percent="probability",
)
_WON = re.compile(r"closed\s*won|closedwon|\bwon\b|赢单|成交|已签约")
_LOST = re.compile(r"closed\s*lost|closedlost|\blost\b|输单|丢单|失败|已关闭")


def outcome(stage: str) -> str:
    """Won, lost or open, by the name of the stage."""
    word = stage.casefold()
    if _LOST.search(word) or "未成交" in word:
        return "lost"
    return "won" if _WON.search(word) else "open"


def build(rows: Rows) -> Facts:
    """Deals; of an open one, the day it is expected to close stands under `closed`."""
    who = customers_of(rows)
    stages = pc.unique(rows.get("stage")).drop_null()
    found = pa.array([outcome(stage) for stage in stages.to_pylist()], pa.string())
    deals = fact_table(
        "deals",
        rows.numbers,
        deal_id=own_key(rows, "deal", rows.get("deal_id")),
        customer_id=who.reference,
        name=rows.get("deal_name"),
        stage=rows.get("stage"),
        amount_minor=rows.get("amount"),
        currency=rows.currency,
        owner=rows.get("owner"),
        opened=rows.get("created_at"),
        closed=rows.get("close_date"),
        outcome=pc.take(found, pc.index_in(rows.get("stage"), stages)),
    )
    return Facts({"deals": deals, "identities": links(rows)})


DEAL = Entity("deal", "deal_id", FIELDS, build, parts="rows")
