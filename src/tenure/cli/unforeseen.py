"""What ends a command, also what the system refuses and what nobody foresaw, told as errors of ours."""

from __future__ import annotations

import errno
import traceback

from tenure.cli.mistakes import MISTAKES, told
from tenure.errors import NotFound, TenureError
from tenure.texts import Text

_MISSING = (errno.ENOENT, errno.ENOTDIR)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def as_ours(error: Exception) -> TenureError:
    """Whatever ended a command, in words."""
    match error:
        case TenureError():
            return error
        case OSError():
            return of_system(error)
        case _ if isinstance(error, MISTAKES):
            return told(error)
    return of_nobody(error)


def of_system(error: OSError) -> TenureError:
    """A file or folder that cannot be used, by its name."""
    path = error.filename2 or error.filename
    if path is None:
        return TenureError(
            "The system refuses: {cause}.", "See to that, then try again.", cause=error.strerror or error
        )
    path = path.decode(errors="replace") if isinstance(path, bytes) else path
    if error.errno in _MISSING:
        return NotFound(
            "There is no {path}, or it cannot be made.", "Make its folder, or name another place.", path=path
        )
    if error.errno in _FORBIDDEN:
        return TenureError("{path} may not be written.", "Name another place, or change its rights.", path=path)
    cause = error.strerror or str(error)
    return TenureError("{path} cannot be used: {cause}.", "Name another place.", path=path, cause=cause)


def of_nobody(error: Exception) -> TenureError:
    """A mistake of Tenure itself, with where it happened; its own words may hold a customer's data, and stay out."""
    lines = "".join(traceback.format_tb(error.__traceback__)).splitlines()
    return TenureError(
        "This is a mistake of Tenure itself: {cause}",
        "Nothing is half stored. Please report it with the lines above.",
        details=[Text("{line}", line=line) for line in lines],
        cause=type(error).__name__,
    )
