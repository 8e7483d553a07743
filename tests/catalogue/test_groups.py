"""Groups of filters: what a text tells, and that numbers cut by them are sums of those cut by one word each."""

from datetime import date
from decimal import Decimal

import pytest

from tenure.catalogue.groups import Condition, every_pair, groups_of, may_fall, passes, text_of
from tenure.errors import NotFound, UsageError
from tests.cast import ann, bob, cid, contract, customer, price

MONTH, DAY = "2024-06", date(2024, 6, 30)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("region=North", ((Condition("region", ("North",)),),)),
        ("region=North|South,tier!=C;tier=A", (
            (Condition("region", ("North", "South")), Condition("tier", ("C",), True)), (Condition("tier", ("A",)),),
        )),
        (" region = North | South ; tier=A", ((Condition("region", ("North", "South")),), (Condition("tier", ("A",)),))),
        (r"a\,b=x\|y\;z\\", ((Condition("a,b", ("x|y;z\\",)),),)),
        ("size=a=b|c!=d", ((Condition("size", ("a=b", "c!=d")),),)),
    ],
)  # fmt: skip
def test_a_text_tells_groups_and_groups_tell_the_text(text, groups):
    assert groups_of(text) == groups == groups_of(text_of(groups))


@pytest.mark.parametrize(
    "text", ["", "region", "region=", "=North", "region=North;", ",region=North", "region=a||b", "among=x=y"]
)
def test_a_text_that_tells_none_is_refused(text):
    with pytest.raises(UsageError, match="tells no groups of filters"):
        groups_of(text)


@pytest.mark.parametrize(
    ("where", "tiers"),
    [
        ({}, "ABC"), ({"tier": "A"}, "A"), ({"among": "tier=A|B"}, "AB"), ({"among": "tier!=C,region=North"}, "AB"),
        ({"among": "tier=C;region=North"}, "ABC"), ({"tier": "B", "among": "tier!=B"}, ""),
    ],
)  # fmt: skip
def test_who_can_be_among_them(where, tiers):
    assert "".join(tier for tier in "ABC" if may_fall(where, "tier", tier)) == tiers


def test_there_are_not_too_many_filters():
    groups_of(";".join(f"a=w{n}" for n in range(20)))
    with pytest.raises(UsageError, match="more than 20"):
        groups_of(";".join(f"a=w{n}" for n in range(21)))


def test_who_passes_passes_all_of_one_group():
    falls = {("region", "North"), ("tier", "A")}.__contains__

    def told(text):
        return passes(groups_of(text), lambda name, word: falls((name, word)))

    assert told("region=North|South,tier=A") and told("region=South;tier=A") and told("tier!=B|C")
    assert not (told("region=North,tier=B") or told("region!=North") or told("region!=South|North"))


def test_every_word_that_a_question_names_is_known():
    assert every_pair({"n": "7", "among": "a=x|y;b!=z"}) == [("n", "7"), ("a", "x"), ("a", "y"), ("b", "z")]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Ann of North with two tags, bob of South with one of them, cid of nowhere with none; each pays."""
    from tenure.book import Book
    from tenure.workspace import make_workspace
    from tests.cast import NOW, ZONE, deliver

    made = Book(make_workspace(tmp_path_factory.mktemp("groups") / "acme", "acme", ZONE, "CNY", "CN"))
    words = (
        (ann, "region", "North"),
        (bob, "region", "South"),
        (ann, "tag", "vip"),
        (ann, "tag", "old"),
        (bob, "tag", "old"),
    )
    attrs = [
        {"attr_id": f"{who}{attr}{value}", "customer_id": who, "attr": attr, "value": value, "valid_from": "2024-01-01"}
        for who, attr, value in words
    ]
    contracts = [contract(f"k{who}", who, "2024-01-01", "2025-01-01") for who in (ann, bob, cid)]
    prices = [price(f"p{n}", f"k{who}", "2024-01-01", 100 * 10**n) for n, who in enumerate((ann, bob, cid))]
    facts = {
        "customers": [customer(who, who) for who in (ann, bob, cid)],
        "customer_attrs": attrs,
        "contracts": contracts,
        "contract_prices": prices,
    }
    made.lake.store(
        deliver({kind: [{"known": "2023-01-01", **row} for row in rows] for kind, rows in facts.items()}), NOW
    )
    return made


@pytest.mark.parametrize(
    ("where", "mrr"),
    [
        ({"among": "region=North"}, 100), ({"among": "region=North|South"}, 1100), ({"among": "region!=North"}, 11000),
        ({"among": "region!=North|South"}, 10000), ({"among": "region=North;tag=old"}, 1100), ({"among": "tag=vip|old"}, 1100),
        ({"among": "tag=vip,tag=old"}, 100), ({"among": "tag!=vip"}, 11000), ({"among": "tag=old,region=South"}, 1000),
        ({"among": "tag=old|vip;region=North;region=South"}, 1100), ({"among": "region!=South;tag=old"}, 11100),
        ({"region": "South", "among": "tag=old|vip"}, 1000), ({"region": "South", "among": "region=North"}, 0),
    ],
)  # fmt: skip
def test_nobody_is_counted_twice_and_nobody_left_out(book, where, mrr):
    assert book.one("revenue.mrr", MONTH, DAY, where).value == mrr
    found = book.who("revenue.mrr", MONTH, "numerator", DAY, (), where)
    assert found.total == mrr and len(found.rows) == str(mrr).count("1"), "the people are those of the number"


@pytest.mark.parametrize("metric", ["revenue.mrr", "growth.customers_held"])
def test_a_group_of_one_word_is_that_slice_and_parts_sum_to_the_whole(book, metric):
    def value(where) -> Decimal:
        return book.one(metric, MONTH, DAY, where).value

    for name, word in (("region", "North"), ("tag", "old"), ("tier", "C")):
        assert value({"among": f"{name}={word}"}) == value({name: word})
        assert value({"among": f"{name}={word}"}) + value({"among": f"{name}!={word}"}) == value({})


def test_a_slice_and_a_word_that_there_are_not_are_told(book):
    with pytest.raises(NotFound, match="regio"):
        book.one("revenue.mrr", MONTH, DAY, {"among": "region=North;regio=North"})
    with pytest.raises(UsageError, match="n is no slice of"):
        book.one("retention.nday", MONTH, DAY, {"among": "n=7;n=14"})
