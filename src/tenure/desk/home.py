"""Where a server keeps its things: one folder with its database, its secret, and the companies it serves."""

from __future__ import annotations

import os
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tenure.errors import NotFound
from tenure.workspace import FILE, Workspace, read_workspace

HOME = "TENURE_HOME"  # the environment names the folder
_SECRET, _VAULT = "desk.key", "vault.key"
_SECRET_BYTES = 48  # 64 characters
_VAULT_BYTES = 32  # what Fernet takes
_RESERVED = frozenset(
    {"account", "enter", "i18n", "invite", "setup", "share", "static", "styleguide"}
)  # addresses of our own
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Home:
    """A folder that is a workspace, or that holds workspaces."""

    folder: Path

    @property
    def database(self) -> Path:
        """The desk's own database, where no other is named."""
        return self.folder / "desk.sqlite3"

    @cached_property
    def companies(self) -> Mapping[str, Workspace]:
        """The workspaces served, by the word that stands for each in addresses.

        Raises: NotFound where there is none.
        """
        folders = (
            [self.folder]
            if (self.folder / FILE).is_file()
            else sorted(path.parent for path in self.folder.glob(f"*/{FILE}"))
        )
        found: dict[str, Workspace] = {}
        for folder in folders:
            workspace = read_workspace(folder)
            found[_free(slug(folder.resolve().name), found)] = workspace
        if not found:
            raise NotFound(
                "There is no workspace in {folder}.", "Make one with: tenure init FOLDER.", folder=self.folder
            )
        return found

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
        place = self.folder / ".incoming"
        place.mkdir(mode=0o700, exist_ok=True)
        return place


def home() -> Home:
    """The home that the environment names, else the folder one stands in."""
    return Home(Path(os.environ.get(HOME) or ".").resolve())


def slug(name: str) -> str:
    """A name as a word for addresses; `company` where nothing of it can stand in one."""
    return _SLUG.sub("-", name.casefold()).strip("-") or "company"


def _free(word: str, taken: Mapping[str, Workspace]) -> str:
    """The word, numbered where another company or a page of the server bears it already."""
    found, number = word, 1
    while found in taken or found in _RESERVED:
        number += 1
        found = f"{word}-{number}"
    return found
