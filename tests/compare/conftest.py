"""The company of questions, made once."""

import pytest

from tests.compare.company import every_question


@pytest.fixture(scope="session")
def questions(tmp_path_factory):
    return every_question(tmp_path_factory.mktemp("questions") / "company")
