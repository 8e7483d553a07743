"""Building stages: what new facts do not touch stays, and the result is that of a build from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tenure.book import Book, open_book
from tenure.cube import fresh, stand_now
from tenure.errors import Conflict
from tenure.facts.importers.native import read_native_folder
from tenure.facts.lake import Lake
from tenure.stages.building import READY, first_days_moved, panel_months, touched
from tenure.stages.shelf import Manifest, Shelf
from tenure.verification.folder import load_folder
from tenure.workspace import make_workspace
from tests.cast import Row, ann, bob, contract, customer, deliver, order, price, use
from tests.compare.company import every_question
from tests.conftest import only_in_soak
from tests.golden.cutting import facts_known_before

NOW = datetime(2026, 1, 1)
Told = Mapping[str, Iterable[Row]]
FEBRUARY, JUNE, DECEMBER = date(2024, 2, 29), date(2024, 6, 30), date(2024, 12, 31)


@pytest.fixture
def halves(shared: Path, tmp_path: Path) -> Book:
    """The golden company as imported at the end of June and built, and the rest imported since."""
    early = facts_known_before(shared / "golden", tmp_path / "early", datetime(2024, 6, 30, 16))
    book = load_folder(early, tmp_path / "book", NOW)
    book.build(JUNE, full=True)
    for delivery in read_native_folder(shared / "golden", book.workspace.zone):
        book.lake.store(delivery, NOW)
    return book


def _panel(book: Book) -> dict[str, list[dict[str, object]]]:
    shelf = Shelf(book.workspace.lake / "stages")
    manifest = shelf.manifest()
    assert manifest is not None
    return {month: pq.read_table(shelf.path(name)).to_pylist() for month, name in manifest.months.items()}


def test_an_incremental_build_equals_one_from_nothing(halves: Book) -> None:
    made = halves.build(DECEMBER, full=False)
    incremental = _panel(halves)
    again = halves.build(DECEMBER, full=True)
    assert made.kept > 0, "the months of early 2023 are untouched by what came after June 2024"
    assert again.kept == 0
    assert incremental == _panel(halves)


@only_in_soak
def test_a_customer_first_seen_since_is_in_every_month(halves: Book, tmp_path: Path) -> None:
    halves.build(DECEMBER, full=False)
    newcomer = tmp_path / "more"
    newcomer.mkdir()
    (newcomer / "transactions.csv").write_text(
        "txn_id,customer_id,contract_id,kind,amount,currency,happened_at,known_at,op\n"
        "X99,C99,,order,100,CNY,2024-12-30T04:00:00Z,2024-12-30T04:00:00Z,assert\n",
        encoding="utf-8",
    )
    for delivery in read_native_folder(newcomer, halves.workspace.zone):
        halves.lake.store(delivery, NOW)
    halves.build(DECEMBER, full=False)
    incremental = _panel(halves)
    halves.build(DECEMBER, full=True)
    assert incremental == _panel(halves)


@only_in_soak
def test_building_twice_from_nothing_gives_the_same_bytes(halves: Book) -> None:
    def contents() -> dict[str, bytes]:
        shelf = Shelf(halves.workspace.lake / "stages")
        manifest = shelf.manifest()
        assert manifest is not None
        return {month: shelf.path(name).read_bytes() for month, name in manifest.months.items()}

    halves.build(DECEMBER, full=True)
    first = contents()
    halves.build(DECEMBER, full=True)
    assert contents() == first


def test_numbers_from_the_shelf_are_the_numbers_without_it(halves: Book) -> None:
    asked = ("renewal.rate_count", "revenue.mrr", "churn.rate_count", "service.first_response_time", "loyalty.nps")
    before = halves.ask(asked, "2024-01..2024-12", DECEMBER)
    halves.build(DECEMBER, full=False)  # merges small files too, which is a commit of its own
    after = open_book(halves.workspace.folder).ask(asked, "2024-01..2024-12", DECEMBER)
    assert [replace(one, facts_version=0) for one in after] == [replace(one, facts_version=0) for one in before]


def test_stages_held_in_memory_go_once_another_has_built_them(tmp_path: Path) -> None:
    book = every_question(tmp_path / "acme")
    held, before = book.at(DECEMBER), book.ask("revenue.mrr", "2024-01..2024-12", DECEMBER)
    book.rest()
    assert book.at(DECEMBER) is held, "nothing is built"
    open_book(book.workspace.folder).build(DECEMBER, full=True)
    book.rest()
    read = book.at(DECEMBER)
    assert read is not held
    assert book.ask("revenue.mrr", "2024-01..2024-12", DECEMBER) == before
    book.rest()
    assert book.at(DECEMBER) is read, "it is read from what was built"


def test_an_undone_import_is_not_built_upon(halves: Book) -> None:
    built_on = min(int(str(batch["batch"])) for batch in halves.lake.batches() if batch["name"] == "usage_events.csv")
    halves.lake.undo(built_on, NOW)
    assert halves.build(DECEMBER, full=False).kept == 0


def test_a_merge_touches_the_months_of_who_is_gone(tmp_path: Path) -> None:
    """Ann, known since January, is merged into bob, known since before: bob's first day does not move, ann is gone."""
    make_workspace(tmp_path, "acme", "UTC", "CNY", "CN")
    book = open_book(tmp_path)
    terms = [contract("A", ann, "2024-03-01", "2025-01-01"), contract("B", bob, "2024-01-01", "2025-01-01")]
    known = [{**row, "known": row["signed_at"]} for row in terms]
    people = [customer(who, who, known="2024-01-01") for who in (ann, bob)]
    book.lake.store(deliver({"customers": people, "contracts": known}), NOW)
    shelf, shop = Shelf(tmp_path / "shelf"), book.at(JUNE)
    begun = shelf.put(shop.engine, shop.table("begun"), "begun")
    before = Manifest(shop.footing, shop.facts.file_names(), {"begun": begun}, {"2024-01": begun})
    merged = [customer(ann, ann, merged_into=bob, known="2024-06-01")]
    book.lake.store(deliver({"customers": merged}), NOW)
    assert first_days_moved(book.at(JUNE), shelf, before) == [date(2024, 3, 1)]


