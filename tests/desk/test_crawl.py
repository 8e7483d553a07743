"""Every number on every page is the answer to its question at the command line, and leads to a list that has as many rows."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tenure.book import Book, open_book
from tenure.cli import main
from tenure.cli.commands import metrics as command
from tenure.errors import NotFound
from tenure.pages.analysing import analyses
from tenure.pages.showing import sheets
from tests.conftest import only_in_soak, repetitions
from tests.desk.crawling import Number, answered, answers, differences, numbers_of, questions
from tests.desk.following import counted, leads_of, linked, mislisted, spread

pytestmark = pytest.mark.django_db

OF_ANALYSES = {f"{name}/*": "a number of an analysis: `tenure analyse` tells it, no metric does" for name in analyses()}
OF_FIRST_DAYS = (
    "new_revenue",
    "repeat_revenue",
    "repeat_buyers",
    "repeat_rate",
    "refunded",
    "refund_share",
    "topped_up",
    "redeemed",
)
OF_SALES = {f"sales/sales_months_table.{name}": "the trade of a shop, as a table" for name in OF_FIRST_DAYS}
WITHOUT = (
    OF_ANALYSES
    | OF_SALES
    | {
        "*/*.shop.*": "the trade of a shop, by first and later days of buying (stages/shop.py): no metric of the catalogue",
        "sales/sales_months.*": "the same, as a chart",
        "sales/purchase_intervals.purchases": "days between purchases, all of which no metric tells",
        "value/spend_*": "buyers in fifths by what they spent: no slice of the catalogue",
        "retention/cohorts.size": "how many began in a month, which no metric tells by the month of the beginning",
        "retention/cohorts.overall.*": "the cohorts together, older ones than are shown included",
        "retention/retention_curves.*": "cohorts together at one age: the cells of the map, in which each has its question",
        "retention/usage_curves.*": "the same, of use",
        "freshness/freshness.rows": "how many facts there are: no number of customers",
        "customers/customers.*": "what is known of one customer; with `metric` its part in that number, which the list is tested by",
        "customer/*": "what is known of one customer",
        "customer_*/*": "the same: its contracts, purchases, tickets, answers and days of use",
    }
)
OF_THE_CUT = WITHOUT | {  # of a page that is cut: a course follows who falls under the slice at the end of the period
    "retention/cohorts.part": "who is left of a cohort, of those who fall under the slice now: a number is of those who did then",
    "sales/sales_months_table.*": "the trade of those who fall under the slice now, for the same reason",
}
SUBJECTS = {
    "golden": {"metric": ["renewal.rate_count"], "customer": ["C01"]},
    "corner": {"metric": ["value.aov"], "customer": ["ann"]},
}
LISTS = repetitions(7, 10_000)  # followed on the way through one company
SHORT = {"golden": [("2024-07", "2024-08-31", "")], "corner": [("2024-06", "2024-06-30", "")]}
LONG = {
    "golden": [
        ("2024-12", "2024-12-10", ""), ("2024-Q3", "2024-12-31", "compare=last_year"), ("2023", "2024-12-31", "compare=none"),
        ("2024-07", "2024-08-31", "compare=2023-11&since=2024-02"), ("2024-W31", "2024-08-31", ""),
    ],
    "corner": [("2024-Q2", "2024-06-30", ""), ("2024", "2024-05-31", "compare=none"), ("2024-03", "2024-06-30", "since=2024-01")],
}  # fmt: skip

CUT = {  # one slice a page; in the soak each of them on all pages
    "golden": {
        "home": "tier=A", "metric": "cohort=2023-09", "retention": "region=mainland", "revenue": "tier=B",
        "acquisition": "acq_channel=search", "service": "industry=retail",
    },
    "corner": {
        "home": "cohort=2024-02", "metric": "stage=mature", "retention": "cohort=2024-01", "revenue": "cohort=2024-01",
        "acquisition": "cohort=2024-03", "service": "state=active",
    },
}  # fmt: skip


class Crawl:
    """One company walked as its owner, beside a book of its own that the command line asks."""

    def __init__(self, client, folder, company, capsys) -> None:
        self.client, self.company, self.capsys = client, company, capsys
        self.book: Book = open_book(folder / company)
        self.known = self.book.measures()

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.content.decode()

    def places(self) -> Iterator[str]:
        for name, one in sheets().items():
            for subject in SUBJECTS[self.company][name] if one.about else [""]:
                yield f"/{self.company}/{name}/{f'{subject}/' if subject else ''}"

    def pages(self, words: str, cut: Mapping[str, str] | None = None) -> Iterator[tuple[str, dict]]:
        """Each sheet as JSON; where slices are told, those of numbers alone, each cut to its own."""
        for place in self.places():
            name = place.split("/")[2]
            if cut is not None and name not in cut:
                continue
            taken = [one.name for one in sheets()[name].options]
            asked = "&".join(pair for pair in words.split("&") if not pair.startswith("since") or "since" in taken)
            asked += f"&where={cut[name]}" if cut is not None else ""
            yield f"{place}?{asked}", json.loads(self.get(f"{place}?{asked}&form=json"))

    def ask(self, words):
        """What the command line says; None where it says that a number cannot be cut so."""
        self.capsys.readouterr()
        ended = main([*words, "-w", str(self.book.workspace.folder)])
        told = self.capsys.readouterr()
        if ended == NotFound.exit_code and "slice of this number" in told.err:
            return None
        assert ended == 0, words
        return answered(told.out)

    def answers(self, numbers):
        return answers(questions(numbers), self.known, self.ask)


@pytest.fixture
def crawl(signed_in, companies, capsys, monkeypatch):
    def make(company: str) -> Crawl:
        made = Crawl(signed_in(**{company: "owner"}), companies, company, capsys)
        monkeypatch.setattr(command, "book_of", lambda _folder: made.book)  # the same book, opened once
        return made

    return make


def walked(crawl: Crawl, words: str, cut: Mapping[str, str] | None = None) -> None:
    """Compare every number of every sheet, or of those that are cut, and where they lead."""
    shown = {address: (doc, list(numbers_of(doc))) for address, doc in crawl.pages(words, cut)}
    assert all(bool(doc["cut"]) is (cut is not None) for doc, _numbers in shown.values())
    without = WITHOUT if cut is None else OF_THE_CUT
    told = crawl.answers([one for _doc, numbers in shown.values() for one in numbers])
    wrong, addresses, leads = [], {}, {}
    for address, (_doc, numbers) in shown.items():
        wrong += [f"{address}: {why}" for why in differences(numbers, told, without)]
        due, there = leads_of(numbers, crawl.known), linked(crawl.get(address))
        wrong += [f"{address}: does not lead to {one}" for one in due.keys() - there.keys()]
        wrong += [f"{address}: leads to {one}, which it does not tell" for one in there.keys() - due.keys()]
        addresses, leads = addresses | there, due | leads
    assert not wrong, "\n".join(wrong[:40])
    for lead in spread({one: sort for one, sort in leads.items() if one in addresses}, LISTS):
        asked = next(one for one in told if as_lead(one, lead))
        number = counted(lead, told[asked], crawl.known[lead.metric])
        why = mislisted(json.loads(crawl.get(f"{addresses[lead]}&form=json")), number)
        wrong += [f"{addresses[lead]}: {why}"] if why else []
    assert not wrong, "\n".join(wrong[:40])


def as_lead(asked, lead) -> bool:
    where = tuple(sorted((*asked.cut, *asked.dims), key=str))
    return (asked.metric, asked.period, asked.as_of, where) == (lead.metric, lead.period, lead.as_of, lead.where)


@pytest.mark.parametrize("company", ["golden", "corner"])
def test_every_number_is_that_of_the_command_line_and_leads_to_as_many(crawl, company):
    for period, as_of, words in SHORT[company]:
        walked(crawl(company), f"period={period}&as_of={as_of}{words and '&'}{words}")


@only_in_soak
@pytest.mark.parametrize("company", ["golden", "corner"])
def test_so_it_is_on_pages_that_are_cut(crawl, company):
    ((period, as_of, _words),) = SHORT[company]
    walked(crawl(company), f"period={period}&as_of={as_of}", CUT[company])


@only_in_soak
@pytest.mark.parametrize(
    ("company", "slice_"), [(name, one) for name, cut in CUT.items() for one in dict.fromkeys(cut.values())]
)
def test_so_it_is_on_every_page_cut_to_any_slice(crawl, company, slice_):
    ((period, as_of, _words),) = SHORT[company]
    walked(crawl(company), f"period={period}&as_of={as_of}", dict.fromkeys(CUT[company], slice_))


@only_in_soak
@pytest.mark.parametrize("company", ["golden", "corner"])
def test_so_it_is_on_pages_that_are_cut_in_another_range(crawl, company):
    period, as_of, words = LONG[company][0]
    walked(crawl(company), f"period={period}&as_of={as_of}{words and '&'}{words}", CUT[company])


@only_in_soak
@pytest.mark.parametrize(
    ("company", "turn"), [(name, turn) for name, several in LONG.items() for turn in range(len(several))]
)
def test_so_it_is_in_other_ranges_and_comparisons(crawl, company, turn):
    period, as_of, words = LONG[company][turn]
    walked(crawl(company), f"period={period}&as_of={as_of}{words and '&'}{words}")


def first_of(numbers: list[Number], sort: str, apart: bool) -> Number:
    """The first number of a sort that an answer, or a sum of some, gives."""
    return next(
        one for one in numbers
        if one.sort == sort and bool(one.terms) is apart and (one.number if apart else (one.answer or {}).get("value")) is not None
    )  # fmt: skip


SORTS = [
    ("figure", False), ("comparison", False), ("trend", False), ("table", False), ("table", True), ("chart", False), ("chart", True),
    ("heat", True),
]  # fmt: skip


def test_a_forged_number_is_found(crawl):
    """Each sort of number, another by one; one without its question; one whose list has a row too few."""
    made = crawl("golden")
    doc = json.loads(made.get("/golden/retention/?period=2024-07&as_of=2024-08-31&form=json"))
    numbers = list(numbers_of(doc))
    told = made.answers(numbers)
    assert differences(numbers, told, WITHOUT) == []
    for sort, apart in SORTS:
        one = first_of(numbers, sort, apart)
        forged = replace(one, number=one.number + 1) if apart else replace(one, answer=_more(one.answer))
        (why,) = differences([forged], told, WITHOUT)
        assert why.startswith(one.place)
        assert differences([replace(one, asked=None, answer=None, terms=())], told, WITHOUT) == [
            f"{one.place}: has no question"
        ]
    drawn = copy.deepcopy(doc)
    chart = next(
        block for section in drawn["sections"] for block in section["blocks"] if block["key"] == "renewal_outcomes"
    )
    chart["series"][0]["values"][-1] = "99"
    assert len(differences(numbers_of(drawn), told, WITHOUT)) == 1


def _more(answer):
    return {**answer, "value": str(Decimal(answer["value"]) + 1)}


def test_a_list_with_a_row_too_few_is_found(crawl):
    made = crawl("golden")
    address = "/golden/customers/?metric=growth.customers_held&period=2024-07&as_of=2024-08-31"
    doc = json.loads(made.get(f"{address}&form=json"))
    number = made.book.one("growth.customers_held", "2024-07", date(2024, 8, 31)).value
    assert mislisted(doc, number) == ""
    assert mislisted(doc, number + 1) != ""
    doc["sections"][0]["blocks"][0]["rows"].pop()
    assert mislisted(doc, number) != ""
