"""The desk on PostgreSQL: the same tests once more, in a process whose settings name a real server.

By hand, against any server: TENURE_DATABASE_URL=postgresql://… python -m pytest tests/desk
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tenure.desk.databases import ADDRESS
from tests.conftest import ROOT, SOAK

HERE = Path(__file__)
# What asks most of a database: who takes a job, who takes a lock, chains, links that work once, roles.
SHORT = ("arriving", "audit", "jobs", "people")
TOLD_ELSEWHERE = "not killed"  # on both databases already


@pytest.mark.skipif(ADDRESS in os.environ, reason="this run is on PostgreSQL itself")
def test_the_desk_does_the_same_on_postgresql(shared, postgres):
    files = [HERE.parent] if SOAK else [HERE.with_name(f"test_{name}.py") for name in SHORT]
    words = ["-q", "-p", "no:cacheprovider", "-W", "ignore", "--tb=short", "-k", TOLD_ELSEWHERE, f"--ignore={HERE}"]
    # how often the same is tried, and in how many looks, is no question of the database
    told = {**os.environ, ADDRESS: postgres, "TENURE_SHARED": str(shared), "TENURE_SOAK": ""}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *map(str, files)], cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"On PostgreSQL:\n{done.stdout[-20_000:]}\n{done.stderr[-2_000:]}", pytrace=False)
    assert " passed" in done.stdout.splitlines()[-1]