def test_what_was_built_goes_before_the_facts_of_an_erased_customer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_workspace(tmp_path / "acme", "Acme", "UTC", "USD", "US")
    book = open_book(tmp_path / "acme")
    book.lake.store(deliver("customers", [customer(ann), customer(bob)]), NOW)
    book.lake.store(deliver("contracts", [contract("K1", ann, "2024-01-01", "2025-01-01")]), NOW)
    book.build(JUNE, full=False, cube=True)
    seen: list[bool] = []

    def killed(lake: Lake, *_: object) -> int:
        seen.append((lake.folder / "stages").exists() or any(book.cube.iterdir()))
        other = open_book(tmp_path / "acme")
        other.lake.patience = 0
        with pytest.raises(Conflict):
            other.build(JUNE, full=False)  # it could write down again what goes
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Lake, "erase", killed)
        book.erase(book.customer(ann), NOW)
    assert seen == [False]
    book.erase(book.customer(ann), NOW)
    book.build(JUNE, full=False)


def _touched_by(folder: Path, first: Told, news: Told) -> list[str]:
    """The months of the panel that a build after the news makes again."""
    make_workspace(folder, "acme", "UTC", "CNY", "CN")
    book, shelf = open_book(folder), Shelf(folder / "shelf")
    book.lake.store(deliver(first), NOW)
    shop = book.at(JUNE)
    stages = {name: shelf.put(shop.engine, shop.table(name), name) for name in ("begun", "customer_days")}
    before = Manifest(shop.footing, shop.facts.file_names(), stages, {"2024-01": stages["begun"]})
    book.lake.store(deliver(news), NOW)
    later = book.at(JUNE)
    return sorted(map(str, touched(later, shelf, before, panel_months(later))))


def test_use_older_than_any_known_moves_the_months_between(tmp_path: Path) -> None:
    """With use told since November, ann is judged in March and April too, in which there is none."""
    day = {"known": "2023-10-01"}
    first: Told = {
        "customers": [customer(ann, ann, **day)],
        "contracts": [contract("A", ann, "2023-10-01", "2026-01-01", **day)],
        "usage_events": [use(f"u{n}", ann, f"2024-05-{n:02}", known="2024-06-01") for n in range(1, 9)],
    }
    older = [use(f"o{n}", ann, f"2023-11-{n:02}", known="2024-06-02") for n in range(1, 4)]
    months = _touched_by(tmp_path, first, {"usage_events": older})
    assert months == ["2023-11", "2023-12", *(f"2024-0{n}" for n in range(1, 7))]


def test_the_first_use_and_the_loss_of_all_use_move_every_month_since(tmp_path: Path) -> None:
    """With use told in January alone, ann is judged in every month after it; without any, in none."""
    day = {"known": "2023-10-01"}
    first: Told = {
        "customers": [customer(ann, ann, **day)],
        "contracts": [contract("A", ann, "2023-10-01", "2026-01-01", **day)],
    }
    used = [use(f"u{n}", ann, f"2024-01-{n:02}", known="2024-01-31") for n in range(1, 4)]
    since = [f"2024-0{n}" for n in range(1, 7)]
    assert _touched_by(tmp_path / "first", first, {"usage_events": used}) == since
    gone = [{**row, "op": "retract", "known": "2024-06-02"} for row in used]
    assert _touched_by(tmp_path / "last", first | {"usage_events": used}, {"usage_events": gone}) == since


