"""Every analysis as a page: what it says adds up, in each form and language."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from tenure.catalogue.value import Value
from tenure.errors import NotFound, UsageError
from tenure.pages.analysing import ORDER, analyses, analysis_page
from tenure.pages.analysis import Wish
from tenure.pages.blocks import Chart, Heatmap, Note, Table, blocks_of
from tenure.periods import parse_periods
from tenure.render import write_report
from tenure.render.flat import flat_tables, table_csv
from tenure.render.html import html
from tenure.render.json import page_json
from tenure.render.plain import page_text
from tests.cast import ann, bob, customer, order

YEAR = tuple(parse_periods("2024-01..2024-12"))


def page(book, name, wish=None, lang="en"):
    return analysis_page(book, name, wish or Wish(() if analyses()[name].all_time else YEAR), None, lang)


def table(made, key) -> Table:
    return flat_tables(made)[key]


def column(made: Table, key: str):
    place = [one.key for one in made.columns].index(key)
    return [row[place] for row in made.rows], made.total[place] if made.total else None


def exact(cell):
    return cell.value if isinstance(cell, Value) else cell


def test_they_are_found_by_their_folder_and_read_in_order():
    assert tuple(analyses()) == ORDER


@pytest.mark.parametrize("name", ORDER)
def test_each_answers_for_the_golden_company_in_both_languages(golden, name):
    english, chinese = page(golden, name), page(golden, name, lang="zh")
    shape = [[type(block).__name__ for block in one.sections[0].blocks] for one in (english, chinese)]
    assert shape[0] == shape[1]
    assert shape[0][-1] == "Note"  # how it is computed
    assert any(ord(sign) > 0x2E80 for sign in page_text(chinese))
    assert json.loads(page_json(english))["sections"][0]["key"] == name
    assert f'id="{name}"' in html(chinese)


@pytest.mark.parametrize("name", ORDER)
def test_each_says_what_it_lacks_for_a_shop_with_orders_alone(shop, name):
    made = page(shop, name, Wish())
    told = [block for block in blocks_of(made.sections) if isinstance(block, Table | Chart | Heatmap)]
    if analyses()[name].needs:
        assert not told
        assert "Needs " in page_text(made)
    else:
        assert told


def test_profit_sums_to_the_company_to_the_last_cent(golden):
    made = table(page(golden, "profit"), "profit")
    for key in ("recognised", "refunded", "bad_debt", "own_cost", "shared_cost", "profit"):
        parts, whole = column(made, key)
        assert sum(parts) == whole
    assert "to the last cent" in made.note


def test_profit_tells_the_cost_of_goods_and_where_it_is_not_known(book_of):
    items = [
        {"item_id": f"i{n}", "txn_id": f"o{n}", "quantity": 2, "cost": cost, "currency": "CNY"}
        for n, cost in enumerate((30, None))
    ]
    cost = {"cost_id": "c", "purpose": "service", "amount": 40, "currency": "CNY"}
    book = book_of(
        customers=[customer(ann), customer(bob)],
        transactions=[order("o0", ann, 300, "2024-03-05"), order("o1", bob, 100, "2024-03-06")],
        order_items=items,
        costs=[{**cost, "period_start": "2024-03-01", "period_end": "2024-04-01"}],
        policies=[{"policy_id": "p", "policy": "relationship", "value": "purchase", "effective_from": "2020-01-01"}],
    )
    march = analysis_page(book, "profit", Wish(tuple(parse_periods("2024-03"))), date(2024, 3, 31))
    made = table(march, "profit")
    assert column(made, "goods") == ([60, None, 0], 60)  # ann, bob, nobody
    assert column(made, "profit") == ([210, 90, 0], 300)
    assert column(made, "untold") == ([0, 1, None], Decimal("0.25"))
    assert "Of 25.0% of revenue the cost of goods is not known" in made.note


def test_profit_by_segment_is_the_same_profit(golden):
    made = page(golden, "profit", Wish(YEAR, "acq_channel"))
    for key in ("recognised", "profit"):
        parts, whole = column(table(made, "profit_segments"), key)
        assert sum(parts) == whole == column(table(made, "profit"), key)[1]


def test_credits_sum_to_the_same_signatures_under_each_rule(golden):
    made = table(page(golden, "attribution", Wish(tuple(parse_periods("2022-01..2024-12")))), "attribution")
    totals = [column(made, rule)[1] for rule in ("first", "last", "linear", "removal")]
    assert max(totals) - min(totals) < Decimal("0.01")
    assert totals[0] > 0


def test_each_step_of_a_funnel_has_no_more_than_the_one_before(golden):
    wish = Wish(tuple(parse_periods("2022-01..2024-12")), "channel", {"window": "365"})
    made = table(page(golden, "funnel", wish), "funnel")
    rows = list(zip(column(made, "segment")[0], column(made, "reached")[0], strict=True))
    for (segment, before), (same, reached) in zip(rows, rows[1:], strict=False):
        assert segment != same or reached <= before
    assert rows


def test_who_skips_and_whose_attempt_ended_stand_in_columns_of_their_own(book_of):
    """Of four that sign up, l1 and l2 are qualified, l1 after an inquiry; l3's deal is lost; l4 may still go on."""
    took = [
        "l1 signup 01",
        "l1 inquiry 02",
        "l1 qualified 03",
        "l2 signup 01",
        "l2 qualified 04",
        "l3 signup 01",
        "l4 signup 20",
    ]
    touches = [
        {"touch_id": f"t{n}", "lead_id": lead, "kind": kind, "happened_at": f"2024-03-{day}T04:00"}
        for n, (lead, kind, day) in enumerate(one.split() for one in took)
    ]
    lost = {
        "deal_id": "d1",
        "lead_id": "l3",
        "outcome": "lost",
        "opened": "2024-03-02",
        "closed": "2024-03-05",
        "stage": "closed",
    }
    options = {"steps": "signup,inquiry,qualified", "optional": "inquiry", "ends": "lost", "window": "30"}
    wish = Wish(tuple(parse_periods("2024-03")), "", options)
    made = analysis_page(book_of(touches=touches, deals=[lost]), "funnel", wish, date(2024, 4, 5))
    found = {key: column(table(made, "funnel"), key)[0] for key in ("reached", "lost", "open", "skipped", "ended")}
    assert found == {
        "reached": [4, 1, 2],
        "lost": [0, 0, 0],
        "open": [0, 1, 1],
        "skipped": [0, 1, 0],
        "ended": [0, 0, 1],
    }
    shares = column(table(made, "funnel"), "of_first")[0][1:]
    assert [(one.status, one.low, one.high) for one in shares] == [
        ("immature", Decimal("0.25"), Decimal("0.5")), ("immature", Decimal("0.5"), Decimal("0.75")),
    ]  # fmt: skip


