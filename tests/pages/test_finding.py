"""Finding customers by what they are called: whom, in which order, and by nothing that the reader may not see."""

from datetime import date

import pyarrow as pa
import pytest

from tenure.pages.asking import Asking
from tenure.pages.finding import Names, folded, names_of
from tenure.pages.reader import EVERYTHING, Reader
from tenure.periods import parse_period
from tests.cast import ann, bob, customer, identity

DAY = date(2024, 12, 31)
MASKED = Reader(contacts=False)


def names(book, reader=EVERYTHING, as_of=DAY) -> Names:
    return names_of(Asking(book, parse_period("2024-12"), as_of, "en", reader))


def titles(told: Names, words: str) -> list[str]:
    hits, many = told.best(words, 8)
    assert many == len(told.found(words)) >= len(hits)
    return [hit.title for hit in hits]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ann l", ["Ann Ltd"]), ("ANN", ["Ann Ltd"]), ("ａｎｎ", ["Ann Ltd"]), ("  ann   ltd ", ["Ann Ltd"]),
        ("ann@example", ["Ann Ltd"]), ("38000", ["Dan"]), ("138 0000-0000", ["Dan"]), ("+86 138", ["Dan"]),
        ("bob", ["Bob & Sons"]), ("zoe", []), ("", []), ("  ", []), ("#", []),
    ],
)  # fmt: skip
def test_a_customer_is_found_by_name_address_telephone_and_id(people, words, found):
    assert titles(names(people), words) == found


def test_a_customer_is_found_by_the_number_it_has_here(people):
    told = names(people)
    for number in told.numbers.to_pylist():
        assert told.found(f"#{number}") == {number}
    assert told.found("#4711") == frozenset()
    assert told.found("#" + "9" * 40) == frozenset()


def test_who_may_not_see_contacts_finds_nobody_by_them(people):
    told = names(people, MASKED)
    for words in ("ann@", "@example.com", "38000", "138 0000 0000", "+86", "86138"):
        assert titles(told, words) == [], words
    assert titles(told, "ann") == ["Ann Ltd"]
    assert not any(
        "@" in text or "138" in text
        for text in (*told.texts.to_pylist(), *told.titles.to_pylist(), *told.hints.to_pylist())
    )


def test_a_name_or_an_id_that_is_an_address_is_a_contact(book_of):
    book = book_of(
        customers=[customer("zed@example.com", "+86 138 0000 1111"), customer("c2", "Cy")],
        identities=[identity("c2", "tax_id", "91-TAX")],
    )  # fmt: skip
    assert titles(names(book), "zed@") == ["+86 138 0000 1111"]
    assert titles(names(book), "91-tax") == ["Cy"]
    masked = names(book, MASKED)
    assert [titles(masked, words) for words in ("zed", "138 0000", "91-tax")] == [[], [], []]
    assert [title for title in masked.titles.to_pylist() if title != "Cy"][0].startswith("#")


def test_who_sees_some_customers_finds_those_alone(people):
    south = names(people, Reader(("region", "South")))
    assert [titles(south, words) for words in ("ann", "bob", "an")] == [["Ann Ltd"], [], ["Ann Ltd"]]
    assert all(south.found(f"#{n}") == ({n} if n in south.numbers.to_pylist() else set()) for n in range(1, 6))
    assert names(people, Reader(("region", "Nowhere"))).found("ann") == frozenset()


def test_what_became_known_later_finds_nobody(people):
    assert titles(names(people, as_of=date(2024, 5, 19)), "cid") == []


def test_the_same_names_are_read_once(people):
    assert names(people) is names(people)
    assert names(people) is not names(people, MASKED)


def test_chinese_names_are_found_by_their_initials(book_of):
    book = book_of(customers=[customer(ann, "曾国藩"), customer(bob, "重庆火锅"), customer("zg", "Zed")])
    told = names(book)
    assert titles(told, "zgf") == titles(told, "CGF") == ["曾国藩"]
    assert titles(told, "cqh") == ["重庆火锅"]
    assert titles(told, "zg") == ["Zed", "曾国藩"], "who is called so before who begins so"
    assert titles(told, "火锅") == ["重庆火锅"]


def test_the_closest_come_first_and_no_more_than_are_wanted():
    texts = ["\nxann\n", "\nanna\n", "\nann\n", *("\nmy ann\n" for _ in range(20))]
    called = [text.strip() for text in texts]
    told = Names(
        pa.array(range(len(texts))), pa.array(called), pa.array([""] * len(texts)), pa.array(texts, pa.string())
    )
    hits, many = told.best("ann", 4)
    assert [hit.title for hit in hits] == ["ann", "anna", "xann", "my ann"]
    assert many == 23 and len(told.found("ann")) == 23


def test_signs_of_patterns_mean_themselves(people):
    told = names(people)
    assert [titles(told, words) for words in ("b.b", "%", "_", "bob & sons", "[a]", "\n")] == [
        [],
        [],
        [],
        ["Bob & Sons"],
        [],
        [],
    ]


def test_words_are_compared_whatever_their_width_and_size():
    assert folded(" ＡＢ  c\n") == "ab c"
