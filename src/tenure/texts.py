"""Texts that the core speaks: an English sentence with places for its values, for a face to say in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Text(str):
    """A sentence in English that still knows its template and what was filled in.

    It is a plain string to whoever compares, sorts or writes it. A value may be a Text too, or a list, which is told with
    commas.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Text:
        """The template with its values; without values braces stay as they are."""
        made = super().__new__(cls, filled(template, values, str, ", "))
        made.template, made.values = template, values
        return made


def filled(template: str, values: Mapping[str, object], told: Callable[[str], str], comma: str) -> str:
    """A template with its values, those that are texts told in their turn."""

    def plain(value: object) -> object:
        match value:
            case Text():
                return told(value)
            case list() | tuple():
                return comma.join(str(plain(part)) for part in value)
        return value

    return template.format(**{name: plain(value) for name, value in values.items()}) if values else template
