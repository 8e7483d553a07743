"""What a later export takes back: it stands as of earlier days, and no longer from its import on."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tenure.facts.importers.plans import plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings
from tenure.facts.importers.storing import Report, dry_run, run
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force
from tests.facts.importers.moments import at

Write = Callable[..., Path]
NOON = at(2026, 12, 9)
Then = Callable[[str], Report]

ORDERED = "order_id,customer_id,ordered_at,total,refunded,status,sku\n"
BILLED = "invoice_id,customer_id,issued_at,paid_at,total,amount_paid,uncollectible_at,status\n"
PAID = "payment_id,customer_id,created_at,amount,amount_refunded,status\n"


def own(entity: str, header: str) -> Recipe:
    return Recipe(entity, {name: (name,) for name in header.strip().split(",")})


@pytest.fixture
def exports(write: Write, settings: Settings, lake: Lake, now: datetime) -> Callable[..., list[Report]]:
    """Import one export after another; each as its dry run said, and the last one again adds nothing."""

    def one_after_another(entity: str, header: str, *bodies: str) -> list[Report]:
        reports = []
        for day, body in enumerate([*bodies, bodies[-1]]):
            (only,) = plan([write("export.csv", header + body)], settings, own(entity, header))
            shown, at = dry_run(only, lake).receipt, now + timedelta(day)
            reports.append(run(only, lake, at))
            done = reports[-1].receipt
            assert (shown.rows_in, shown.stored, shown.known, shown.facts) == (
                done.rows_in, done.stored, done.known, done.facts,
            )  # fmt: skip
            assert done.rows_in == done.stored + done.known + done.quarantined
        assert reports.pop().receipt.stored == 0
        return reports

    return one_after_another


Exports = Callable[..., list[Report]]


def test_a_cancelled_order_goes_with_its_lines_and_its_refund(exports: Exports, lake: Lake) -> None:
    first = "1,a,2026-01-02,90,10,completed,x\n1,a,2026-01-02,90,10,completed,y\n2,b,2026-01-02,5,,completed,x\n"
    _, second = exports("order", ORDERED, first, first.replace("10,completed", "10,pending"))
    assert in_force(lake, "transactions", "key") == [("order:2",)]
    assert in_force(lake, "order_items", "key") == [("order:2:1",)]
    assert (second.receipt.stored, second.receipt.known) == (2, 1)
    assert second.left_out == {"status pending": 1}


def test_an_order_edited_to_nothing_goes(exports: Exports, lake: Lake) -> None:
    exports("order", ORDERED, "1,a,2026-01-02,90,,completed,x\n", "1,a,2026-01-02,0,,completed,x\n")
    assert in_force(lake, "transactions", "key") == []


def test_a_refund_taken_back_and_a_line_taken_out_go(exports: Exports, lake: Lake) -> None:
    first = "1,a,2026-01-02,90,10,completed,x\n1,a,2026-01-02,90,10,completed,y\n"
    exports("order", ORDERED, first, "1,a,2026-01-02,90,0,completed,x\n")
    assert in_force(lake, "transactions", "key", "amount_minor") == [("order:1", 9000)]
    assert in_force(lake, "order_items", "key") == [("order:1:1",)]


def test_a_file_that_tells_no_refunds_takes_none_back(
    exports: Exports, write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    exports("order", ORDERED, "1,a,2026-01-02,90,10,completed,x\n")
    short = "order_id,customer_id,ordered_at,total\n"
    run(plan([write("short.csv", short + "1,a,2026-01-02,90\n")], settings, own("order", short))[0], lake, now)
    assert in_force(lake, "transactions", "key") == [("order:1",), ("order:1:refund",)]
    assert in_force(lake, "order_items", "key") == [("order:1:1",)]


def test_an_order_that_was_taken_back_can_come_back(exports: Exports, lake: Lake) -> None:
    row = "1,a,2026-01-02,90,,{status},x\n"
    exports("order", ORDERED, *(row.format(status=word) for word in ("completed", "pending", "completed")))
    assert in_force(lake, "transactions", "key") == [("order:1",)]
    assert in_force(lake, "order_items", "key") == [("order:1:1",)]


def test_a_void_invoice_goes_with_its_payment_and_its_bad_debt(exports: Exports, lake: Lake) -> None:
    first = "1,a,2026-01-02,2026-01-03,90,50,2026-02-01,open\n2,b,2026-01-02,2026-01-03,90,90,,paid\n"
    exports("invoice", BILLED, first, first.replace("open", "void"))
    assert in_force(lake, "transactions", "key") == [("invoice:2",), ("invoice:2:payment",)]


def test_a_payment_that_failed_later_goes_with_its_refund(exports: Exports, lake: Lake) -> None:
    first = "1,a,2026-01-02,90,10,succeeded\n2,a,2026-01-02,90,10,succeeded\n3,a,2026-01-02,5,,failed\n"
    second = "1,a,2026-01-02,90,10,failed\n2,a,2026-01-02,90,0,succeeded\n3,a,2026-01-02,5,,failed\n"
    _, after = exports("payment", PAID, first, second)
    assert in_force(lake, "transactions", "key") == [("payment:2",)]
    assert (after.receipt.stored, after.receipt.known) == (2, 1)


def test_a_failed_attempt_beside_the_payment_takes_nothing_back(exports: Exports, lake: Lake) -> None:
    exports("payment", PAID, "1,a,2026-01-02,90,,succeeded\n1,a,2026-01-02,90,,failed\n")
    assert in_force(lake, "transactions", "key") == [("payment:1",)]


# ---- tags: a cell lists all that somebody carries

TAGGED = "customer_id,created_at,tags\n"
BEFORE = 'a,2026-01-02,"vip, old"\nb,2026-01-02,old\nc,2026-01-02,old\n'


def tags(lake: Lake) -> list[tuple[str, str | None]]:
    found = in_force(lake, "customer_attrs", "customer_id", "value", "valid_to::varchar", "attr")
    return [(f"{'abc'[customer - 1]} {value}", until) for customer, value, until, attr in found if attr == "tag"]


def test_tags_that_a_later_export_tells_no_longer_end_on_its_day(exports: Exports, lake: Lake) -> None:
    _, second = exports("customer", TAGGED, BEFORE, "a,2026-01-02,vip\nb,2026-01-02,\n")
    assert tags(lake) == [("a old", "2026-12-02"), ("a vip", None), ("b old", "2026-12-02"), ("c old", None)]
    assert (second.receipt.stored, second.receipt.known) == (2, 0)
    lake.undo(second.receipt.batch, NOON)
    assert tags(lake) == [("a old", None), ("a vip", None), ("b old", None), ("c old", None)]


def test_a_tag_that_ended_can_come_back(exports: Exports, lake: Lake) -> None:
    exports("customer", TAGGED, BEFORE, BEFORE.replace("vip, old", "vip"), BEFORE)
    assert tags(lake) == [("a old", None), ("a vip", None), ("b old", None), ("c old", None)]


def test_only_what_a_file_tells_of_tags_ends_them(
    exports: Exports, write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    exports("customer", TAGGED, BEFORE)
    before = tags(lake)
    for header, body, source in (
        ("customer_id,created_at\n", "a,2026-01-02\n", ""),  # no tags at all
        (TAGGED, "a,2026-02-30,vip\n", ""),  # waits
        (TAGGED, "b,2026-01-02,\n", "shop"),  # another system's b
    ):
        told = plan([write("other.csv", header + body)], settings, own("customer", header), source=source)
        run(told[0], lake, now)
    assert tags(lake)[: len(before)] == before


# ---- an import that is undone


def test_a_row_with_news_may_tell_again_what_is_undone(exports: Exports, lake: Lake) -> None:
    """Of the second export's only row the level is new and stored; name and city were left aside as known."""
    header = "customer_id,created_at,name,city,level\n"
    first, second = exports("customer", header, "a,2026-01-02,Ann,Bonn,1\n", "a,2026-01-02,Ann,Bonn,2\n")
    assert (second.receipt.stored, second.receipt.known) == (1, 0)
    assert second.receipt.facts["customers"].known == 1
    assert second.receipt.batch in lake.told_again(first.receipt.batch)


def test_a_row_that_tells_no_fact_tells_none_again(exports: Exports, lake: Lake) -> None:
    first, second = exports("order", ORDERED, "1,a,2026-01-02,90,,completed,x\n", "2,a,2026-01-03,90,,pending,x\n")
    assert second.receipt.known == 1
    assert lake.told_again(first.receipt.batch) == []
