"""From identifiers of sources to numbers that stay."""

from datetime import timedelta

import duckdb
import pytest

from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.cast import NOW, ann, bob, cid, contract, customer, deliver, identity, order, told, use


def bearer(lake: Lake, order_id: str) -> object:
    """The number of the customer of an order."""
    return {row["txn_id"]: row["customer_id"] for row in told(lake, "transactions")}[order_id]


def listed(lake: Lake) -> list[tuple[object, ...]]:
    return duckdb.sql(f"SELECT key, op FROM ({lake.stored(KINDS['identities'])}) ORDER BY seq").fetchall()


def test_a_customer_keeps_its_number_over_imports_and_kinds(lake: Lake):
    lake.store(deliver("transactions", [order("o1", ann, 1, "2024-01-05"), order("o2", bob, 1, "2024-01-06")]), NOW)
    lake.store(deliver("transactions", [order("o3", bob, 1, "2024-02-05"), order("o4", ann, 1, "2024-02-06")]), NOW)
    assert bearer(lake, "o1") == bearer(lake, "o4") != bearer(lake, "o2") == bearer(lake, "o3")


def test_the_same_id_in_two_sources_is_two_customers_and_an_email_is_one(lake: Lake):
    lake.store(
        deliver("transactions", [order("a", "42", 1, "2024-01-05"), order("b", "email:a@x.org", 1, "2024-01-05")]), NOW
    )
    rows = [order("c", "42", 1, "2024-01-05"), order("d", "email:a@x.org", 1, "2024-01-05")]
    lake.store(deliver("transactions", rows, source="till"), NOW)
    assert bearer(lake, "a") != bearer(lake, "c")
    assert bearer(lake, "b") == bearer(lake, "d")


def test_links_lead_to_one_customer_over_several_steps(lake: Lake):
    links = [
        identity("crm-7", "email", "a@x.org"),
        identity("email:a@x.org", "phone", "+8613800138000"),
        identity("phone:+8613800138000", "external", "shop-1", scope="shop"),
    ]
    lake.store(deliver({"identities": links, "transactions": [order("a", "crm-7", 1, "2024-01-05")]}), NOW)
    lake.store(deliver("transactions", [order("b", "shop-1", 1, "2024-01-05")], source="shop"), NOW)
    lake.store(deliver("transactions", [order("c", "phone:+8613800138000", 1, "2024-01-05")], source="x"), NOW)
    assert bearer(lake, "a") == bearer(lake, "b") == bearer(lake, "c")


def test_a_new_identifier_takes_the_number_of_the_known_one(lake: Lake):
    lake.store(deliver("transactions", [order("a", "crm-7", 1, "2024-01-05")]), NOW)
    receipt = lake.store(deliver("identities", [identity("crm-7", "email", "a@x.org")]), NOW)
    lake.store(deliver("transactions", [order("b", "email:a@x.org", 1, "2024-01-05")]), NOW)
    assert receipt.stored == 1
    assert bearer(lake, "a") == bearer(lake, "b")


def test_an_email_is_shared_whatever_scope_a_map_gives_it(lake: Lake):
    lake.store(deliver("identities", [identity("crm-7", "email", "a@x.org", scope="crm")]), NOW)
    lake.store(deliver("transactions", [order("a", "crm-7", 1, "2024-01-05")]), NOW)
    lake.store(deliver("transactions", [order("b", "email:a@x.org", 1, "2024-01-05")]), NOW)
    assert bearer(lake, "a") == bearer(lake, "b")


def test_signs_in_names_make_nobody_the_same(lake: Lake):
    """The bar that parts an identity's key may stand in a source's name and in an id."""
    lake.store(deliver("transactions", [order("a", "b|c", 1, "2024-01-05")], source="x"), NOW)
    lake.store(deliver("transactions", [order("b", "c", 1, "2024-01-05")], source="x|b"), NOW)
    assert bearer(lake, "a") != bearer(lake, "b")
    keys = [key for key, _op in listed(lake)]
    assert len(set(keys)) == 2


