"""Settings → Company: an owner calls the company otherwise, and everything that shows its name follows."""

import shutil

import pytest

from tenure.desk.people.history import entries
from tenure.desk.people.models import Entry
from tenure.errors import TenureError
from tenure.workspace import FILE, make_workspace, read_workspace, rename
from tests.desk.hostile import NAME, XSS, hostile

pytestmark = pytest.mark.django_db
ASK = f"/{NAME}/settings/facts/"
FEBRUARY = "period=2024-02&as_of=2024-02-29"


@pytest.fixture(scope="module")
def made(companies):
    with hostile(companies):
        yield companies / NAME


@pytest.fixture
def company(made):
    yield made
    rename(read_workspace(made), f"Co {XSS}")


def test_every_page_bears_the_new_name_and_the_trail_tells_it(signed_in, company):
    owner = signed_in(**{NAME: "owner"})
    before = owner.get(f"/{NAME}/home/?{FEBRUARY}").content.decode()
    assert "Co &#x27;" in before or "Co &#39;" in before
    assert owner.post(f"{ASK}name/", {"name": "  Quiet \n Waters "}).status_code == 302
    for place in ("home/", "settings/facts/", "data/", "settings/people/"):
        told = owner.get(f"/{NAME}/{place}?{FEBRUARY}").content.decode()
        assert "Quiet Waters" in told, place
        assert "Co &#" not in told, place
    told = Entry.objects.get(action="company renamed")
    assert (told.detail["from"], told.detail["to"]) == (f"Co {XSS}", "Quiet Waters")
    assert entries(NAME).first().action == "company renamed"
    assert read_workspace(company).name == "Quiet Waters"


def test_a_name_is_text(signed_in, company):
    owner = signed_in(**{NAME: "owner"})
    assert owner.post(f"{ASK}name/", {"name": f"New {XSS}"[:80]}).status_code == 302
    page = owner.get(f"/{NAME}/home/?{FEBRUARY}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_who_is_no_owner_and_a_name_that_is_none_change_nothing(signed_in, company):
    owner, manager = signed_in(**{NAME: "owner"}), signed_in("bob", **{NAME: "manager"})
    assert f"{ASK}name/" not in manager.get(ASK).content.decode()
    assert manager.post(f"{ASK}name/", {"name": "Mine"}).status_code == 403
    for name in ("", "  ", "x" * 81):
        assert owner.post(f"{ASK}name/", {"name": name}).status_code == 400
    assert read_workspace(company).name == f"Co {XSS}"
    assert not Entry.objects.filter(action="company renamed").exists()


def test_a_file_that_cannot_be_written_is_told_and_nothing_changes(signed_in, company):
    """A folder lies where the new text is to be written before it takes the old one's place."""
    owner, before = signed_in(**{NAME: "owner"}), (company / FILE).read_bytes()
    in_the_way = company / f".{FILE}.part"
    in_the_way.mkdir()
    try:
        answer = owner.post(f"{ASK}name/", {"name": "Elsewhere"})
    finally:
        in_the_way.rmdir()
    assert answer.status_code == 400
    told = answer.content.decode()
    assert "tenure.toml cannot be written: Is a directory. It is as it was." in told
    assert "right to write into that folder" in told
    assert (company / FILE).read_bytes() == before
    assert not Entry.objects.filter(action="company renamed").exists()


def test_a_company_whose_folder_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(TenureError, match="cannot be made"):
        make_workspace(tmp_path / "file" / "new", "New", "UTC", "CNY", "CN")


@pytest.mark.parametrize("name", ["Acme", 'Ac"me\\', "青禾 \x7f\n", "name = x"])
@pytest.mark.parametrize(
    "text",
    [
        '# ours\nname = "Old"\nzone = "UTC"  # of the office\n',
        'zone = "UTC"\n',
        "name = '''Old\nand'''\nzone = 'UTC'\n",
    ],
    ids=["with remarks", "without a name", "over two lines"],
)
def test_all_else_that_is_told_of_it_stays(tmp_path, text, name):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    made = rename(read_workspace(tmp_path), name)
    assert (made.name, made.zone) == (name, "UTC")
    assert read_workspace(tmp_path) == made
    if "office" in text:
        assert "# ours" in (tmp_path / FILE).read_text(encoding="utf-8")


def test_a_new_company_may_have_a_name_of_two_lines(tmp_path):
    made = make_workspace(tmp_path / "new", "two\nlines", "UTC", "CNY", "CN")
    assert read_workspace(made.folder).name == "two\nlines"
    shutil.rmtree(made.folder)


def test_who_may_read_its_file_stays_the_same(tmp_path):
    """An address in it may hold a token."""
    made = make_workspace(tmp_path / "den", "Den", "UTC", "EUR", "IE")
    (made.folder / FILE).chmod(0o600)
    rename(made, "Lair")
    assert (made.folder / FILE).stat().st_mode & 0o777 == 0o600
