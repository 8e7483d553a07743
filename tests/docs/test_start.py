"""The first page works as it is written: its files, its commands, what they tell, their exit codes."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from tenure.cli import main
from tests.conftest import ROOT, repetitions
from tests.docs.console import Command, File, evened, steps

PAGES = {"start.md": "en_US.UTF-8", "start.zh.md": "zh_CN.UTF-8"}


@pytest.mark.parametrize("name", list(PAGES)[-repetitions(1, 2) :])  # both take the same steps, as is tested below
def test_every_line_of_the_page_does_what_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", PAGES[name])
    code = 0
    for step in steps(ROOT / "docs" / name):
        if isinstance(step, File):
            Path(step.name).write_text(step.text, encoding="utf-8")
        elif step.text == "echo $?":
            assert step.told == (str(code),)
            code = 0
        else:
            assert code == 0, f"the page does not say that the command before `{step.text}` ends with {code}"
            code, lines = _run(step, monkeypatch, capsys)
            assert set(step.told) <= lines, step.text
    assert code == 0


def _run(step: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, set[str]]:
    words = shlex.split(step.text)
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
        return 0, set()
    if words[0] != "tenure":
        return subprocess.run(words, check=False).returncode, set()
    capsys.readouterr()
    code = main(words[1:])
    out, err = capsys.readouterr()
    return code, {evened(line) for line in (out + err).splitlines()}


def test_both_pages_take_the_same_steps() -> None:
    commands = {name: [step for step in steps(ROOT / "docs" / name) if isinstance(step, Command)] for name in PAGES}
    english, chinese = commands.values()
    assert len(english) > 10
    assert [step.text.replace("小店", "shop").replace("订单.csv", "orders.csv").split()[:2] for step in chinese] == [
        step.text.split()[:2] for step in english
    ]


@pytest.mark.parametrize(("readme", "page"), [("README.md", "docs/start.md"), ("README.zh.md", "docs/start.zh.md")])
def test_the_readme_leads_to_the_page(readme: str, page: str) -> None:
    assert f"({page})" in (ROOT / readme).read_text(encoding="utf-8")
