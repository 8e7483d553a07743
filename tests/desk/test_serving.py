"""The server itself: started as people start it, asked over HTTP."""

from __future__ import annotations

import http.cookiejar
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.conftest import PASSWORD
from tests.pages.company import shop_book


@pytest.fixture
def said(tmp_path: Path) -> Iterator[str]:
    """What a server tells that was started on the shop; it is stopped as by Ctrl-C."""
    shop_book(tmp_path / "corner")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tenure", "serve", str(tmp_path), "--port", str(port), "--lang", "en"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout
        told = []
        for line in server.stdout:
            told.append(line)
            if "Started worker" in line:
                break
        yield "".join(told)
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0


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