def test_a_link_whose_value_is_called_like_a_scope_makes_nobody_the_same(lake: Lake):
    rows = {
        "identities": [identity("acme", "external", "zed", scope="q")],
        "transactions": [order("a", "acme", 1, "2024-01-05"), order("b", "q", 1, "2024-01-05")],
    }
    lake.store(deliver(rows, source="q"), NOW)
    assert bearer(lake, "a") != bearer(lake, "b")


def test_a_person_named_with_its_company_is_linked_as_a_person(lake: Lake):
    person = {**identity(ann, "email", "u@x.org"), "user_id": "u1", "subject": "person"}
    lake.store(deliver({"identities": [person], "usage_events": [use("e1", ann, "2024-01-05", "u1")]}), NOW)
    lake.store(deliver("usage_events", [use("e2", ann, "2024-01-06", "email:u@x.org")]), NOW)
    first, second = told(lake, "usage_events")
    assert first["user_id"] == second["user_id"]


def test_an_identifier_taken_back_leads_to_somebody_new(lake: Lake):
    link = identity("crm-7", "email", "a@x.org")
    lake.store(deliver({"identities": [link], "transactions": [order("a", "crm-7", 1, "2024-01-05")]}), NOW)
    gone = deliver("identities", [{**link, "op": "retract"}])
    assert lake.store(gone, NOW).stored == 1
    assert lake.store(gone, NOW).stored == 0
    assert [op for _key, op in listed(lake)] == ["assert", "assert", "retract"]
    lake.store(deliver("transactions", [order("b", "email:a@x.org", 1, "2024-01-05")]), NOW + timedelta(days=1))
    assert bearer(lake, "a") != bearer(lake, "b")
    emails = [row["customer_id"] for row in told(lake, "identities") if row["kind"] == "email"]
    assert emails == [bearer(lake, "b")]


def test_numbers_do_not_hang_on_how_work_is_shared_out(another):
    people = [f"p{number:05d}" for number in range(3000)]
    found = []
    for _time in range(2):
        lake = another()
        lake.store(deliver("transactions", [order(f"o{who}", who, 1, "2024-01-05") for who in people]), NOW)
        found.append({row["txn_id"]: row["customer_id"] for row in told(lake, "transactions")})
    assert found[0] == found[1]
    assert sorted(found[0].values()) == list(range(1, 3001))


def test_many_links_are_followed_without_a_loop_over_rows(lake: Lake):
    chain = [identity(f"email:{number}@x.org", "email", f"{number + 1}@x.org") for number in range(5000)]
    ends = [order("a", "email:0@x.org", 1, "2024-01-05"), order("b", "email:5000@x.org", 1, "2024-01-05")]
    lake.store(deliver({"identities": chain, "transactions": ends}), NOW)
    assert bearer(lake, "a") == bearer(lake, "b")


def test_a_reference_that_is_not_given_stays_unknown(lake: Lake):
    lake.store(deliver("order_items", [{"item_id": "i1", "txn_id": "o1", "quantity": 1}]), NOW)
    assert told(lake, "order_items")[0]["customer_id"] is None
    assert listed(lake) == []


@pytest.mark.parametrize("who", [ann, bob, cid])
def test_a_customer_is_its_own_key(lake: Lake, who: str):
    lake.store(
        deliver({"customers": [customer(who)], "contracts": [contract("k", who, "2024-01-01", "2025-01-01")]}), NOW
    )
    assert told(lake, "customers")[0]["customer_id"] == told(lake, "contracts")[0]["customer_id"]


def guests(*who: str, **more: object) -> dict[str, list[dict[str, object]]]:
    """Customers of one source who all gave the shop's own e-mail address, with an order each."""
    links = [identity(one, "email", "guest@shop.com", **more) for one in who]
    return {"identities": links, "transactions": [order(f"o-{one}", one, 1, "2024-01-05") for one in who]}


def by_mail(key: str) -> dict[str, list[dict[str, object]]]:
    return {"transactions": [order(key, "email:guest@shop.com", 1, "2024-01-05")]}


