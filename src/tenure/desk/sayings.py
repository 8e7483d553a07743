"""Texts of the desk, in the reader's language: in templates `{% say "Sign in" %}`, in forms `late("Your name")`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import lazy
from django.utils.translation import get_language

from tenure.errors import TenureError
from tenure.texts import Text
from tenure.words import Language, say

register = template.Library()


def language(code: str = "") -> Language:
    """The language of a code, or of the request under way."""
    return "zh" if (code or get_language() or "").lower().startswith("zh") else "en"


def both(text: str) -> dict[str, str]:
    """A text in each language, to be kept until somebody reads it."""
    return {"en": say(text, "en"), "zh": say(text, "zh")}


def both_of(error: TenureError) -> dict[str, str]:
    """What went wrong and what to do, in each language."""
    return {"en": "\n".join(error.lines(lambda text: say(text, "en"))), "zh": "\n".join(error.lines(_in_chinese))}


def _in_chinese(text: Text) -> str:
    return say(text, "zh")


def heard(told: Any) -> Any:
    """What was kept in each language, at any depth, as the reader of the request under way hears it."""
    if isinstance(told, dict):
        return told[language()] if told.keys() == {"en", "zh"} else {name: heard(one) for name, one in told.items()}
    return [heard(one) for one in told] if isinstance(told, list | tuple) else told


def _said(text: str, **values: object) -> str:
    return say(text, language(), **values)


late = lazy(_said, str)


@register.simple_tag(name="say")
def say_here(text: str, **values: Any) -> str:
    """A text in the reader's language."""
    return say(text, language(), **values)
