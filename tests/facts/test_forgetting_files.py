"""Files that speak of somebody erased go; those of others stay."""

import zipfile
from pathlib import Path

from tenure.facts import quarantine
from tenure.facts.forgetting import forget_files

ANN = ("ann@example.com", "C08", "name:Ann Ames|Elm Street")


def test_files_go_by_what_is_in_them_and_by_their_names(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    told = {
        "one.csv": "ANN@example.com,1",
        "of ann@example.com.csv": "1",
        "jo.csv": "jo.ann@example.com,1",
        "C08.txt": "C08",
        "x.pdf": "?",
    }
    for name, text in told.items():
        (reports / name).write_text(text)
    with zipfile.ZipFile(reports / "packed.xlsx", "w") as archive:
        archive.writestr("sheet.xml", "<t>ann@example.com</t>")
    (tmp_path / "ann@example.com.csv").write_text("ann@example.com")
    assert forget_files(tmp_path, ANN, ["reports", "exports"]) == 4
    assert sorted(path.name for path in reports.iterdir()) == ["C08.txt", "jo.csv"]
    assert (tmp_path / "ann@example.com.csv").exists(), "only in the folders named"


def test_a_point_ends_an_address_in_the_name_of_a_file_alone() -> None:
    words = [word for name in ANN for word in quarantine.telling(name)]
    assert words == ["ann@example.com"]
    assert quarantine.quotes("orders of ann@example.com.csv", words)
    assert not quarantine.mentions("orders of ann@example.com.csv", words)
