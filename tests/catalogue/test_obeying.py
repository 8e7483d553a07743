"""What is told of the policies that a number obeys names things that are there."""

from __future__ import annotations

from tenure.catalogue.published import PUBLISHED
from tenure.catalogue.registry import measures
from tenure.policies import SETTINGS
from tenure.stages.obeying import COLUMNS, ROWS, obeyed
from tenure.stages.views import VIEWS
from tools.metric_terms import policies


def test_views_and_policies_that_are_named_exist() -> None:
    assert (set(ROWS) | set(COLUMNS)) - set(VIEWS) == set()
    named = {policy for told in ROWS.values() for policy in told}
    named |= {policy for columns in COLUMNS.values() for told in columns.values() for policy in told}
    named |= {policy for one in measures().values() for policy in one.obeys}
    assert named - set(SETTINGS) == set()


def test_a_column_brings_its_policies_and_no_other() -> None:
    assert obeyed("panel", "due_amount") == []
    assert obeyed("panel", "renewed_any") == ["grace_months"]
    assert obeyed("terms", "early") == ["early_days"]
    assert obeyed("csat", "(score ≥ csat_top_min)") == ["csat_top_min"]


def test_a_number_made_of_others_obeys_theirs_too() -> None:
    assert {"gross_margin", "churn_base", "grace_months"} <= set(policies(measures()["cost.ltv_cac_ratio"]))


def test_every_publication_named_is_there() -> None:
    assert {name for one in measures().values() for name in one.published} - set(PUBLISHED) == set()
