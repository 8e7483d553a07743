"""What is not known says so, with its reason, and is no 0."""

from datetime import date

import pytest

from tenure.pages.analysing import analysis_page
from tenure.pages.analysis import Wish
from tenure.pages.asking import Asking
from tenure.pages.blocks import Heatmap, Note, Table, blocks_of
from tenure.pages.figures import figure
from tenure.pages.missing import missing
from tenure.pages.reasons import why_none
from tenure.pages.renewals import coming
from tenure.pages.report import report
from tenure.pages.sections import service
from tenure.pages.showing import sheet_page
from tenure.pages.tiers import tiers
from tenure.periods import parse_period, parse_periods
from tenure.render.cells import sureness
from tenure.stages.relationships import called_for
from tests.cast import ann, contract, customer, order, price, use
from tests.pages.company import cells


def texts(sections) -> str:
    """The notes of sections, one after the other."""
    return " ".join(block.text for block in blocks_of(sections) if isinstance(block, Note))


def test_money_without_a_rate_is_missing(book_of):
    book = book_of(
        contracts=[contract("k", ann, "2024-01-01", "2025-01-01")],
        contract_prices=[price("p", "k", "2024-01-01", 100, "USD")],
    )
    section = missing(Asking(book, parse_period("2024-05"), date(2024, 6, 10), "en"))
    waiting = dict(zip(cells(section, "missing", "file"), cells(section, "missing", "numbers"), strict=True))
    assert "Recognised revenue" in waiting["exchange rates (a table of currency, day and rate)"].split(", ")


def test_a_day_before_all_facts_says_so_and_names_no_file(book_of):
    book = book_of(contracts=[contract("k", ann, "2024-01-01", "2025-01-01")])
    asking = Asking(book, parse_period("2022-05"), date(2022, 5, 31), "en")
    assert why_none(asking, asking.value("service.tickets_opened")) == "Nothing was known on May 31, 2022."
    assert texts([missing(asking)]) == "Nothing was known on May 31, 2022."


def test_months_before_any_use_say_since_when_it_is_told_and_ask_for_no_file(book_of):
    book = book_of(
        contracts=[contract("k", ann, "2024-01-01", "2025-01-01")], usage_events=[use("u", ann, "2024-05-03T04:00")]
    )
    for lang, says, mark in (
        ("en", "Use is told from May 3, 2024 on only.", "not in the data"),
        ("zh", "使用记录自 2024年5月3日 起才有。", "数据中没有"),
    ):
        asking = Asking(book, parse_period("2024-04"), date(2024, 6, 10), lang)
        value = asking.value("activity.active_rate")
        assert (why_none(asking, value), sureness(value, lang)) == (says, mark)


def test_where_there_is_nothing_to_compare_with_the_other_period_is_named(book_of):
    book = book_of(contracts=[contract("k", ann, "2024-02-01", "2025-02-01")])
    for lang, says in (
        ("en", "Nothing of the kind happened in Feb 2024."),
        ("zh", "2024年2月没有相关记录。"),
    ):
        asking = Asking(book, parse_period("2024-03"), date(2024, 6, 10), lang)
        before = figure(asking, "retention.customer_rate").comparisons[0]
        assert (str(before.then.period), before.reason) == ("2024-02", says)


def test_tiers_of_a_running_month_are_not_known_and_not_zero(book_of):
    book = book_of(
        contracts=[contract("k", ann, "2024-01-01", "2025-01-01")], contract_prices=[price("p", "k", "2024-01-01", 100)]
    )
    told = [tiers(Asking(book, parse_period("2024-06"), date(2024, 6, 10), "en"))]
    assert "tiers" not in [block.key for block in blocks_of(told)]
    assert texts(told) == "Not known yet: a window or the period itself is still open."


