"""Every command gives its data as JSON and as CSV, one of them at a time."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tenure.cli import commands, main
from tenure.cli.app import build
from tenure.discovery import modules_in
from tenure.verification import Difference, Outcome

ROOMS = {room.NAME: room for room in modules_in(commands)}


@pytest.mark.parametrize("name", ROOMS)
def test_each_command_offers_both_and_refuses_them_together(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    application: Any = build("en")
    assert {"--json", "--csv"} <= {form for one in application.commands[name].params for form in one.opts}
    example = next(line for line in ROOMS[name].EXAMPLES if "--json" not in line and "--csv" not in line)
    assert main([*shlex.split(example)[1:], "--csv", "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["message"] == "--json does not go with --csv."
    assert list(tmp_path.iterdir()) == []


def test_what_was_done_is_told_in_either_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = {"name": "acme", "zone": "UTC", "currency": "EUR", "country": "DE"}
    words = ["--name", "acme", "--zone", "UTC", "--currency", "eur", "--country", "de"]
    assert main(["init", str(tmp_path / "a"), *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"folder": str(tmp_path / "a"), **made}
    assert main(["init", str(tmp_path / "b"), *words, "--csv"]) == 0
    assert list(csv.DictReader(io.StringIO(capsys.readouterr().out))) == [{"folder": str(tmp_path / "b"), **made}]


DIFFERENCE = Difference("renewal.rate_count", "2024", "2024-12-31", "", "value", "0.5", "0.6")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(Outcome((DIFFERENCE,), 311, 1, ("a.b",), 9, 0), 1), (Outcome((DIFFERENCE,), 312, 0, (), 8, 1), 0)],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_counts_of_a_verification_are_the_same_in_every_language(
    lang: str, outcome: Outcome, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tenure.verification.verify", lambda *words: outcome)
    counts = [
        f"PANEL agree: {outcome.panel_agree}, differ: {outcome.panel_differ}",
        f"EXPECTED agree: {outcome.agree}, differ: {outcome.differ}, not implemented: {len(outcome.missing)}",
    ]
    assert main(["--lang", lang, "verify", "golden"]) == code
    assert capsys.readouterr().out.splitlines()[-2:] == counts
    assert main(["--lang", lang, "verify", "golden", "--csv"]) == code
    out, err = capsys.readouterr()
    assert err.splitlines() == counts
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (rows[0]["metric"], rows[0]["got"]) == ("renewal.rate_count", "0.6")
    assert [row["metric"] for row in rows if row["what"] == "not implemented"] == list(outcome.missing)