@pytest.mark.parametrize("files", [[("a", "b", "c")], [("a",), ("b",), ("c",)], [("c", "b"), ("a",)]])
def test_an_email_that_ids_of_one_source_share_joins_nobody(lake: Lake, files: list[tuple[str, ...]]):
    for day, who in enumerate(files):
        lake.store(deliver(guests(*who)), NOW + timedelta(day))
    lake.store(deliver(by_mail("guest")), NOW + timedelta(9))
    numbers = [bearer(lake, key) for key in ("o-a", "o-b", "o-c", "guest")]
    assert len(set(numbers)) == 4
    for day, who in enumerate([*files, ("d",), ("e",)]):
        receipt = lake.store(deliver(guests(*who)), NOW + timedelta(10 + day))
        assert (receipt.shared, receipt.stored) == (1, len(who) if who in {("d",), ("e",)} else 0)
    lake.store(deliver(by_mail("again")), NOW + timedelta(19))
    assert bearer(lake, "again") == bearer(lake, "guest") not in {bearer(lake, "o-d"), bearer(lake, "o-e")}
    assert len({bearer(lake, f"o-{one}") for one in "abcde"}) == 5


def test_a_preview_tells_of_shared_identifiers_what_storing_does(lake: Lake):
    shown, stored = (act(deliver(guests("a", "b")), NOW) for act in (lake.preview, lake.store))
    assert (shown.shared, shown.stored, shown.facts) == (stored.shared, stored.stored, stored.facts) == (
        1, 2, stored.facts,
    )  # fmt: skip


@pytest.mark.parametrize("first", ["by mail", "by id"])
def test_it_is_told_when_an_email_stops_to_link_somebody(lake: Lake, first: str):
    files = [by_mail("guest"), guests("a")]
    for file in files if first == "by mail" else reversed(files):
        assert lake.store(deliver(file), NOW).parted == 0
    shown, stored = (act(deliver(guests("b")), NOW + timedelta(1)) for act in (lake.preview, lake.store))
    assert (shown.shared, shown.parted) == (stored.shared, stored.parted) == (1, 1)
    assert bearer(lake, "guest") == bearer(lake, "o-a")  # until its file comes again
    assert lake.store(deliver(by_mail("guest")), NOW + timedelta(2)).parted == 0
    assert bearer(lake, "guest") != bearer(lake, "o-a")


def test_an_email_of_one_id_in_each_of_several_sources_joins_them(lake: Lake):
    lake.store(deliver(guests("a")), NOW)
    assert lake.store(deliver(guests("b"), source="till"), NOW).shared == 0
    lake.store(deliver(by_mail("guest")), NOW)
    assert bearer(lake, "o-a") == bearer(lake, "o-b") == bearer(lake, "guest")


def test_two_ids_of_one_source_are_not_joined_over_several_steps_either(lake: Lake):
    links = [
        identity("a", "email", "a@x.org"),
        identity("b", "phone", "+8613800138000"),
        identity("email:a@x.org", "phone", "+8613800138000"),
    ]
    orders = [order("a", "a", 1, "2024-01-05"), order("b", "b", 1, "2024-01-05")]
    assert lake.store(deliver({"identities": links, "transactions": orders}), NOW).shared == 2
    assert bearer(lake, "a") != bearer(lake, "b")


def test_ids_that_a_link_joins_outright_may_share_an_email(lake: Lake):
    told_twice = guests("a", "b")
    told_twice["identities"].append(identity("a", "external", "b", scope="acme"))
    assert lake.store(deliver(told_twice), NOW).shared == 0
    lake.store(deliver(by_mail("guest")), NOW)
    assert bearer(lake, "o-a") == bearer(lake, "o-b") == bearer(lake, "guest")


def test_a_shared_email_goes_when_somebody_who_had_it_is_erased(lake: Lake):
    lake.store(deliver(guests("a", "b")), NOW)
    lake.erase(int(str(bearer(lake, "o-a"))), NOW)
    assert not any("guest@shop.com" in str(key) for key, _op in listed(lake))
