"""Tenure's own fact files."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tenure.errors import RejectedData
from tenure.facts.importers.native import read_native_file, read_native_folder
from tenure.facts.importers.plans import Delivered, plan, plan_with
from tenure.facts.importers.settings import Answers, Settings
from tenure.facts.importers.storing import run
from tenure.facts.kinds import KINDS
from tenure.facts.lake import Lake
from tests.facts.importers.moments import at

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]


def test_every_row_of_the_golden_folder_is_stored_once(
    shared: Path, settings: Settings, lake: Lake, now: datetime
) -> None:
    kinds = sorted(path.stem for path in (shared / "golden").glob("*.csv") if path.stem in KINDS)
    plans = plan([shared / "golden"], settings)
    assert [one.known_as for one in plans] == [f"native {kind}" for kind in kinds]
    for one in plans:
        receipt = run(one, lake, now).receipt
        with (shared / "golden" / one.name).open(encoding="utf-8") as handle:
            assert receipt.stored == receipt.rows_in == sum(1 for _ in handle) - 1
        assert receipt.quarantined == 0
    assert [run(one, lake, now).receipt.stored for one in plan([shared / "golden"], settings)] == [0] * len(kinds)


def test_a_folder_gives_one_delivery_a_kind(shared: Path) -> None:
    found = read_native_folder(shared / "golden", "Asia/Shanghai")
    assert {delivery.source for delivery in found} == {""}
    assert [name for delivery in found for name in delivery.tables] == sorted(
        path.stem for path in (shared / "golden").glob("*.csv") if path.stem in KINDS
    )


def only(path: Path, zone: str = "Asia/Shanghai") -> list[dict[str, Any]]:
    delivery = read_native_file(path, zone)
    assert delivery is not None
    (table,) = delivery.tables.values()
    return list(table.to_pylist())


def test_columns_of_the_golden_files_are_read_by_hand(shared: Path) -> None:
    golden = shared / "golden"
    assert only(golden / "transactions.csv")[0] | {"row": 2} == {
        "row": 2, "txn_id": "X01", "customer_id": "C10", "contract_id": "K10a", "kind": "invoice",
        "amount_minor": 600000, "currency": "CNY", "happened_at": at(2024, 1, 10, 6), "known_at": at(2024, 1, 10, 7), "op": "assert",
    }  # fmt: skip
    cost = only(golden / "costs.csv")[0]
    assert (cost["purpose"], cost["amount_minor"], cost["period_start"], cost["period_end"]) == (
        "acquisition_marketing", 600000, date(2024, 1, 1), date(2024, 4, 1),
    )  # fmt: skip
    rate = only(golden / "fx_rates.csv")[0]
    assert (rate["currency"], rate["rate_date"], rate["rate"]) == ("USD", date(2023, 12, 31), Decimal(7))
    policy = only(golden / "policies.csv")[0]
    assert (policy["policy"], policy["effective_from"], policy["known_at"]) == ("reporting_utc_offset", None, None)
    lead = next(fact for fact in only(golden / "interactions.csv") if fact["subject_type"] == "lead")
    assert (lead["customer_id"], lead["lead_id"]) == (None, "L10")
    member = only(golden / "campaign_members.csv")[0]
    assert (member["customer_id"], member["predicted_response"]) == ("C03", Decimal("0.8"))
    assert {fact["op"] for fact in only(golden / "interactions.csv")} == {"assert", "retract"}


def test_a_file_is_native_by_its_columns_under_any_name(shared: Path, write: Write, settings: Settings) -> None:
    path = write("export-17.csv", (shared / "golden" / "contracts.csv").read_bytes())
    assert plan([path], settings)[0].known_as == "native contracts"


def test_a_file_named_after_its_kind_may_leave_out_the_clocks(write: Write, deliver: Deliver, told: Told) -> None:
    text = (
        "contract_id,customer_id,signed_at,start_date,end_date,colour\n"
        "K1,C1,2024-01-01 09:00,2024-01-01,2025-01-01,red\n"
    )
    found = deliver(write("contracts.csv", text))
    assert told(found, "contracts", "signed_at", "known_at", "op") == [(at(2024, 1, 1, 1), None, "assert")]
    assert found.notes == ("not used: colour",)


@pytest.mark.parametrize("header", ["rate", "usd_per_unit", "USD_per_unit"])
def test_rates_to_the_reporting_currency_are_read(header: str, write: Write) -> None:
    path = write("fx_rates.csv", f"currency,rate_date,{header}\nCNY,2026-01-31,0.14\n")
    (only,) = plan([path], Settings("UTC", "USD"))
    assert only.deliver().delivery.tables["fx_rates"]["rate"].to_pylist() == [Decimal("0.14")]


def test_rates_to_another_currency_are_refused(write: Write) -> None:
    path = write("fx_rates.csv", "currency,rate_date,cny_per_unit\nUSD,2026-01-31,7\nEUR,2026-01-31,8\n")
    (only,) = plan([path], Settings("UTC", "USD"))
    with pytest.raises(RejectedData, match="'cny_per_unit' tells no rates to USD") as told:
        only.deliver()
    assert "in a column usd_per_unit" in str(told.value)
    with pytest.raises(RejectedData, match="'cny_per_unit'"):
        read_native_folder(path.parent, "UTC", "USD")


def test_columns_with_other_meanings_are_not_native(write: Write, settings: Settings) -> None:
    (found,) = plan([write("people.csv", "customer_id,name,email\n1,Ann,a@b.cn\n")], settings)
    assert found.native is None
    assert found.proposal is not None


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("K1,,2024-01-01,2024-01-01,2025-01-01,", "customer_id", "is empty, and every row needs it"),
        ("K1,C1,2024-01-01,2024-02-30,2025-01-01,", "start_date", "is not a date that exists"),
        ("K1,C1,2024-01-01,2024-01-01,2025-01-01,stopped", "termination_kind", "is none of replaced, cancelled"),
        ("K1,C1,2024-01-01,2024-01-01", "", "has 4 cells where the header has 6"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    row: str, column: str, reason: str, write: Write, deliver: Deliver
) -> None:
    header = "contract_id,customer_id,signed_at,start_date,end_date,termination_kind\n"
    found = deliver(write("contracts.csv", header + row + "\n"))
    (cause,) = found.rejected.causes
    assert (cause.row, cause.column, cause.reason) == (2, column, reason)


def test_all_troubles_are_told_at_once_grouped_by_cause(write: Write) -> None:
    text = "user_id,customer_id,first_seen_at\n" + "".join(f"u{n},c1,someday\n" for n in range(3)) + "u9,,2026-01-01\n"
    with pytest.raises(RejectedData) as caught:
        read_native_file(write("users.csv", text), "UTC")
    assert str(caught.value).splitlines() == [
        "users.csv: 4 of 4 rows cannot be read.",
        "  line 2, first_seen_at: 'someday' is not a date that exists (and 2 more)",
        "  line 5, customer_id: is empty, and every row needs it",
        "Correct the file.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "key,value\nlapse_days,60\ndepth_weights,meeting:3|phone:2|event:2|email:1\n",
        "key,value,note\nweek_start,Monday,\nprofile_required,industry|region|size,\nholidays,2024-01-01|2024-02-10,off\n",
        "key;value\nlapse_days;60\nbusiness_hours;Mon-Fri 09:00-18:00, local\n",
        "policy,effective_from,value\nrelationship,2024-01-01,purchase|stored_value\n",
    ],
)
def test_values_joined_by_another_delimiter_do_not_hide_the_header(text: str, write: Write, settings: Settings) -> None:
    path = write("facts/policies.csv", text)
    (delivery,) = read_native_folder(path.parent, "UTC")
    assert (delivery.rows_in, list(delivery.tables)) == (len(text.splitlines()) - 1, ["policies"])
    assert [one.known_as for one in plan([path.parent], settings)] == ["native policies"]


def test_a_row_that_fits_another_delimiter_below_the_header_is_no_header(write: Write, settings: Settings) -> None:
    text = "setting,told\nlapse,60\nweights,meeting:3|phone:2|event:2|email:1\n"
    (only_one,) = plan([write("settings.csv", text)], settings)
    assert only_one.sheet.columns == ("setting", "told")


def test_a_file_of_a_native_folder_that_is_none_of_ours_is_named(write: Write) -> None:
    write("facts/users.csv", "user_id,customer_id,first_seen_at\nu1,c1,2024-01-01\n")
    write("facts/expected.csv", "metric_id,period\n")
    write("facts/policies.csv", "name,setting\nlapse_days,60\n")
    folder = write("facts/polices.csv", "name,setting\nlapse_days,60\n").parent
    with pytest.raises(RejectedData) as caught:
        read_native_folder(folder, "UTC")
    assert caught.value.lines(str)[1:3] == [
        "  polices.csv: no kind of fact has its columns, and none is called polices",
        "  policies.csv: facts of this kind need the columns policy",
    ]


def test_a_file_of_an_imported_folder_that_nobody_knows_is_told(write: Write, settings: Settings) -> None:
    write("facts/users.csv", "user_id,customer_id,first_seen_at\nu1,c1,2024-01-01\n")
    folder = write("facts/moods.csv", "mood,colour\nfine,red\n").parent
    told: list[str] = []
    plans = plan_with([folder], settings, Answers(), None, told.append)
    assert [one.name for one in plans] == ["users.csv"]
    assert told == ["moods.csv is left alone: nothing known has its columns (mood, colour)."]