def test_the_service_table_counts_every_ticket_and_not_only_the_old_ones(book_of):
    """Of two tickets the second is still inside its target on the day."""
    opened = {"kind": "opened", "actor": "customer", "channel": "email", "customer_id": ann}
    book = book_of(
        ticket_events=[
            {"ticket_event_id": "e1", "ticket_id": "t1", "happened_at": "2024-06-03T02:00", **opened},
            {"ticket_event_id": "e2", "ticket_id": "t2", "happened_at": "2024-06-12T09:59", **opened},
        ],
        contracts=[contract("k", ann, "2024-05-01", "2025-01-01")],
    )
    section = service(Asking(book, parse_period("2024-06"), date(2024, 6, 12), "en"))
    assert cells(section, "service_table", "tickets")[-1].value == 2


def _dollars_before_rates(book_of):
    """ann pays in dollars since 2024 and a campaign costs dollars; their first rate is that of June 2024."""
    spent = {
        "cost_id": "c", "purpose": "acquisition_marketing", "channel": "search", "amount": 100, "currency": "USD",
        "period_start": "2024-02-01", "period_end": "2024-03-01", "known": "2024-02-01",
    }  # fmt: skip
    return book_of(
        customers=[customer(ann, ann, known="2024-01-01")],
        contracts=[contract("k", ann, "2024-01-01", "2024-08-01", known="2024-01-01")],
        contract_prices=[price("p", "k", "2024-01-01", 100, "USD", known="2024-01-01")],
        costs=[spent],
        fx_rates=[{"fx_id": "f", "currency": "USD", "rate_date": "2024-06-30", "rate": 7, "known": "2024-06-30"}],
    )


def test_analyses_of_money_without_a_rate_say_which_is_missing(book_of):
    book = _dollars_before_rates(book_of)
    early = Wish(tuple(parse_periods("2024-01..2024-06")))
    for lang, says in (
        ("en", "No exchange rate for USD before Jun 30, 2024."),
        ("zh", "缺少 USD 在 2024年6月30日 之前的汇率。"),
    ):
        for name in ("profit", "acquisition", "marginal", "cohorts"):
            made = analysis_page(book, name, early, date(2024, 7, 31), lang)
            assert says in texts(made.sections), name
            assert name == "cohorts" or not [one for one in blocks_of(made.sections) if isinstance(one, Table)], name
    heads = analysis_page(book, "cohorts", early, date(2024, 7, 31))
    assert [one.key for one in blocks_of(heads.sections) if isinstance(one, Heatmap)] == ["cohorts_held"]


def test_analyses_of_months_whose_rates_are_known_are_told(book_of):
    book = _dollars_before_rates(book_of)
    made = analysis_page(book, "profit", Wish((parse_period("2024-07"),)), date(2024, 7, 31))
    assert [one.key for one in blocks_of(made.sections) if isinstance(one, Table)] == ["profit"]


def test_what_falls_due_without_a_rate_is_not_said_to_be_nothing(book_of):
    book = book_of(
        contracts=[contract("k", ann, "2024-01-01", "2024-07-10", known="2024-01-01")],
        contract_prices=[price("p", "k", "2024-01-01", 100, "USD", known="2024-01-01")],
    )
    note = coming(Asking(book, parse_period("2024-06"), date(2024, 6, 10), "en")).note
    assert note == "No exchange rate for USD."


BOUGHT = order("o", ann, 100, "2024-05-02")
SAID = {"policy_id": "relationship", "policy": "relationship", "value": "contract", "effective_from": "2023-01-01"}


def test_a_shop_that_has_not_said_that_buying_counts_is_told_so_first(book_of):
    book, may = book_of(transactions=[BOUGHT]), parse_period("2024-05")
    text = "Only contracts make a customer here, and there are none. Where buying makes one, set the policy relationship to purchase."
    assert texts(report(book, may).sections[:1]) == text
    assert texts(sheet_page(book, "home", may).sections[:1]) == text


@pytest.mark.parametrize(
    "clear",
    [{"policies": [SAID]}, {"contracts": [contract("k", ann, "2024-05-01", "2025-01-01")]}],
    ids=["said", "sold"],
)
def test_where_it_is_clear_what_makes_a_customer_nobody_is_asked(book_of, clear):
    assert called_for(book_of(transactions=[BOUGHT], **clear).at()) == ""
