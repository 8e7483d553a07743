"""Chinese names by the first letters of their pinyin."""

import pytest

from tenure.words.pinyin import initials, initials_of


@pytest.mark.parametrize(
    ("name", "letters"),
    [("续约率", "xyl"), ("中国银行", "zgyh"), ("重庆火锅", "cqhg"), ("青禾 A1", "qh a1"), ("Ann", "ann")],
)
def test_a_name_is_told_by_its_initials(name, letters):
    assert initials(name) == letters


def test_many_names_are_told_as_each_by_itself_and_families_both_ways():
    names = ["王芳", "重庆火锅", "Ann Ltd", "Zoë", "曾伟", "单丹", "王 A1", ""]
    assert list(initials_of(names)) == ["wf", "cqhg", "", "", "cw\nzw", "dd\nsd", "w a1", ""]
