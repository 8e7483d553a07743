"""A workspace: one folder, one company."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tenure.errors import Conflict, NotFound, RejectedData, TenureError, UsageError, unknown
from tenure.texts import Text
from tenure.units import exponent

FILE = "tenure.toml"
ENGINES = ("duckdb", "spark")


@dataclass(frozen=True)
class Workspace:
    """The folder and what its tenure.toml says."""

    folder: Path
    name: str
    zone: str = "UTC"
    currency: str = "USD"
    country: str = "US"
    catalogue: str | None = None  # SQL address of the lake's catalogue; a SQLite file in the lake when None
    engine: str = "duckdb"  # where numbers are computed: one of ENGINES
    spark: str | None = None  # address of the Spark Connect server: sc://host:15002

    @property
    def lake(self) -> Path:
        """Where facts lie."""
        return self.folder / "lake"


def read_workspace(folder: Path) -> Workspace:
    """The workspace in a folder, or in the nearest folder above it.

    Raises: NotFound when there is none, RejectedData when its settings are wrong.
    """
    for place in (folder.resolve(), *folder.resolve().parents):
        if (place / FILE).is_file():
            return _read(place)
    raise NotFound(
        "There is no workspace in {folder}.",
        "Make one with: tenure init FOLDER, or name it with --workspace or TENURE_WORKSPACE.",
        folder=folder,
    )


def workspaces_in(folder: Path) -> list[Workspace]:
    """The workspace that a folder is, or those that lie in it, by name."""
    folders = [folder] if (folder / FILE).is_file() else sorted(path.parent for path in folder.glob(f"[!.]*/{FILE}"))
    return [read_workspace(place) for place in folders]


def _read(folder: Path) -> Workspace:
    path = folder / FILE
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RejectedData("{path} cannot be read: {error}.", "Correct that line.", path=path, error=error) from error
    except UnicodeDecodeError as error:
        raise RejectedData("{file} is not text in UTF-8.", "Save it as UTF-8.", file=path) from error
    known = {"name", "zone", "currency", "country", "catalogue", "engine", "spark"}
    strange = sorted(set(told) - known)
    if strange:
        raise RejectedData(
            "{path} says {strange}, which means nothing.",
            "Known: {names}.",
            path=path,
            strange=strange,
            names=sorted(known),
        )
    made = Workspace(folder, **{"name": folder.name, **told})
    with _told_of(path):
        _check(made)
    return made


def country_of(workspace: Workspace) -> str:
    """Where the company's telephone numbers are at home; checked where it is needed, for that takes a while.

    Raises: RejectedData for what is no such country.
    """
    with _told_of(workspace.folder / FILE):
        check_country(workspace.country)
    return workspace.country


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """What cannot be is told with the file that says it."""
    try:
        yield
    except TenureError as error:
        raise RejectedData(
            "{path} says what cannot be:", "Correct that line.", details=[error.problem, error.remedy], path=path
        ) from error


def make_workspace(folder: Path, name: str, zone: str, currency: str, country: str) -> Workspace:
    """A new workspace in a folder that has none.

    Raises: Conflict when the folder holds one already, UsageError for settings that cannot be, NotFound where a file is in its place;
    TenureError where nothing can be written.
    """
    if (folder / FILE).exists():
        raise Conflict("{folder} is a workspace already.", "Use it as it is, or choose another folder.", folder=folder)
    made = Workspace(folder.resolve(), name, zone, currency, country)
    _check(made)
    check_country(country)
    if any(place.is_file() for place in (folder, *folder.parents)):
        raise NotFound(
            "There is no {path}, or it cannot be made.", "Make its folder, or name another place.", path=folder
        )
    told = {"name": name, "zone": zone, "currency": currency, "country": country}
    _write(folder / FILE, "\n".join(_line(*one) for one in told.items()) + "\n")
    return made


def rename(workspace: Workspace, name: str) -> Workspace:
    """The workspace under another name; all else that its tenure.toml says stays as it is written.

    Raises: TenureError where that file cannot be written.
    """
    path = workspace.folder / FILE
    text = path.read_text(encoding="utf-8")
    told = {**tomllib.loads(text), "name": name}
    rest = [line for line in text.splitlines() if line.partition("=")[0].strip() != "name"]
    lines = "\n".join([_line("name", name), *rest]) + "\n"
    if not _says(lines, told):  # a name over several lines, or its key in quotes
        lines = "\n".join(_line(*one) for one in told.items()) + "\n"
    _write(path, lines)
    return replace(workspace, name=name)


def _says(text: str, told: Mapping[str, str]) -> bool:
    try:
        return tomllib.loads(text) == told
    except tomllib.TOMLDecodeError:
        return False


def _write(path: Path, text: str) -> None:
    """Put the text in the place of the file at once: nobody reads half of it, and where that fails it stays as it was.

    Raises: TenureError where it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        if path.exists():
            shutil.copymode(path, part)  # an address in it may hold a token
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise TenureError(
            "{path} cannot be written: {cause}. It is as it was.",
            "Give whoever runs Tenure the right to write into that folder, and its disk room; then do it again.",
            path=path, cause=error.strerror or type(error).__name__,
        ) from error  # fmt: skip


def _check(workspace: Workspace) -> None:
    check_zone(workspace.zone)
    exponent(workspace.currency)
    if workspace.engine not in ENGINES:
        raise unknown(Text("engine"), workspace.engine, ENGINES)
    if workspace.spark is not None and not workspace.spark.startswith("sc://"):
        raise UsageError(
            "'{address}' is not the address of a Spark server.",
            "Write it like sc://host:15002.",
            address=workspace.spark,
        )


def check_zone(zone: str) -> None:
    """A time zone that exists.

    Raises: UsageError.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder of zones, such as Asia
        raise UsageError(
            "'{zone}' is not a time zone.", "Write it like Asia/Shanghai or Europe/London.", zone=zone
        ) from error


def check_country(country: str) -> None:
    """A country whose telephone numbers are known.

    Raises: UsageError.
    """
    from phonenumbers import SUPPORTED_REGIONS

    if country not in SUPPORTED_REGIONS:
        raise UsageError(
            "'{country}' is not a country with telephone numbers.",
            "Use its two letters after ISO 3166, such as CN or GB.",
            country=country,
        )


def _line(key: str, value: str) -> str:
    """A setting as TOML, whose strings are written as those of JSON are, but for one control character."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
