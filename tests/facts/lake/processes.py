"""Other processes that work on the same lake: forked from one that has done its imports, so that they start at once."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_HEAD = """
import sys, time
from datetime import date, datetime, timedelta
from pathlib import Path
from tests.cast import *
folder, words = Path(sys.argv[1]), sys.argv[2:]
"""
_SERVER = """
import json, os, sys, traceback
import duckdb, tests.cast, tests.facts.lake.steps
import pandas, pyarrow.compute, pyarrow.parquet, scipy.sparse.csgraph, sqlalchemy.dialects.sqlite
for line in sys.stdin:
    told = json.loads(line)
    if "wait" in told:
        print(os.waitstatus_to_exitcode(os.waitpid(told["wait"], 0)[1]), flush=True)
        continue
    child = os.fork()
    if child:
        print(child, flush=True)
        continue
    code = 1
    try:
        for handle in (1, 2):
            os.dup2(os.open(told["out"], os.O_WRONLY | os.O_APPEND), handle)
        sys.argv = ["-", *told["words"]]
        exec(told["script"], {})
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
"""


@dataclass(frozen=True)
class Process:
    """One that was started; what it says goes to a file."""

    nursery: Nursery
    number: int
    out: Path

    def wait(self) -> int:
        """Its exit code, once it has ended: minus the signal that ended it."""
        return int(self.nursery.ask({"wait": self.number}))

    def done(self) -> str:
        """What it said, once it has ended well."""
        code, said = self.wait(), self.said()
        assert code == 0, said[-3000:]
        return said

    def said(self) -> str:
        """What it has said so far."""
        return self.out.read_text()

    def seconds(self) -> float:
        """The processor time it has used, which does not hang on how busy the machine is; endless once it has ended."""
        state = Path(f"/proc/{self.number}/stat").read_text().rpartition(")")[2].split()[0]
        return math.inf if state == "Z" else time.clock_gettime((~self.number << 3) | 2)

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.number, signal.SIGKILL)


class Nursery:
    """Starts processes with the cast at hand."""

    def __init__(self) -> None:
        paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
        command = [sys.executable, "-W", "ignore", "-c", _SERVER]
        self._server = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, script: str, folder: Path, *words: object) -> Process:
        """Run a script that finds `folder` and `words`."""
        handle, out = tempfile.mkstemp(dir=folder, prefix="said-")
        os.close(handle)
        told = {"script": _HEAD + textwrap.dedent(script), "words": [str(folder), *map(str, words)], "out": out}
        return Process(self, int(self.ask(told)), Path(out))

    def ask(self, told: object) -> str:
        """Say something to the server and give its answer."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(told) + "\n")
        self._server.stdin.flush()
        return self._server.stdout.readline()

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(60)
