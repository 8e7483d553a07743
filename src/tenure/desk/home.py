"""Where a server keeps its things: one folder with its database, its secret, and the companies it serves."""

from __future__ import annotations

import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tenure.backup.making import LOCK, SEAL
from tenure.errors import NotFound
from tenure.workspace import FILE, Workspace, workspaces_in

HOME = "TENURE_HOME"  # the environment names the folder
_DATABASE, _INCOMING = "desk.sqlite3", ".incoming"
_SECRET, _VAULT = "desk.key", "desk.vault"
_SECRET_BYTES = 48  # 64 characters
_VAULT_BYTES = 32  # what Fernet takes
_RESERVED = frozenset(
    {"account", "enter", "i18n", "invite", "new", "setup", "share", "static", "styleguide", "unsubscribe"}
)  # addresses of our own
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Home:
    """A folder that is a workspace, or that holds workspaces."""

    folder: Path

    @property
    def database(self) -> Path:
        """The desk's own database, where no other is named."""
        return self.folder / _DATABASE

    @cached_property
    def companies(self) -> Mapping[str, Workspace]:
        """The workspaces served, by the word that stands for each in addresses.

        Raises: NotFound where there is none.
        """
        found: dict[str, Workspace] = {}
        for workspace in workspaces_in(self.folder):
            found[_free(slug(workspace.folder.name), found)] = workspace
        if not found:
            raise NotFound(
                "There is no workspace in {folder}.", "Make one with: tenure init FOLDER.", folder=self.folder
            )
        return found

    @property
    def holds_several(self) -> bool:
        """Whether companies lie in it, so that there is room for one more."""
        return not (self.folder / FILE).is_file()

    def free(self, name: str) -> str:
        """A word for a new company of that name, which nothing here bears yet; a Chinese name is told in pinyin."""
        from pypinyin import lazy_pinyin

        return _free(slug("".join(lazy_pinyin(name))), {slug(one.name) for one in self.folder.iterdir()})

    def own(self) -> list[str]:
        """The names of what a server puts beside the companies, but backups: these are for when all else is gone."""
        return [*(f"{_DATABASE}{more}" for more in ("", "-wal", "-shm")), _SECRET, _VAULT, _INCOMING, SEAL, LOCK]

    def secret(self) -> str:
        """What signs sessions and links: made at the first start, readable by its owner alone."""
        return self._kept(_SECRET, lambda: secrets.token_urlsafe(_SECRET_BYTES))

    def vault_key(self) -> str:
        """What encrypts the secrets in the database; without it second factors must be set up anew."""
        return self._kept(_VAULT, lambda: urlsafe_b64encode(secrets.token_bytes(_VAULT_BYTES)).decode())

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        """The text of a file, made at the first use, readable by its owner alone."""
        path = self.folder / name
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        made = make()
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made)
        return made

    def incoming(self) -> Path:
        """Where files lie while they are on their way from a browser; of its owner alone."""
        place = self.folder / _INCOMING
        place.mkdir(mode=0o700, exist_ok=True)
        return place


def home() -> Home:
    """The home that the environment names, else the folder one stands in."""
    return Home(Path(os.environ.get(HOME) or ".").resolve())


def slug(name: str) -> str:
    """A name as a word for addresses; `company` where nothing of it can stand in one."""
    return _SLUG.sub("-", name.casefold()).strip("-") or "company"


def _free(word: str, taken: Container[str]) -> str:
    """The word, numbered where another company or a page of the server bears it already."""
    found, number = word, 1
    while found in taken or found in _RESERVED:
        number += 1
        found = f"{word}-{number}"
    return found
