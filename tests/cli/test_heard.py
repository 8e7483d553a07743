"""No command leaves a word aside in silence; what does not go together is refused before any work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenure.cli import main


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("analyse survival --table survival", "--table needs --csv."),
        ("analyse survival --table survival --json", "--table needs --csv."),
        ("analyse survival --out s.html --json", "--out does not go with --json."),
        ("analyse survival --out s.html --csv --table survival", "--out does not go with --csv, --table."),
        ("analyse --period 2024 --set window=3", "--period needs NAME."),
        ("analyse --csv --table survival", "--table needs NAME."),
        ("policy list grace_months 2 --from 2024-01-01", "list does not go with KEY, VALUE, --from."),
        ("policy list --note why", "list does not go with --note."),
        ("metrics --list revenue.mrr --period 2024-06", "--list does not go with IDS…, --period."),
        ("metrics --list --by industry --where n=7 --as-of 2024-12-31", "--list does not go with --as-of, --by, --where."),
    ],
)  # fmt: skip
def test_words_that_nobody_would_hear_are_refused(
    words: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words.split()) == 2
    shown = capsys.readouterr()

    assert message in shown.err
    assert shown.out == ""