def test_a_discount_that_ends_moves_the_months_since_the_contract_began(tmp_path: Path) -> None:
    since = {"effective_from": "2020-01-01", "known": "2020-01-01"}
    told = {"limited_discount": "ignored", "grace_months": "0"}
    first: Told = {
        "customers": [customer(who, who, known="2023-11-01") for who in (ann, bob)],
        "contracts": [
            contract("A", ann, "2024-02-01", "2026-01-01", known="2024-02-01"),
            contract("B", bob, "2023-11-01", "2026-01-01", known="2023-11-01"),
        ],
        "contract_prices": [
            price("pA", "A", "2024-02-01", 60, list_mrr=100, known="2024-02-01"),
            price("pB", "B", "2023-11-01", 70, known="2023-11-01"),
        ],
        "policies": [{"policy_id": key, "policy": key, "value": value, **since} for key, value in told.items()],
    }
    full_price = price("pA2", "A", "2024-06-01", 100, list_mrr=100, known="2024-06-01")
    months = _touched_by(tmp_path, first, {"contract_prices": [full_price]})
    assert months == [f"2024-0{n}" for n in range(1, 7)], "from the month before the contract on"


def test_what_goods_cost_is_built_into_the_month_of_their_order(tmp_path: Path) -> None:
    make_workspace(tmp_path, "acme", "UTC", "CNY", "CN")
    book = open_book(tmp_path)
    made_by = {"policy_id": "r", "policy": "relationship", "value": "purchase", "effective_from": "2020-01-01"}
    sold = [order(f"t{n}", ann, 90, f"2024-0{n}-05", known=f"2024-0{n}-05") for n in (2, 3)]
    people = [customer(ann, ann, known="2024-01-01")]
    book.lake.store(
        deliver({"policies": [{**made_by, "known": "2020-01-01"}], "customers": people, "transactions": sold}), NOW
    )
    book.build(JUNE, full=True)
    item = {"item_id": "i1", "txn_id": "t3", "quantity": 2, "cost": 20, "currency": "CNY", "happened_at": "2024-03-05"}
    book.lake.store(deliver({"order_items": [{**item, "known": "2024-06-10"}]}), NOW)
    made, incremental = book.build(JUNE, full=False), _panel(book)
    assert made.kept == 1, "February stands"
    assert [[row["goods"] for row in rows] for _month, rows in sorted(incremental.items())][:2] == [[0], [40]]
    book.build(JUNE, full=True)
    assert incremental == _panel(book)


def _day_by_day(folder: Path, days: Iterable[int]) -> Book:
    """A company that imports the orders of every day of January 2024 as they come: a file a day."""
    if not folder.exists():
        make_workspace(folder, "acme", "UTC", "CNY", "CN")
        known = {**contract("A", ann, "2023-11-01", "2024-10-31"), "known": "2023-11-01"}
        people = [customer(who, who, known="2023-11-01") for who in (ann, bob)]
        open_book(folder).lake.store(deliver({"customers": people, "contracts": [known]}), NOW)
    book = open_book(folder)
    for day in days:
        at = f"2024-01-{day:02d}"
        book.lake.store(deliver({"transactions": [order(f"o{day}", bob, day, at, known=at)]}), NOW)
    return book


def _spent(book: Book) -> list[object]:
    told = book.ask(("value.aov", "revenue.mrr"), "2023-12..2024-02", FEBRUARY)
    return [(one.metric, one.period, one.value, one.numerator, one.status) for one in told]


def test_a_build_merges_small_files_and_the_next_goes_on_from_it(tmp_path: Path) -> None:
    book = _day_by_day(tmp_path / "book", range(1, 15))
    assert len(book.lake.listing()["transactions", "facts"]) == 14
    made = book.build(FEBRUARY, full=False, cube=True)
    assert made.merged >= 14
    assert len(book.lake.listing()["transactions", "facts"]) == 1
    again = book.build(FEBRUARY, full=False)
    assert (again.merged, again.made) == (0, len(READY)), "every month stands"
    grown = _day_by_day(tmp_path / "book", range(15, 18)).build(FEBRUARY, full=False)
    assert grown.kept > 0, "orders of January touch no month before"
    assert _spent(book) == _spent(_day_by_day(tmp_path / "other", range(1, 18))), "as where nothing was built or merged"
    assert fresh(book.cube, stand_now(book.at(FEBRUARY), "")), "the cube stands on the merged files too"


def test_what_came_while_files_were_merged_is_not_taken_for_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = _day_by_day(tmp_path / "book", range(1, 15))
    book.build(FEBRUARY, full=False)
    _day_by_day(tmp_path / "book", range(15, 29))
    merge = Lake.compact

    def late(lake: Lake, now: datetime) -> int:
        lake.store(
            deliver({"contracts": [{**contract("B", bob, "2023-12-01", "2024-12-01"), "known": "2024-01-30"}]}), NOW
        )
        return merge(lake, now)

    monkeypatch.setattr(Lake, "compact", late)
    book.build(FEBRUARY, full=False)
    monkeypatch.setattr(Lake, "compact", merge)
    book.build(FEBRUARY, full=False)
    gone_on = _panel(book)
    book.build(FEBRUARY, full=True)
    assert gone_on == _panel(book)
