"""Civil days and wall clocks as the zone itself has them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.facts.lake import Lake
from tenure.facts.lake.zones import local_time, shifts
from tests.cast import NOW, acme, ann, deliver, order, told

ZONES = (
    "UTC", "Asia/Shanghai", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Africa/Casablanca", "Africa/Monrovia", "America/Sao_Paulo", "Pacific/Apia", "Etc/GMT-8",
)  # fmt: skip


def civil(zone: str, instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def by_sql(zone: str, instants: list[datetime]) -> list[datetime]:
    con = duckdb.connect()
    con.execute("CREATE TABLE t AS SELECT unnest(?::TIMESTAMP[]) AS moment", [instants])
    rows = con.execute(f"SELECT {local_time(con, 't', 'moment', zone)} FROM t ORDER BY rowid").fetchall()
    return [row[0] for row in rows]


@given(
    st.sampled_from(ZONES),
    st.lists(st.datetimes(datetime(1965, 1, 1), datetime(2040, 1, 1)), min_size=1, max_size=6),
)
def test_the_wall_clock_is_the_zones(zone: str, instants: list[datetime]):
    assert by_sql(zone, instants) == [civil(zone, at) for at in instants]


@pytest.mark.parametrize("zone", ZONES)
def test_the_second_before_each_change_and_the_change_itself(zone: str):
    changes = [start for start, _offset in shifts(zone, datetime(1970, 1, 1), datetime(2030, 1, 1))[1:]]
    edges = [at + step for at in changes for step in (-timedelta(microseconds=1), timedelta(0))] or [NOW]
    assert by_sql(zone, edges) == [civil(zone, at) for at in edges]


def test_london_changes_its_clocks_twice_a_year():
    found = shifts("Europe/London", datetime(2024, 1, 1), datetime(2024, 12, 31))
    assert found == [
        (datetime(2024, 1, 1), timedelta(0)),
        (datetime(2024, 3, 31, 1), timedelta(hours=1)),
        (datetime(2024, 10, 27, 1), timedelta(0)),
    ]


def test_a_fact_on_the_night_of_the_change_has_the_day_of_the_zone(tmp_path):
    lake: Lake = acme(tmp_path, "Europe/London")
    lake.store(
        deliver("transactions", [order("a", ann, 1, "2024-03-30 23:30"), order("b", ann, 1, "2024-03-31 23:30")]), NOW
    )
    assert [row["happened_on"] for row in told(lake, "transactions")] == [date(2024, 3, 30), date(2024, 4, 1)]


def test_a_column_without_instants_has_no_wall_clock():
    con = duckdb.connect()
    con.execute("CREATE TABLE t AS SELECT NULL::TIMESTAMP AS moment")
    assert con.execute(f"SELECT {local_time(con, 't', 'moment', 'UTC')} FROM t").fetchall() == [(None,)]