def test_behaviour_is_followed_step_by_step_of_users_and_of_customers(book_of):
    """u1 and u2 are of ann, who buys; bob's u3 searches alone."""
    did = [
        ("u1", "ann", "search", "04"),
        ("u1", "ann", "export", "05"),
        ("u2", "ann", "search", "06"),
        ("u3", "bob", "search", "07"),
    ]
    events = [
        {"event_id": f"e{n}", "customer_id": who, "user_id": user, "feature": what, "happened_at": f"2024-03-{day}T04:00"}
        for n, (user, who, what, day) in enumerate(did)
    ]  # fmt: skip
    sold = {
        "txn_id": "t1", "customer_id": "ann", "kind": "order", "amount": 9, "currency": "CNY", "happened_at": "2024-03-08T04:00",
    }  # fmt: skip
    book, march = book_of(usage_events=events, transactions=[sold]), tuple(parse_periods("2024-03"))
    users = table(analysis_page(book, "behaviour", Wish(march), date(2024, 12, 31)), "behaviour")
    assert (column(users, "step")[0], column(users, "reached")[0]) == (["search", "export"], [3, 1])
    options = {"of": "customer", "steps": "search,export,order"}
    bought = analysis_page(book, "behaviour", Wish(march, "", options), date(2024, 12, 31), "zh")
    made = table(bought, "behaviour")
    assert (column(made, "step")[0], column(made, "reached")[0]) == (["search", "export", "下单"], [2, 1, 1])
    for wish, told in (
        (Wish(march, "", {"steps": "search,order"}), "--set of=customer"), (Wish(march, "", {"steps": "serch,export"}), "Did you mean search"),
        (Wish(march, "", {"steps": "search,export", "ends": "export"}), "is a step of this funnel"),
    ):  # fmt: skip
        with pytest.raises((NotFound, UsageError), match=told):
            analysis_page(book, "behaviour", wish)


def test_behaviour_paths_tell_visits_and_what_follows_what(book_of):
    did = [("u1", "search", "04:00"), ("u1", "export", "04:05"), ("u1", "share", "04:06"), ("u2", "search", "04:00")]
    events = [
        {"event_id": f"e{n}", "customer_id": "ann", "user_id": user, "feature": what, "happened_at": f"2024-03-05T{at}"}
        for n, (user, what, at) in enumerate(did)
    ]
    book, march = book_of(usage_events=events), tuple(parse_periods("2024-03"))
    made = analysis_page(book, "behaviour-paths", Wish(march, "", {"deeds": "2"}), date(2024, 12, 31))
    paths, steps = table(made, "behaviour_paths"), table(made, "behaviour_turns")
    assert column(paths, "path")[0] == ["search", "search → export → …"]
    assert column(paths, "visits") == ([1, 1], 2)
    assert [row[:4] for row in steps.rows] == [(1, "search", "End of the visit", 1), (1, "search", "export", 1)]
    with pytest.raises(NotFound, match="Did you mean search"):
        analysis_page(book, "behaviour-paths", Wish(march, "", {"start": "serch"}), date(2024, 12, 31))


