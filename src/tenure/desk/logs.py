"""What the server writes about itself: where something failed, and never what was in it."""

from __future__ import annotations

import logging
import traceback

HEADER = "X-Request-Id"  # the number of a request, in its answer and here


class Nameless(logging.Formatter):
    """A line for what happened, and of a failure its kind and place: messages of errors may hold what people typed."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, what; then the frames."""
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        where = f" {request.method} {match.route}" if request is not None and match is not None else ""
        number = request.META.get(HEADER, "") if request is not None else ""
        where += f" {number}" if number else ""
        line = f"{self.formatTime(record)} {record.levelname} {record.name}{where}"
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)
            places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            return "\n".join([f"{line}: {type(error).__name__}", *places])
        return line


WRITTEN = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"nameless": {"()": "tenure.desk.logs.Nameless"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "nameless", "level": "ERROR"}},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False}},
}
