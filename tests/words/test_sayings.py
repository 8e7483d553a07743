"""Every text that Tenure says has its Chinese, and nothing else is translated."""

import ast
import string
import subprocess
import sys
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from tenure.errors import UsageError
from tenure.words import html_language, language_of, say, say_many
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "tenure"
TEXTS = {"say": 1, "later": 1, "say_many": 2}  # how many of the first words are texts


def said() -> set[str]:
    """Every literal given to say(), later() or say_many(), and the HELP of each command."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                words = node.args[: TEXTS.get(called, 0)]
                found |= {
                    word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)
                }
        if path.parent.name == "commands":
            told = [node for node in tree.body if isinstance(node, ast.Assign) and _names(node) == ["HELP"]]
            found |= {ast.literal_eval(node.value) for node in told}
    return found


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def messages():
    """The entries of the catalogue, the head left out."""
    with files("tenure.words").joinpath("zh.po").open("rb") as handle:
        return [message for message in read_po(handle) if message.id]


def test_every_text_has_a_translation():
    assert sorted(said() - {message.id for message in messages() if message.string}) == []


def test_every_translation_is_of_a_text_that_is_said():
    used = said()
    idle = [
        message.id
        for message in messages()
        if message.id not in used and not any("dynamic" in c for c in message.auto_comments)
    ]
    assert idle == []


def test_the_catalogue_is_sorted():
    keys = [message.id for message in messages()]
    assert keys == sorted(keys)


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.id[:40])
def test_a_translation_fills_in_the_same_values(message):
    assert _places(message.id) == _places(message.string)


def _places(text: str) -> set[str]:
    return {name for _literal, name, _form, _conversion in string.Formatter().parse(text) if name}


def test_english_is_said_without_reading_the_catalogue():
    check = "import sys; from tenure.words import say; say('Retention', 'en'); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_what_has_no_translation_stays_as_it_is():
    assert say("orders.csv: line 3 {is} odd", "zh") == "orders.csv: line 3 {is} odd"


def test_one_and_many():
    assert say_many("{n} answer", "{n} answers", "en", 1) == "1 answer"
    assert say_many("{n} answer", "{n} answers", "en", 1200) == "1,200 answers"
    assert say_many("{n} answer", "{n} answers", "zh", 1) == "1 份答复"


def test_the_option_wins_then_the_first_variable_that_is_set():
    assert language_of({"LANG": "zh_CN.UTF-8"}, "en") == "en"
    assert language_of({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}) == "en"
    assert language_of({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}) == "zh"
    assert language_of({"LC_ALL": "", "LANG": "zh_CN.UTF-8"}) == "zh"
    assert language_of({"LANG": "C"}) == "en"
    assert html_language("zh") == "zh-Hans"


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(UsageError, match="'fr'"):
        language_of({}, "fr")
