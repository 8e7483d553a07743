"""The server itself: started as people start it, asked over HTTP."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tenure.demo.loading import MARK, WHOLE
from tenure.desk.databases import ADDRESS
from tests.conftest import ROOT
from tests.desk.conftest import PASSWORD
from tests.pages.company import shop_book


@pytest.fixture(autouse=True)
def nobody_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL too, a database in which no other test has set anybody up."""
    if ADDRESS in os.environ:
        name = f"tenure_{uuid4().hex}"
        with psycopg.connect(os.environ[ADDRESS], autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        monkeypatch.setenv(ADDRESS, urlsplit(os.environ[ADDRESS])._replace(path=f"/{name}").geturl())


@pytest.fixture
def said(tmp_path: Path) -> Iterator[str]:
    """What a server tells that was started on the shop; it is stopped as by Ctrl-C."""
    shop_book(tmp_path / "corner")
    with _started("serve", str(tmp_path)) as (server, told, _port):
        yield told
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


def test_who_works_comes_for_a_job_and_is_gone_with_the_server(tmp_path: Path) -> None:
    shop_book(tmp_path / "corner")
    told = {**os.environ, "TENURE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tenure.desk.settings"}
    with _started("serve", str(tmp_path)) as (server, _told, _port):
        ask = subprocess.run(
            [sys.executable, "-c", ASK], env=told, cwd=ROOT, check=False, capture_output=True, text=True, timeout=240
        )
        assert ask.stdout.strip() == "done", ask.stderr
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


ASK = """
import time
import django
django.setup()
from tenure.desk.jobs.models import Job
from tenure.desk.jobs.queue import ask
job = ask("build", "corner")
while job.is_open:
    time.sleep(0.2)
    job.refresh_from_db()
print(job.state)
"""


@contextmanager
def _started(*command: str) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A server that answers, what it told until then, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tenure", *command, "--port", str(port), "--lang", "en"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout
        told = []
        for line in server.stdout:
            told.append(line)
            if "Started worker" in line:
                break
        while not _answers(port):
            assert server.poll() is None, "it has ended by itself"
            time.sleep(0.1)
        yield server, "".join(told), port


def _answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def test_the_first_comer_follows_the_link_of_the_terminal_and_sees_home(said: str) -> None:
    assert "Corner <shop>" in said
    (link,) = re.findall(r"http://\S+/setup/\S+/", said)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = browser.open(link).read().decode()
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form.partition("<main")[2]))
    told = {"csrfmiddlewaretoken": token, "name": "Ann", "email": "ann@example.com", "password": PASSWORD}
    home = browser.open(link, urllib.parse.urlencode(told).encode())
    assert urllib.parse.urlsplit(home.url).path == "/corner/"
    assert "Corner &lt;shop&gt;" in home.read().decode()
    styles = browser.open(urllib.parse.urljoin(link, "/static/page/style.css"))
    assert styles.headers["Content-Type"].startswith("text/css")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(link)


def test_the_demo_signs_in_once_and_nothing_keeps_its_port_once_it_is_killed(tmp_path: Path) -> None:
    shop_book(tmp_path / "qinghe")
    (tmp_path / "qinghe" / MARK).write_text(WHOLE, encoding="ascii")
    (tmp_path / MARK).touch()
    with _started("demo", "--folder", str(tmp_path), "--only", "qinghe") as (server, told, port):
        (link,) = re.findall(r"http://\S+/enter/\S+/", told)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        home = browser.open(link)
        assert urllib.parse.urlsplit(home.url).path == "/qinghe/"
        assert "Sample data" in home.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            browser.open(link)
        server.kill()
        server.wait()
        until = time.monotonic() + 30
        while _answers(port):
            assert time.monotonic() < until, "its child keeps the port"
            time.sleep(0.1)
