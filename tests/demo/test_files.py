"""The demo companies' files: the shape of the kinds, closed references, both clocks, the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tenure.demo import COMPANIES
from tenure.facts.importers.native import read_native_folder
from tenure.facts.kinds import KINDS, Column, Type
from tenure.policies import SETTINGS, WORKSPACE
from tenure.units import exponent
from tests.demo.reading import SLUGS, civil, facts, instant, sheets

_INSTANT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

company = pytest.mark.parametrize("slug", SLUGS)


def kinds(slug: str) -> list[str]:
    return [name for name in sheets(slug) if name != "policies"]


@company
def test_the_header_is_the_key_the_columns_of_the_kind_and_the_two_clocks(slug: str) -> None:
    for name in kinds(slug):
        assert sheets(slug)[name].columns == (*KINDS[name].names, "known_at", "op"), name
    assert sheets(slug)["policies"].columns == ("key", "value", "note")


def fault(column: Column, value: str, currency: str) -> str | None:
    """What is wrong with a value of a column, or None."""
    if not value:
        return "is missing" if column.required else None
    if column.choices and value not in column.choices:
        return "is no choice"
    match column.type:
        case Type.INSTANT:
            return None if _INSTANT.fullmatch(value) else "is no instant"
        case Type.DAY:
            return None if date.fromisoformat(value).isoformat() == value else "is no day"
        case Type.MONEY:
            digits = -int(Decimal(value).as_tuple().exponent)
            return None if Decimal(value) > 0 and digits == exponent(currency) else "is no amount of its currency"
        case Type.NUMBER:
            return None if _NUMBER.fullmatch(value) else "is no number"
        case Type.INTEGER:
            return None if value.isdecimal() else "is no whole number"
    return None if value == value.strip() else "has blanks around it"


@company
def test_every_value_is_what_its_column_asks_for(slug: str) -> None:
    faults = Counter[tuple[str, str, str]]()
    for name in kinds(slug):
        columns = sheets(slug)[name].columns
        places = [(columns.index(column.name), column) for column in KINDS[name].columns]
        currency = columns.index("currency") if "currency" in columns else 0
        for row in sheets(slug)[name].rows:
            for place, column in places:
                wrong = fault(column, row[place], row[currency])
                if wrong:
                    faults[name, column.name, f"'{row[place]}' {wrong}"] += 1
    assert not faults


@company
def test_versions_of_a_key_become_known_one_after_the_other_and_nothing_after_the_last_day(slug: str) -> None:
    for name in kinds(slug):
        seen: dict[str, str] = {}
        for row in sheets(slug)[name].rows:
            key, known, op = row[0], row[-2], row[-1]
            assert key and seen.get(key, "") < known, (name, key)
            assert op == "assert" or key in seen, (name, key)
            seen[key] = known
            assert civil(slug, known) <= COMPANIES[slug].as_of


@company
@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("customer_id", "customers"), ("referrer_customer_id", "customers"), ("merged_into", "customers"),
        ("user_id", "users"), ("respondent_id", "users"), ("contract_id", "contracts"), ("predecessor_id", "contracts"),
        ("campaign_id", "campaigns"), ("txn_id", "transactions"),
    ],
)  # fmt: skip
def test_what_a_fact_refers_to_exists(slug: str, column: str, kind: str) -> None:
    if kind not in sheets(slug):
        return
    there = {row[KINDS[kind].key] for row in facts(slug, kind)}
    for name in kinds(slug):
        if column in sheets(slug)[name].columns:
            gone = {row[column] for row in facts(slug, name)} - there - {""}
            assert not gone, (name, sorted(gone)[:5])


@company
def test_leads_and_tickets_that_facts_refer_to_exist(slug: str) -> None:
    asked = {row["lead_id"] for row in facts(slug, "touches") if row["kind"] == "inquiry"}
    for name in ("customers", "interactions", "touches"):
        assert {row["lead_id"] for row in facts(slug, name)} - asked - {""} == set(), name
    opened = {row["ticket_id"] for row in facts(slug, "ticket_events") if row["kind"] == "opened"}
    assert {row["ticket_id"] for row in facts(slug, "ticket_events")} == opened
    assert {row["ticket_id"] for row in facts(slug, "survey_responses")} - opened - {""} == set()


@company
def test_some_facts_are_booked_late_some_corrected_some_withdrawn(slug: str) -> None:
    late, corrected, withdrawn = Counter[str](), Counter[str](), Counter[str]()
    for name in kinds(slug):
        sheet = sheets(slug)[name]
        clock = sheet.columns.index(KINDS[name].clock or "known_at")
        keys = Counter(row[0] for row in sheet.rows)
        for row in sheet.rows:
            withdrawn[name] += row[-1] == "retract"
            corrected[name] += keys[row[0]] > 1 and row[-1] == "assert"
            if keys[row[0]] == 1 and KINDS[name].clock and "T" in row[clock]:
                late[name] += instant(row[-2]) - instant(row[clock]) > timedelta(days=2)
    assert sum(late.values()) >= 200 and late["interactions"] >= 50
    assert corrected["transactions" if slug == "qinghe" else "contracts"] >= 20
    assert sum(withdrawn.values()) >= 20 and withdrawn["transactions"] >= 3


@company
def test_nobody_real_is_in_the_files(slug: str) -> None:
    phone, mail = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), re.compile(r"[\w.]+@[a-z][\w.]*")
    for name in sheets(slug):
        for row in sheets(slug)[name].rows:
            text = " ".join(row)
            assert not phone.search(text), text
            assert all(found.endswith(("@example.com", "@example.org")) for found in mail.findall(text)), text
    assert {row["kind"] for row in facts(slug, "identities")} <= {"email", "open_id", "external"}


@company
def test_policies_are_known_and_agree_with_the_register(slug: str) -> None:
    told = dict(row[:2] for row in sheets(slug)["policies"].rows)
    assert told.keys() <= {*SETTINGS, *WORKSPACE}
    registered = COMPANIES[slug]
    assert (told["reporting_zone"], told["reporting_currency"]) == (registered.zone, registered.currency)
    assert told["relationship"] == {"qinghe": "purchase|stored_value", "orrendale": "contract"}[slug]


@company
def test_each_company_stays_small_enough_to_try_out(slug: str) -> None:
    assert 100_000 < sum(len(sheet.rows) for sheet in sheets(slug).values()) < 160_000


@cache
def written(slug: str, folder: Path) -> Path:
    COMPANIES[slug].write(folder / slug)
    return folder / slug


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@company
def test_the_importer_knows_every_file_and_takes_every_row(slug: str, shelf: Path) -> None:
    deliveries = read_native_folder(written(slug, shelf), COMPANIES[slug].zone)
    assert sum(delivery.quarantined for delivery in deliveries) == 0
    taken = {name: table.num_rows for delivery in deliveries for name, table in delivery.tables.items()}
    assert taken == {name: len(sheet.rows) for name, sheet in sheets(slug).items()}


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@company
def test_another_process_in_another_zone_writes_the_same_bytes(slug: str, shelf: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tenure.demo import COMPANIES; "
        "COMPANIES[sys.argv[1]].write(Path(sys.argv[2]))"
    )
    strange = {**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, slug, str(tmp_path)], check=True, env=strange)
    assert digest(written(slug, shelf)) == digest(tmp_path)
    assert len(digest(tmp_path)) == len(sheets(slug))
