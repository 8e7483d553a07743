"""The golden facts as they were known before an instant."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path


def facts_known_before(golden: Path, folder: Path, cut: datetime) -> Path:
    """Copy the fact files to a folder without the versions known at the instant (UTC) or later."""
    folder.mkdir()
    for path in golden.glob("*.csv"):
        if path.name.startswith("expected"):
            continue
        with path.open(encoding="utf-8") as handle:
            reader = csv.DictReader(handle)
            kept = [row for row in reader if not row.get("known_at") or _instant(row["known_at"]) < cut]
            names = list(reader.fieldnames or [])
        with (folder / path.name).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, names)
            writer.writeheader()
            writer.writerows(kept)
    return folder


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
