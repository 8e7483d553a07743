"""Texts: the English one is the key, zh.po holds the Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from tenure.texts import Text, filled
from tenure.words.language import Language

_COMMA: Mapping[Language, str] = {"en": ", ", "zh": "、"}
_SEMICOLON: Mapping[Language, str] = {"en": "; ", "zh": "；"}


def say(text: str, lang: Language, **values: object) -> str:
    """A text in the reader's language, `{name}` filled in; the English one where there is no translation."""
    template = text
    if isinstance(text, Text):
        template, values = text.template, dict(text.values)
    told = template if lang == "en" else chinese().get(template) or template
    return filled(told, values, lambda inner: say(inner, lang), _COMMA[lang])


def say_many(one: str, many: str, lang: Language, n: int, **values: object) -> str:
    """The text for one, or that for any other number; `{n}` is the number."""
    return say(one if n == 1 and lang == "en" else many, lang, n=f"{n:,}", **values)


def later(text: str) -> str:
    """A text that will be said later, marked so that its translation is looked for."""
    return text


@cache
def chinese() -> Mapping[str, str]:
    """Every translated text, read from zh.po at first asking."""
    from babel.messages.pofile import read_po

    with files("tenure.words").joinpath("zh.po").open("rb") as handle:
        catalogue = read_po(handle, locale="zh_Hans_CN")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def several(texts: Iterable[str], lang: Language) -> str:
    """Texts one after the other, parted as the language parts them."""
    return _SEMICOLON[lang].join(texts)
