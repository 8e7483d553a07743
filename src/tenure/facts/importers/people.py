"""Who a row is about: identifiers cleaned, checked, and in the order in which they are trusted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from tenure.facts.importers.cells import by_chunk, constant, holds, joined, matches, null_where, only_where

_MASK = r"[*#$＊＃＄]|密文"
_EMAIL = r"^[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}$"
_DRESSING = r"[\s().\-·/]+"


@dataclass(frozen=True)
class Identifier:
    """One way in which rows name their customers."""

    kind: str  # of the identity
    value: pa.ChunkedArray
    scope: str
    reference: pa.ChunkedArray  # as facts refer to it
    apart: bool = False  # the same text in another scope, to be linked too


@dataclass(frozen=True)
class Who:
    """The customer of each row."""

    reference: pa.ChunkedArray  # unknown where the row names nobody
    identifiers: tuple[Identifier, ...]

    def where(self, mask: pa.ChunkedArray) -> Who:
        """The rows where the mask is true."""
        kept = (
            replace(one, value=one.value.filter(mask), reference=one.reference.filter(mask)) for one in self.identifiers
        )
        return Who(self.reference.filter(mask), tuple(kept))


def not_masked(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Identifiers without those that hide a person behind *, # or $."""
    return null_where(holds(matches(column, _MASK)), column)


def emails(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """E-mail addresses in small letters; what is none, or masked, is unknown."""
    text = not_masked(pc.utf8_lower(column))
    return only_where(matches(text, _EMAIL), text)


def phones(column: pa.ChunkedArray, country: str) -> pa.ChunkedArray:
    """Telephone numbers after E.164; what is no valid number, or masked, is unknown."""
    text = not_masked(column)
    quick = _quick(country)
    if quick is None:
        return _checked(text, country)
    pattern, code = quick
    plain = pc.replace_substring_regex(text, _DRESSING, "")
    fits = holds(matches(plain, f"^({pattern})$"))
    easy = joined("", constant(code, pa.string(), len(plain)), only_where(fits, plain))
    rest = null_where(fits, text)
    return pc.coalesce(easy, _checked(rest, country)) if rest.null_count < len(rest) else easy


def _checked(text: pa.ChunkedArray, country: str) -> pa.ChunkedArray:
    """Each distinct number by the whole parser."""
    distinct = pc.unique(text).drop_null()
    valid = pa.array([_valid(number, country) for number in distinct.to_pylist()], pa.string())
    return pc.take(valid, pc.index_in(text, distinct)) if len(distinct) else text


@cache
def _quick(country: str) -> tuple[str, str] | None:
    """The pattern of a country's mobile numbers and its calling code."""
    from phonenumbers import PhoneMetadata

    region = PhoneMetadata.metadata_for_region(country, None)
    if region is None or region.mobile is None or not region.mobile.national_number_pattern:
        return None
    if region.national_prefix_for_parsing is not None and country != "CN":
        return None  # a prefix before the number needs the whole parser
    return region.mobile.national_number_pattern, f"+{region.country_code}"


def _valid(number: str, country: str) -> str | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed)
        else None
    )


def prefixed(prefix: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with a word before each cell; unknown stays unknown."""
    return joined("", constant(prefix, pa.string(), len(column)), column)


def names(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Names as references: without case and doubled spaces; masked ones are unknown."""
    text = pc.replace_substring_regex(pc.utf8_lower(not_masked(column)), r"\s+", " ")
    return prefixed("name:", text)


def opaque(references: pa.ChunkedArray) -> pa.ChunkedArray:
    """A short mark for each reference, for keys of facts: identifiers themselves stand in `identities` alone."""
    return by_chunk(_marks, references, pa.string())


def _marks(chunk: pa.Array) -> pa.Array:
    encoded = pc.dictionary_encode(chunk)
    marks = [hashlib.sha256(str(reference).encode()).hexdigest()[:20] for reference in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(marks, pa.string()), encoded.indices)
