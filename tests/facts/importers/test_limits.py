"""Native files that tell what cannot be: each row waits with its reason, and the rest is stored."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tenure.facts.importers.plans import Delivered
from tenure.facts.kinds import KINDS, Limit

Write = Callable[[str, str], Path]
KNOWN = "2024-01-01T08:00:00"
HEADS = {
    "contracts": "contract_id,customer_id,signed_at,start_date,end_date",
    "contract_prices": "price_id,contract_id,from_date,currency,mrr,seats",
    "transactions": "txn_id,customer_id,kind,currency,happened_at,amount",
    "survey_responses": "response_id,survey_id,instrument,sent_at,score,scale_max",
    "fx_rates": "fx_id,currency,rate_date,rate",
    "usage_events": "event_id,customer_id,user_id,happened_at,quantity",
    "campaigns": "campaign_id,kind,response_window_days,start_date,end_date",
    "campaign_members": "member_id,campaign_id,customer_id,happened_at,predicted_response",
    "costs": "cost_id,purpose,currency,amount,period_start,period_end",
}
GOOD = {
    "contracts": "c,ann,2024-01-01,2024-01-01,2024-01-02",
    "contract_prices": "p,c,2024-01-01,CNY,0,0",
    "transactions": "t,ann,refund,CNY,2024-01-01,0.01",
    "survey_responses": "r,s,nps,2024-01-01,10,10",
    "fx_rates": "f,USD,2024-01-01,0.0001",
    "usage_events": "e,ann,u,2024-01-01,0",
    "campaigns": "k,retention,0,2024-01-01,2024-01-01",
    "campaign_members": "m,k,ann,2024-01-01,1",
    "costs": "x,retention,CNY,0,2024-01-01,2024-01-02",
}
BAD = [
    ("contracts", "c,ann,2024-01-01,2024-01-01,2024-01-01", "line 2, end_date: '2024-01-01' is not after start_date"),
    ("contract_prices", "p,c,2024-01-01,CNY,-0.01,0", "line 2, mrr: '-0.01' is below 0"),
    ("contract_prices", "p,c,2024-01-01,CNY,0,-1", "line 2, seats: '-1' is below 0"),
    ("transactions", "t,ann,order,CNY,2024-01-01,0", "line 2, amount: '0' is not above 0"),
    ("transactions", "t,ann,order,CNY,2024-01-01,-5.00", "line 2, amount: '-5.00' is not above 0"),
    ("survey_responses", "r,s,nps,2024-01-01,11,10", "line 2, score: '11' is above scale_max"),
    ("survey_responses", "r,s,nps,2024-01-01,-1,10", "line 2, score: '-1' is below 0"),
    ("fx_rates", "f,USD,2024-01-01,0", "line 2, rate: '0' is not above 0"),
    ("usage_events", "e,ann,u,2024-01-01,-1", "line 2, quantity: '-1' is below 0"),
    ("campaigns", "k,retention,-1,2024-01-01,2024-01-01", "line 2, response_window_days: '-1' is below 0"),
    ("campaigns", "k,retention,0,2024-01-02,2024-01-01", "line 2, end_date: '2024-01-01' is before start_date"),
    ("campaign_members", "m,k,ann,2024-01-01,1.01", "line 2, predicted_response: '1.01' is not between 0 and 1"),
    ("costs", "x,retention,CNY,-1,2024-01-01,2024-01-02", "line 2, amount: '-1' is below 0"),
    ("costs", "x,retention,CNY,1,2024-01-01,2024-01-01", "line 2, period_end: '2024-01-01' is not after period_start"),
]


def text_of(kind: str, row: str, op: str = "assert") -> str:
    return f"{HEADS[kind]},known_at,op\n{row},{KNOWN},{op}\n"


@pytest.mark.parametrize(("kind", "row", "told"), BAD)
def test_a_row_beyond_the_limits_of_its_kind_waits(
    kind: str, row: str, told: str, write: Write, deliver: Callable[[Path], Delivered]
) -> None:
    found = deliver(write(f"{kind}.csv", text_of(kind, row)))
    assert (found.delivery.quarantined, [str(one) for one in found.rejected.troubles.causes()]) == (1, [told])


@pytest.mark.parametrize("kind", HEADS)
def test_what_lies_at_the_edge_is_stored(kind: str, write: Write, deliver: Callable[[Path], Delivered]) -> None:
    found = deliver(write(f"{kind}.csv", text_of(kind, GOOD[kind])))
    assert (found.delivery.quarantined, found.delivery.tables[kind].num_rows) == (0, 1)


def test_what_is_taken_back_may_have_been_anything(write: Write, deliver: Callable[[Path], Delivered]) -> None:
    found = deliver(write("transactions.csv", text_of("transactions", "t,ann,order,CNY,2024-01-01,-5.00", "retract")))
    assert (found.delivery.quarantined, found.delivery.tables["transactions"].num_rows) == (0, 1)


def test_orders_of_columns_name_columns_of_one_type() -> None:
    for kind in KINDS.values():
        for order in kind.orders:
            assert kind.column(order.first).type is kind.column(order.then).type
    assert {column.limit for kind in KINDS.values() for column in kind.columns} == {None, *Limit}


NO_LESS = [
    ("stripe_subscriptions.csv", "Amount"),
    ("stripe_subscriptions.csv", "Quantity"),
    ("hubspot_deals.csv", "Amount"),
    ("mailchimp_campaigns.csv", "Unique Opens"),
    ("google_ads_campaign.csv", "Clicks"),
]


@pytest.mark.parametrize(("name", "column"), NO_LESS)
def test_an_export_is_held_to_them_too(
    name: str, column: str, shared: Path, write: Write, deliver: Callable[[Path], Delivered]
) -> None:
    lines = (shared / "import-samples" / name).read_text(encoding="utf-8-sig").splitlines()
    head = next(n for n, line in enumerate(lines) if column in next(csv.reader([line])))
    cells = list(csv.reader(lines[head:]))
    place = cells[0].index(column)
    cells[1][place] = f"-{cells[1][place] or 1}"
    text = io.StringIO()
    csv.writer(text).writerows(cells)
    found = deliver(write(name, "\n".join([*lines[:head], text.getvalue()])))
    (told,) = [str(one) for one in found.rejected.troubles.causes()]
    assert told.startswith(f"line {head + 2}, {column}: '-") and told.endswith("' is below 0"), told
