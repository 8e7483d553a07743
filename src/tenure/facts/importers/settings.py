"""What an import needs to know about the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from tenure.workspace import Workspace, check_zone, country_of


@dataclass(frozen=True)
class Settings:
    """Where the company is at home, for files that leave open what a time, an amount or a telephone number means."""

    zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    country: str = "CN"  # region of telephone numbers without a country code, ISO 3166
    week_start: str = "Monday"
    maps: Path | None = None  # the folder where confirmed maps are remembered
    today: date | None = None  # the day of the import: a file cannot know of what comes after it

    def __post_init__(self) -> None:
        check_zone(self.zone)


def settings_for(workspace: Workspace, now: datetime) -> Settings:
    """Where the company of a workspace is at home; `now` in UTC.

    Raises: RejectedData for a country that is none.
    """
    today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(workspace.zone)).date()
    return Settings(
        workspace.zone, workspace.currency, country_of(workspace), maps=workspace.folder / "maps", today=today
    )


Instrument = Literal["nps", "csat"]


@dataclass(frozen=True)
class Answers:
    """What a person said of a file beforehand; it goes before what the file seems to say."""

    date_order: Literal["DMY", "MDY"] | None = None
    decimal: Literal[".", ","] | None = None
    currency: str = ""
    source: str | None = None  # the system that identifiers belong to; "" is the company's own
    encoding: str | None = None  # of text files; rows in quarantine are kept as text, so a replay needs none
    instrument: Instrument | None = None  # what a survey asks
