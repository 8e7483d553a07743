"""Every text that Tenure says has its Chinese, and nothing else is translated."""

import string
import subprocess
import sys
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from tenure.errors import NotFound, TenureError, UsageError, unknown
from tenure.texts import Text
from tenure.words import html_language, language_of, say, say_many
from tests.words.collecting import RAISING, calls, calls_in, said, templates

HANDED_ON = (": question.text", ": problem", ": remedy", ": template")  # of a Text, or where one is made


def messages():
    """The entries of the catalogue, the head left out."""
    with files("tenure.words").joinpath("zh.po").open("rb") as handle:
        return [message for message in read_po(handle) if message.id]


def test_every_text_has_a_translation():
    assert sorted(said() - {message.id for message in messages() if message.string}) == []


def test_errors_and_texts_of_the_core_are_written_as_literals():
    """A ready sentence, an f-string above all, could not be translated."""
    ready = [f"{call.place}: {word}" for call in calls() if call.called in RAISING for word in call.others]
    assert [line for line in ready if not line.endswith(HANDED_ON)] == []


def test_templates_say_literals():
    assert [f"{file}: {word}" for file, word, text in templates() if not text] == []


@pytest.mark.parametrize(
    ("source", "texts", "others"),
    [
        ('raise NotFound(f"no {x}", "Look.")', ["Look."], ["f'no {x}'"]),
        ('raise Conflict("a" if b else c)', ["a"], ["c"]),
        ('errors.UsageError("one " + two, "three", name=four)', ["three"], ["'one ' + two"]),
    ],
)
def test_a_ready_sentence_is_found_wherever_it_hides(source, texts, others):
    (call,) = calls_in(source, "x.py")
    assert (call.texts, call.others) == (texts, others)


def test_every_value_that_a_text_names_is_given():
    silent = [
        f"{call.place}: {text}"
        for call in calls()
        if call.called in RAISING and call.values is not None
        for text in call.texts
        if not _places(text) <= call.values
    ]
    assert silent == []


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


def test_a_text_is_its_english_and_can_still_be_said_in_chinese():
    text = Text("not used: {columns}", columns=["colour", "size"])
    assert text == "not used: colour, size"
    assert say(text, "en") == "not used: colour, size"
    assert say(text, "zh") == "未使用的列：colour、size"


def test_a_text_within_a_text_is_said_in_the_same_language():
    error = unknown(Text("metric"), "renewal.rate_cout", ["renewal.rate_count", "churn.customers"])
    assert str(error) == "There is no metric 'renewal.rate_cout'.\nDid you mean renewal.rate_count?"
    assert error.lines(lambda text: say(text, "zh")) == [
        "没有这样的指标：renewal.rate_cout。",
        "您是否要找：renewal.rate_count？",
    ]


def test_an_error_tells_problem_details_and_remedy_line_by_line():
    error = NotFound(
        "{file} is empty.", "Export it again.", details=[Text("{path} is missing", path="x")], file="a.csv"
    )
    assert str(error) == "a.csv is empty.\n  x is missing\nExport it again."
    assert str(TenureError("a {b}")) == "a {b}"


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
