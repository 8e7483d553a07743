"""Texts of the desk, in the reader's language: in templates `{% say "Sign in" %}`, in forms `late("Your name")`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import lazy
from django.utils.translation import get_language

from tenure.words import Language, say

register = template.Library()


def language(code: str = "") -> Language:
    """The language of a code, or of the request under way."""
    return "zh" if (code or get_language() or "").lower().startswith("zh") else "en"


def _said(text: str) -> str:
    return say(text, language())


late = lazy(_said, str)


@register.simple_tag(name="say")
def say_here(text: str, **values: Any) -> str:
    """A text in the reader's language."""
    return say(text, language(), **values)
