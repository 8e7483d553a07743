"""What the owner of an upload says in the form of its plan: only what the form has, only what can be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from tenure.desk.bringing.reading import KINDS, fields_of

CHOICES: Mapping[str, tuple[str, ...]] = {
    "date_order": ("DMY", "MDY"),
    "decimal": (".", ","),
    "instrument": ("nps", "csat"),
    "kind": KINDS,
    "total_is": ("order", "line"),
    "amount_is": ("unit", "period", "contract"),
}
CHOSEN_FOR: Mapping[str, str] = {"total_is": "order", "amount_is": "subscription"}  # what is asked of one kind alone
_FREE: Mapping[str, re.Pattern[str]] = {
    "currency": re.compile(r"[A-Za-z]{3}"),
    "zone": re.compile(r"[A-Za-z0-9_+/-]{1,64}"),
    "encoding": re.compile(r"[A-Za-z0-9_-]{1,40}"),
    "source": re.compile(r"[\w .-]{1,80}"),
}


def said(post: QueryDict, plan: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By table what was said of it."""
    told = {one["key"]: _of_one(post, one) for one in plan["files"]}
    return {key: answers for key, answers in told.items() if answers}


def _of_one(post: QueryDict, one: Mapping[str, Any]) -> dict[str, Any]:
    key = one["key"]
    out: dict[str, Any] = {}
    for name, choices in CHOICES.items():
        if post.get(f"{key}-{name}") in choices:
            out[name] = post[f"{key}-{name}"]
    for name, shape in _FREE.items():
        told = (post.get(f"{key}-{name}") or "").strip()
        if shape.fullmatch(told) and (told != str(one.get(name) or "") or told == one["said"].get(name)):
            out[name] = told
    if one.get("kind") and f"{key}-c0" in post:
        known = set(fields_of(one["kind"]))
        cells = {str(place): post.get(f"{key}-c{place}", "") for place in range(len(one["headers"]))}
        out["columns"] = {place: name for place, name in cells.items() if name in known}
        out["columns_of"] = one["kind"]
    return out


def as_shown(plan: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What the form says as long as nobody changes it."""
    told = {one["key"]: _shown(one) for one in plan["files"]}
    return {key: answers for key, answers in told.items() if answers}


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    out = {name: told for name, told in one["said"].items() if name in CHOICES or name in _FREE}
    if one.get("kind"):
        under = {str(place): name for place, name in enumerate(one["under"]) if name}
        out |= {"kind": one["kind"], "columns": under, "columns_of": one["kind"]}
        out |= {name: one[name] for name, kind in CHOSEN_FOR.items() if kind == one["kind"]}
    return out
