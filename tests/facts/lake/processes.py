"""Other processes that work on the same lake."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.conftest import ROOT

_HEAD = """
import sys, time
from datetime import date, datetime, timedelta
from pathlib import Path
from tests.cast import *
folder = Path(sys.argv[1])
"""


def start(script: str, folder: Path, *words: object) -> subprocess.Popen[str]:
    """Another Python that has the cast at hand, and `folder`."""
    paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, "-W", "ignore", "-c", _HEAD + textwrap.dedent(script), str(folder), *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=folder)


def done(process: subprocess.Popen[str]) -> str:
    """What it said, once it has ended well."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err[-3000:]
    return out
