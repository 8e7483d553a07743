"""Where tries are counted and short locks are held: one table of the database, one statement for nearly each thing done with it.

Counts must outlive a restart and be the same in every process. What is over goes with the next lock that is let go, so that
the table holds the last minutes alone and nothing has to be thrown out of it for want of room. Django's own cache of this
sort asks five times to put one value in, keeps what is over until there are many, and then throws out what is not.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection

_NEVER = datetime.max.replace(tzinfo=UTC)
# The table is made by `createcachetable`, and named in the settings.
_PUT = "INSERT INTO desk_cache (cache_key, value, expires) VALUES (%s, %s, %s) "
_OVER_IT = "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
_SET = _PUT + _OVER_IT
_ADD = _SET + " WHERE desk_cache.expires <= %s"
_GET = "SELECT value FROM desk_cache WHERE cache_key = %s AND expires > %s"
_DELETE = "DELETE FROM desk_cache WHERE cache_key = %s"
_TIDY = "DELETE FROM desk_cache WHERE cache_key IN (SELECT cache_key FROM desk_cache WHERE expires <= %s"
_SKIPPING = " FOR UPDATE SKIP LOCKED"


class Counts(BaseDatabaseCache):
    """A cache of values that JSON can tell."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Put a value where none is; whether it was put: of several who try, one does."""
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [*self._row(key, value, timeout, version), _told(_now())])
            return bool(cursor.rowcount == 1)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, as long as it is not over."""
        with connection.cursor() as cursor:
            cursor.execute(_GET, [self.make_and_validate_key(key, version), _told(_now())])
            found = cursor.fetchone()
        return json.loads(found[0]) if found else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Put a value, over the one there is."""
        with connection.cursor() as cursor:
            cursor.execute(_SET, self._row(key, value, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Take a value away, and whatever is over."""
        with connection.cursor() as cursor:
            cursor.execute(_DELETE, [self.make_and_validate_key(key, version)])
            was_there = cursor.rowcount > 0
            # Who tidies waits for nobody: two who wait for one another's rows would both fail.
            beside = connection.features.has_select_for_update_skip_locked
            cursor.execute(_TIDY + (_SKIPPING if beside else "") + ")", [_told(_now())])
        return bool(was_there)

    def _row(self, key: Any, value: Any, timeout: Any, version: int | None) -> list[str | None]:
        ends = self.get_backend_timeout(timeout)
        until = _NEVER if ends is None else datetime.fromtimestamp(ends, UTC)
        return [self.make_and_validate_key(key, version), json.dumps(value), _told(until)]


def _now() -> datetime:
    return datetime.now(UTC)


def _told(at: datetime) -> str | None:
    return connection.ops.adapt_datetimefield_value(at)
