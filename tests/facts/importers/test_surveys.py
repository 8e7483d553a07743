"""What a survey asks is told by its map, an answer or its header, and never guessed from a few scores."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tenure.errors import UsageError
from tenure.facts.importers.maps import load_map
from tenure.facts.importers.plans import Delivered, plan_with
from tenure.facts.importers.recipe import Recipe, parse, written
from tenure.facts.importers.settings import Answers, Settings
from tenure.facts.importers.storing import replay, run
from tenure.facts.lake import Lake
from tests.facts.importers.force import in_force

Deliver = Callable[..., Delivered]
Told = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]


def survey(score: str, **settings: Any) -> Recipe:
    columns = {"response_id": ("id",), "submitted_at": ("at",), "score": (score,)}
    return Recipe("survey_response", columns, **settings)


def answers(score: str, *scores: object) -> str:
    return f"id,at,{score}\n" + "".join(f"{place},2026-01-02,{one}\n" for place, one in enumerate(scores))


@pytest.mark.parametrize(
    ("score", "more", "scores", "told_as"),
    [
        ("How likely are you to recommend us?", {}, (3, 4), ("nps", 10)),
        ("推荐意愿", {}, (3, 4), ("nps", 10)),
        ("满意度", {}, (1, 5), ("csat", 5)),
        ("CSAT (1-10)", {}, (3, 9), ("csat", 10)),
        ("score", {"instrument": "nps"}, (3, 4), ("nps", 10)),
        ("score", {"instrument": "csat", "scale_max": 7}, (3, 7), ("csat", 7)),
    ],
)
def test_the_instrument_is_what_the_header_or_the_map_says(
    score: str, more: dict[str, Any], scores: tuple[int, ...], told_as: tuple[str, int],
    write: Write, deliver: Deliver, told: Told,
) -> None:  # fmt: skip
    found = deliver(write("survey.csv", answers(score, *scores)), mapping=survey(score, **more))
    rows = told(found, "survey_responses", "instrument", "scale_max", "score")
    assert rows == [(*told_as, one) for one in scores]


def test_where_nothing_tells_the_instrument_it_is_asked(write: Write, settings: Settings) -> None:
    path = write("survey.csv", answers("score", 3, 4))
    (open_,) = plan_with([path], settings, Answers(), survey("score"))
    assert [(one.name, one.choices) for one in open_.questions] == [("instrument", ("nps", "csat"))]
    with pytest.raises(UsageError, match="score"):
        open_.deliver()


@pytest.mark.parametrize("answered", ["nps", "csat"])
def test_an_answer_is_for_files_that_do_not_say_it_themselves(
    answered: Any, write: Write, settings: Settings, told: Told
) -> None:
    headers = {"recommend": "nps", "satisfied": "csat", "score": answered}
    for header, instrument in headers.items():
        path = write("survey.csv", answers(header, 3))
        (only,) = plan_with([path], settings, Answers(instrument=answered), survey(header))
        assert told(only.deliver(), "survey_responses", "instrument") == [(instrument,)]
    (only,) = plan_with([path], settings, Answers(instrument=answered), survey("score", instrument="csat"))
    assert told(only.deliver(), "survey_responses", "instrument") == [("csat",)]


@pytest.mark.parametrize("answered", [None, "nps"])
def test_a_survey_without_scores_is_neither(answered: Any, write: Write, settings: Settings, told: Told) -> None:
    words = ("response_id", "submitted_at", "comment")
    path = write("survey.csv", f"{','.join(words)}\n1,2026-01-02,fine\n")
    mapping = Recipe("survey_response", {name: (name,) for name in words})
    (only,) = plan_with([path], settings, Answers(instrument=answered), mapping)
    found = told(only.deliver(), "survey_responses", "instrument", "score", "scale_max", "comment")
    assert found == [("comment", None, None, "fine")]


def test_of_an_older_quarantine_it_is_said_what_the_survey_asks(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    path = write("survey.csv", answers("score", 9, "three"))
    (only,) = plan_with([path], settings, Answers(instrument="nps"), survey("score"))
    report = run(only, lake, now)
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    report.quarantine.write_text(text.replace("2026-01-02,three", "2026-01-02,3"), encoding="utf-8")
    beside = report.quarantine.with_suffix(".toml")
    beside.write_text(
        beside.read_text(encoding="utf-8").replace('instrument = "nps"', 'instrument = ""'), encoding="utf-8"
    )
    with pytest.raises(UsageError, match="nothing says what 'score' asks"):
        replay(report.receipt.batch, lake, settings, now)
    assert replay(report.receipt.batch, lake, settings, now, instrument="nps").receipt.stored == 1


def test_a_replay_reads_a_survey_as_the_file_was_read(
    write: Write, settings: Settings, lake: Lake, now: datetime
) -> None:
    path = write("survey.csv", answers("score", 9, "three", 4))
    (only,) = plan_with([path], settings, Answers(instrument="nps"), survey("score"))
    report = run(only, lake, now)
    assert report.quarantine is not None
    text = report.quarantine.read_text(encoding="utf-8-sig")
    report.quarantine.write_text(text.replace("2026-01-02,three", "2026-01-02,3"), encoding="utf-8")
    assert replay(report.receipt.batch, lake, settings, now).receipt.stored == 1
    assert in_force(lake, "survey_responses", "instrument", "scale_max", "score") == [
        ("nps", 10, 3), ("nps", 10, 4), ("nps", 10, 9),
    ]  # fmt: skip


def test_a_score_beyond_the_scale_waits(write: Write, deliver: Deliver, told: Told) -> None:
    found = deliver(write("survey.csv", answers("csat", 5, 6)), mapping=survey("csat"))
    assert told(found, "survey_responses", "score") == [(5,)]
    assert [cause.reason for cause in found.rejected.causes] == ["is not between 0 and 5"]


def test_a_map_says_where_its_scale_ends(write: Write, settings: Settings, told: Told) -> None:
    columns = 'response_id = "id"\nsubmitted_at = "at"\nscore = "score"\n'
    text = f'entity = "survey_response"\ninstrument = "csat"\nscale_max = 7\n[columns]\n{columns}'
    mapping = load_map(write("map.toml", text))
    assert parse(written(mapping), "again.toml") == mapping
    (only,) = plan_with([write("survey.csv", answers("score", 7))], settings, Answers(), mapping)
    assert told(only.deliver(), "survey_responses", "score", "scale_max") == [(7, 7)]


def test_a_map_names_an_instrument_that_exists(write: Write) -> None:
    text = 'entity = "survey_response"\ninstrument = "mood"\n[columns]\nresponse_id = "id"\nscore = "s"\n'
    with pytest.raises(UsageError, match="instrument cannot be 'mood'"):
        load_map(write("map.toml", text))
