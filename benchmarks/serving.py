"""The server of `web`: started as people start it, its processor time and memory with all its processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 900
_QUIET = 0.05  # cores: what a server at rest uses at most
_STILL_S = 24.0  # for so long: a worker that finds nothing to do goes after 20
_PROC = Path("/proc")  # Linux alone tells of other processes like this


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    pid: int
    port: int
    started_s: float  # from its start until it answered

    def processes(self) -> list[int]:
        """It and all that it started."""
        found = [self.pid]
        for pid in found:
            for told in _PROC.glob(f"{pid}/task/*/children"):
                try:
                    found += [int(word) for word in told.read_text().split()]
                except OSError:
                    continue
        return found

    def cpu(self) -> float:
        """Processor seconds until now, those of processes that ended among them."""
        ticks = 0
        for pid in self.processes():
            try:
                told = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            ticks += sum(int(word) for word in told[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MiB, what processes share counted once."""
        total = 0
        for pid in self.processes():
            try:
                lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def settle(self) -> float:
        """Wait until it rests: Home is warm and what was due today is done; gives the seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            before = self.cpu()
            time.sleep(_STILL_S)
            if self.cpu() - before < _STILL_S * _QUIET:
                break
        return time.monotonic() - began


@contextmanager
def started(home: Path) -> Iterator[Server]:
    """The real server on a home folder, on loopback alone, stopped in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tenure", "serve", str(home), "--port", str(port), "--lang", "en"]
    began = time.monotonic()
    with (home.parent / f"{home.name}.log").open("w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit(f"The server ended by itself; see {home.parent / home.name}.log.")
            time.sleep(0.05)
        yield Server(process.pid, port, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as told:
            return bool(told.status == 200)
    except (OSError, urllib.error.URLError):
        return False
