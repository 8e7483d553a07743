"""Files on their way from a browser to the disk: never in memory as a whole, never under a name that somebody else chose."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from tenure.desk.bringing.models import Upload
from tenure.desk.people.models import Person

_FORMS = 1 << 20  # bytes that the other fields and the seams of a form may take
_LONGEST = 100  # letters of a name that are kept
_STRANGE = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f]")


class Receiver(TemporaryFileUploadHandler):
    """Writes what comes to a folder of the server's own; passes over all of it where it is too much, or nobody's."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Before the first byte is kept."""
        self.too_large = content_length > settings.UPLOAD_LIMIT + _FORMS
        self.nobodys = self.request is None or not self.request.user.is_authenticated
        if self.request is not None:
            self.request.META["tenure.too_large"] = self.too_large

    def new_file(self, *told: Any, **more: Any) -> None:
        """Before each file."""
        if self.too_large or self.nobodys:
            raise SkipFile
        super().new_file(*told, **more)


def receive(company: str, person: Person, files: Iterable[UploadedFile[Any]]) -> Upload:
    """Put files that have come where those of the company wait."""
    upload = Upload(company=company, person=person)
    upload.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    upload.folder.mkdir(mode=0o700)
    for number, file in enumerate(files, start=1):
        name = plain_name(file.name or "")
        place = upload.folder / str(number)
        place.mkdir(mode=0o700)
        if isinstance(file, TemporaryUploadedFile):  # as `Receiver` makes all of them
            shutil.move(file.temporary_file_path(), place / name)
        (place / name).chmod(0o600)
        upload.files.append({"name": name, "size": file.size})
    upload.save()
    return upload


def plain_name(name: str) -> str:
    """A file's name without anything that a file system could take for more than a name; its ending stays."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    bare = _STRANGE.sub("_", last).strip(" .") or "file"
    stem, dot, ending = bare.rpartition(".")
    if not dot or len(ending) > 10:
        return bare[:_LONGEST]
    return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"
