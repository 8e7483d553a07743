"""Several files in one command belong together."""

import json
from pathlib import Path

import pytest

from tenure.cli import main

KNOWN = "customer_id,customer_name,created_at\nc1,One,2024-01-05T08:00:00Z\n"
STRANGE = "who,when,how much\nc1,2024-01-06,12\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    assert main(["init", str(folder), "--zone", "UTC", "--currency", "USD", "--country", "US"]) == 0
    return folder


def test_nothing_is_stored_while_one_of_the_files_still_asks(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sure, unsure = tmp_path / "customers.csv", tmp_path / "strange.csv"
    sure.write_text(KNOWN)
    unsure.write_text(STRANGE)
    assert main(["import", str(sure), str(unsure), "--workspace", str(home)]) != 0
    assert "strange.csv" in capsys.readouterr().err
    assert main(["import", "--list", "--json", "--workspace", str(home)]) == 0
    assert json.loads(capsys.readouterr().out) == []
