"""HTML put together from tags; every text is escaped, every tag closed."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "col"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | Markup | None
Attribute = str | int | bool | None


def tag(name: str, /, *children: Content, **attributes: Attribute) -> Markup:
    """A tag. Attributes: `class_` for class, aria_label for aria-label; True stands alone, None and False fall away."""
    told = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{join(*children)}</{name}>")


def join(*children: Content, between: str = "") -> Markup:
    """Children one after the other; texts escaped."""
    return Markup(between.join(_child(child) for child in children if child is not None))


def _child(child: str) -> str:
    return child if isinstance(child, Markup) else escape(child)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
