"""Instants as the lake keeps them: in UTC and without a zone."""

from datetime import UTC, datetime


def at(*parts: int) -> datetime:
    """The instant of year, month, day, hour, minute, second, microsecond."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]
