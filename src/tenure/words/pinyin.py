"""Chinese names by the first letters of their pinyin, as people type them: 续约率 is xyl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

# How a family is called, where its sign is read otherwise by itself.
_FAMILIES: Mapping[str, str] = {
    "曾": "z", "单": "s", "仇": "q", "解": "x", "查": "z", "区": "o", "翟": "z", "覃": "q", "乐": "y", "种": "c", "繁": "p",
    "召": "s", "折": "s", "秘": "b", "郇": "x", "尉": "y", "句": "g",
}  # fmt: skip


def initials(name: str) -> str:
    """The first letters of a name; whatever is no Chinese stays."""
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 50 MiB: not before somebody searches

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).casefold()


def initials_of(names: Iterable[str]) -> Iterator[str]:
    """The same of many names; where a family may be meant both ways, one to a line, and nothing of a name without Chinese.

    A sign that is read in one way alone is looked up once; for the others it takes the whole name.
    """
    from pypinyin import Style, pinyin

    one: dict[int, str] = {}
    several: set[str] = set()
    for name in names:
        if name.isascii():
            yield ""
            continue
        for sign in set(name):
            if ord(sign) not in one and sign not in several:
                read = set(pinyin(sign, style=Style.FIRST_LETTER, heteronym=True)[0])
                if len(read) > 1:
                    several.add(sign)
                else:
                    one[ord(sign)] = read.pop()
        plain = several.isdisjoint(name)
        told = (name.translate(one) if plain else initials(name)).casefold()
        if told == name.casefold():
            yield ""
        else:
            family = _FAMILIES.get(name[0], told[:1])
            yield told if told.startswith(family) else f"{told}\n{family}{told[1:]}"
