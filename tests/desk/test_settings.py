"""Settings: what Django's own checks say of them, and what the environment may say."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from tenure.desk.databases import database
from tenure.desk.home import Home
from tenure.errors import NotFound, UsageError
from tenure.workspace import make_workspace
from tests.conftest import ROOT


def test_a_server_behind_https_passes_every_check_of_deployment():
    words = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    told = {"DJANGO_SETTINGS_MODULE": "tools.desk_settings", "TENURE_BASE_URL": "https://tenure.example.com"}
    environment = {key: word for key, word in os.environ.items() if key != "DJANGO_ALLOW_ASYNC_UNSAFE"} | told
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_database_is_a_file_unless_an_address_names_postgresql(tmp_path):
    assert database("", tmp_path / "desk.sqlite3")["NAME"] == str(tmp_path / "desk.sqlite3")
    told = database("postgresql://ann:s%40cret@db.example.com:6543/tenure?sslmode=require", tmp_path)
    assert told["ENGINE"].endswith("postgresql")
    assert (told["USER"], told["PASSWORD"], told["HOST"], told["PORT"], told["NAME"]) == (
        "ann",
        "s@cret",
        "db.example.com",
        "6543",
        "tenure",
    )
    assert told["OPTIONS"]["sslmode"] == "require"
    with pytest.raises(UsageError, match="TENURE_DATABASE_URL"):
        database("mysql://db.example.com/tenure", tmp_path)


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    first = Home(tmp_path).secret()
    assert len(first) >= 50
    assert Home(tmp_path).secret() == first
    assert (tmp_path / "desk.key").stat().st_mode & 0o77 == 0


def test_companies_have_words_of_their_own_that_are_no_page_of_the_server(tmp_path):
    for name in ("Acme Ltd", "acme-ltd", "account", "青禾茶铺"):
        make_workspace(tmp_path / name, name, "Asia/Shanghai", "CNY", "CN")
    assert sorted(Home(tmp_path).companies) == ["account-2", "acme-ltd", "acme-ltd-2", "company"]
    assert list(Home(tmp_path / "acme-ltd").companies) == ["acme-ltd"]


def test_a_home_without_companies_says_how_to_make_one(tmp_path):
    with pytest.raises(NotFound, match="tenure init"):
        _ = Home(tmp_path).companies
