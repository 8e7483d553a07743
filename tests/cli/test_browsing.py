"""The demo opens its link in a browser where somebody sits at the terminal, and nowhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ADDRESS = "http://localhost:8377/enter/word/"
ASKED = f"from tenure.cli.browsing import opens, sits_here; print(sits_here() and opens({ADDRESS!r}))"


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that writes down what it was to show."""
    made = tmp_path / "browser"
    made.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/shown\n')
    made.chmod(0o755)
    return made


def shown(browser: Path, terminal: bool, **told: str) -> tuple[str, str]:
    """What was said, and what the browser was given, which is the only one there is."""
    plain = {name: word for name, word in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    inner, outer = pty.openpty()
    try:
        out = outer if terminal else subprocess.PIPE
        told = {**plain, "BROWSER": f"{browser} %s", "PATH": str(browser.parent), **told}
        done = subprocess.run([sys.executable, "-c", ASKED], stdout=out, env=told, check=True, timeout=60)
        said = os.read(inner, 100).decode() if terminal else done.stdout.decode()
    finally:
        os.close(inner)
        os.close(outer)
    given = browser.parent / "shown"
    return said.strip(), given.read_text() if given.exists() else ""


def test_the_link_is_opened_where_somebody_sits(browser: Path) -> None:
    assert shown(browser, True, DISPLAY=":0") == ("True", ADDRESS)


@pytest.mark.parametrize(("terminal", "display"), [(False, {"DISPLAY": ":0"}), (True, {}), (False, {})])
def test_nothing_is_opened_where_nobody_sits_or_nothing_can_be_shown(
    browser: Path, terminal: bool, display: dict[str, str]
) -> None:
    assert shown(browser, terminal, **display) == ("False", "")


def test_it_is_told_where_no_browser_takes_it(browser: Path) -> None:
    browser.write_text("#!/bin/sh\nexit 1\n")
    assert shown(browser, True, DISPLAY=":0")[0] == "False"
