"""Which language a reader has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tenure.errors import UsageError

Language = Literal["en", "zh"]


def language_of(environ: Mapping[str, str], option: str | None = None) -> Language:
    """The language asked for, else that of LC_ALL, LC_MESSAGES or LANG (the first that is set), else English.

    Raises: UsageError when the option names a language that Tenure does not speak.
    """
    if option:
        spoken = _spoken(option)
        if spoken is None:
            raise UsageError("'{option}' is not a language of Tenure.", "Say --lang en or --lang zh.", option=option)
        return spoken
    told = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if _spoken(told) == "zh" else "en"


def html_language(lang: Language) -> str:
    """The language as HTML's lang attribute says it."""
    return "zh-Hans" if lang == "zh" else "en"


def _spoken(text: str) -> Language | None:
    match text.replace("-", "_").split(".")[0].split("_")[0].lower():
        case "zh":
            return "zh"
        case "en":
            return "en"
    return None
