"""A long file is worked on in parts; what comes out is what the whole would give."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.facts.importers import delivering, sheets
from tenure.facts.importers.plans import plan
from tenure.facts.importers.recipe import Recipe
from tenure.facts.importers.settings import Settings

HOME = Settings("Asia/Shanghai", "CNY", "CN")
ORDERS = Recipe(
    "order",
    {
        "order_id": ("no",),
        "customer_id": ("who",),
        "ordered_at": ("day",),
        "quantity": ("n",),
        "unit_price": ("price",),
    },
)
lines = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.sampled_from(["u1", "u2", ""]),
        st.sampled_from(["2026-01-02", "soon"]),
        st.integers(-2, 3),
    ),
    max_size=25,
)


def outcome(path: Path, mapping: Recipe | None = None) -> dict[str, Any]:
    found = plan([path], HOME, mapping=mapping)[0].deliver()
    tables = {kind: sorted(map(str, table.to_pylist())) for kind, table in found.delivery.tables.items()}
    causes = sorted((cause.row, cause.column, cause.reason, cause.count) for cause in found.rejected.causes)
    return {"tables": tables, "causes": causes, "left": found.left_out, "rows": found.delivery.rows_in}


@pytest.mark.parametrize("part", [1, 3, 7])
@given(rows=lines)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_orders_come_out_the_same_however_their_lines_lie(
    part: int, rows: list[tuple[int, str, str, int]], tmp_path: Path
) -> None:
    path = tmp_path / "lines.csv"
    body = "".join(f"{no},{who},{day},{n},1.25\n" for no, who, day, n in rows)
    path.write_text("no,who,day,n,price\n" + body, encoding="utf-8")
    whole = outcome(path, ORDERS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "PART", part)
        patch.setattr(delivering, "PART", part)
        assert outcome(path, ORDERS) == whole


@pytest.mark.parametrize("part", [1, 2])
def test_every_sample_comes_out_the_same_in_parts(part: int, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = sorted((shared / "import-samples").glob("*.csv"))
    whole = [outcome(path) for path in paths]
    monkeypatch.setattr(sheets, "PART", part)
    monkeypatch.setattr(delivering, "PART", part)
    assert [outcome(path) for path in paths] == whole


def test_a_customer_told_of_in_two_parts_is_one_customer(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "PART", 1)
    monkeypatch.setattr(delivering, "PART", 1)
    header = "客户名称,所属企微号,添加时间,客户编号\n"
    path = write("企微.csv", header + "甲,小王,2026-09-01 10:00:00,wm1\n甲,小李,2026-09-02 10:00:00,wm1\n")
    found = outcome(path)["tables"]
    assert len(found["customers"]) == 1
    assert "'row': 3" in found["customers"][0]
