"""Members of archives are as files in a folder; what cannot be read of them is told."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tenure.errors import RejectedData, UsageError
from tenure.facts.importers.plans import Plan, plan, plan_with
from tenure.facts.importers.settings import Answers, Settings

Write = Callable[..., Path]

ORDERS = "order_id,customer_id,ordered_at,total\nZ1,c1,2024-01-05,10\n"
FOREIGN = "colour,taste\nred,sweet\n"
INSIDE = {"a/orders.csv": ORDERS, "b.csv": FOREIGN, "c.csv.gz": "x", "d.zip": "x", "e.docx": "x", ".hidden.doc": "x"}
TOLD = ["b.csv is left alone: nothing", "c.csv.gz is left alone: files", "d.zip is left", "e.docx is left"]


def packed(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def planned(path: Path, settings: Settings) -> tuple[list[Plan], list[str]]:
    notes: list[str] = []
    return plan_with([path], settings, Answers(), left_alone=lambda note: notes.append(str(note))), notes


def test_each_member_of_a_zip_is_read_or_told(write: Write, settings: Settings) -> None:
    plans, notes = planned(write("all.zip", packed(**INSIDE)), settings)
    assert [one.name for one in plans] == ["orders.csv"]
    assert len(notes) == len(TOLD)
    assert all(any(note.startswith(start) for note in notes) for start in TOLD)


def test_each_file_of_a_folder_is_read_or_told(write: Write, settings: Settings) -> None:
    for name in ("a/orders.csv", "b.csv", "e.docx", ".hidden.doc"):
        folder = write(f"folder/{name}", INSIDE[name]).parent
    plans, notes = planned(folder, settings)
    assert [one.name for one in plans] == ["orders.csv"]
    assert [note.split(" is left alone")[0] for note in sorted(notes)] == ["b.csv", "e.docx"]


BROKEN = {"empty.csv": "", "page.csv": "<html><table>", "book.xlsx": "PK no book", "a.parquet": "PAR1, cut off"}


def test_what_cannot_be_read_is_told_and_hinders_nothing_beside_it(write: Write, settings: Settings) -> None:
    broken = [f"{name} " for name in sorted(BROKEN)]
    for name, text in {"orders.csv": ORDERS, "torn.zip": "PK torn", **BROKEN}.items():
        folder = write(f"folder/{name}", text).parent
    packs = packed(**BROKEN, **{"orders.csv": ORDERS})
    for place, expected in ((folder, [*broken, "torn.zip "]), (write("all.zip", packs), broken)):
        plans, notes = planned(place, settings)
        assert [one.name for one in plans] == ["orders.csv"]
        assert [note[: len(start)] for note, start in zip(sorted(notes), expected, strict=True)] == expected
        assert all("It is left alone." in note for note in notes)


def test_the_only_member_of_a_zip_is_as_if_it_was_named(write: Write, settings: Settings) -> None:
    (only,) = plan([write("one.zip", packed(**{"b.csv": FOREIGN}))], settings)
    with pytest.raises(UsageError, match="no recipe knows these columns"):
        only.deliver()


@pytest.mark.parametrize(("at", "value", "told"), [(6, 1, "is encrypted"), (8, 99, "cannot be unpacked")])
def test_a_member_that_cannot_be_opened_is_named(
    at: int, value: int, told: str, write: Write, settings: Settings
) -> None:
    content = bytearray(packed(**{"a.csv": ORDERS}))
    content[at] = content[content.index(b"PK\x01\x02") + at + 2] = value
    with pytest.raises(RejectedData, match=told) as refused:
        plan([write("locked.zip", bytes(content))], settings)
    assert "a.csv" in str(refused.value)
    assert "locked.zip" in str(refused.value)


def test_a_member_that_is_damaged_is_refused_in_words(write: Write, settings: Settings) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", ORDERS * 100)
    content = bytearray(out.getvalue())
    content[40:50] = bytes(255 for _ in range(10))
    with pytest.raises(RejectedData, match="is damaged"):
        plan([write("damaged.zip", bytes(content))], settings)