def test_the_cost_of_channels_is_the_cost_of_cohorts(golden):
    made = page(golden, "acquisition")
    for key in ("cost", "signs", "earned"):
        by_channel, whole = column(table(made, "acquisition_channels"), key)
        assert sum(by_channel) == whole == sum(column(table(made, "acquisition_cohorts"), key)[0])


def test_survival_is_the_metric_of_the_catalogue(golden):
    made = table(page(golden, "survival"), "survival")
    for day in (90, 180):
        (cell,), _total = column(made, f"day_{day}")
        metric = golden.one("retention.survival", "2024-12", where={"t": str(day)})
        assert exact(cell) == pytest.approx(metric.value, abs=Decimal("0.000001"))


def test_the_course_of_use_is_that_of_the_catalogue(golden):
    period = tuple(parse_periods("2024"))
    made = table(page(golden, "retention-trend", Wish(period, "", {"measure": "used"})), "retention_points")
    volatility = golden.one("retention.early_volatility", "2024")
    assert column(made, "value")[0][0] == volatility.value


def test_months_before_use_was_recorded_are_unknown_and_not_without_use(golden):
    made = page(golden, "retention-trend", Wish(tuple(parse_periods("2023")), "", {"measure": "used"}))
    assert "These cohorts began before use of the product was recorded." in page_text(made)


def test_cohorts_of_segments_hold_the_same_customers(golden):
    plain, cut = (page(golden, "cohorts", Wish((), by)) for by in ("", "acq_channel"))
    first, second = (next(b for b in blocks_of(one.sections) if isinstance(b, Heatmap)) for one in (plain, cut))
    assert first.overall == second.overall
    assert sum(row.size for row in second.rows) == second.overall.size


def test_one_cell_by_hand(shop):
    """Ann and bob begin in January; in February ann comes back, and they spend 50 of the 150 of January."""
    made = page(shop, "cohorts", Wish())
    rows = {
        key: [row for row in flat_tables(made)[key].rows if row[0] == "2024-01"]
        for key in ("cohorts_bought", "cohorts_revenue")
    }
    assert rows["cohorts_bought"][1][2:] == (1, 1, 2, Decimal("0.5"))
    assert rows["cohorts_revenue"][1][3:5] == (50, 150)


def test_csv_is_exact_and_leaves_unknown_empty(golden):
    lines = table_csv(table(page(golden, "survival"), "survival_curve")).splitlines()
    assert lines[0] == "place,segment_0,segment_0_low,segment_0_high"
    assert lines[1].startswith("0,1.0")


def test_pages_are_written_in_each_form(golden, tmp_path):
    made = page(golden, "cohorts")
    for ending in (".html", ".xlsx", ".json"):
        write_report(made, tmp_path / f"cohorts{ending}")
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".xlsx", ".json"}


@pytest.mark.parametrize(
    ("name", "wish", "error", "told"),
    [
        ("funel", Wish(), NotFound, "Did you mean funnel"),
        ("funnel", Wish((), "region"), NotFound, "cut of this analysis"),
        ("funnel", Wish((), "", {"windw": "9"}), NotFound, "Did you mean window"),
        ("funnel", Wish((), "", {"window": "soon"}), UsageError, "window is 'soon'"),
        ("funnel", Wish((), "", {"steps": "visit,inquiry", "optional": "inquiry"}), UsageError, "cannot be skipped"),
        ("cohorts", Wish((), "", {"grain": "decade"}), NotFound, "choice of grain"),
        ("marginal", Wish((), "channel"), UsageError, "cannot be cut"),
        ("marginal", Wish((), "", {"amount": "-5"}), UsageError, "not a number above 0"),
    ],
)
def test_what_cannot_be_asked_is_refused(golden, name, wish, error, told):
    with pytest.raises(error, match=told):
        analysis_page(golden, name, wish)


def test_the_report_has_a_section_of_each_whose_facts_are_there(golden):
    from tenure.pages.analysing import analysis_sections, lacking
    from tenure.pages.asking import Asking

    asking = Asking(golden, parse_periods("2024-07")[0], date(2024, 8, 20), "en")
    keys = [section.key for section in analysis_sections(asking)]
    ready = [one.name for one in analyses().values() if one.reported and not lacking(one, asking)]
    assert set(keys) <= set(ready)
    assert {"survival", "profit", "acquisition"} <= set(keys)
    assert all(
        not isinstance(block, Note) or block.items
        for block in blocks_of(analysis_sections(asking))
        if block.key.endswith("_method")
    )
