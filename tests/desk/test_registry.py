"""Everything that is kept has its line in the registry: a column or field without one fails."""

from django.apps import apps

from tenure.desk.people.roles import Right
from tenure.desk.privacy.registry import FACTS, FIELDS, sorts
from tenure.facts.kinds import KINDS, Type
from tenure.facts.lake.columns import mentions


def test_every_column_of_a_fact_is_told_once():
    assert {kind.name: sorted(kind.names) for kind in KINDS.values()} == {
        table: sorted(name for names in told.values() for name in names.split()) for table, told in FACTS.items()
    }


def test_every_field_of_the_desk_is_told_once():
    models = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    assert {label: sorted(field.name for field in model._meta.concrete_fields) for label, model in models.items()} == {
        table: sorted(name for names in told.values() for name in names.split()) for table, told in FIELDS.items()
    }


def test_what_is_told_of_a_column_is_what_erasing_does():
    for kind in KINDS.values():
        told = sorts(FACTS, kind.name)
        nulled = {name for name, sort in told.items() if sort.erase == "null"}
        assert nulled == set(mentions(kind)) - {"merged_into"}, kind.name
        if (
            any(column.type in (Type.CUSTOMER, Type.PERSON, Type.LEAD) for column in kind.columns)
            and kind.name != "costs"
        ):
            assert not [name for name, sort in told.items() if sort.erase == "never"], kind.name


def test_who_sees_what_is_told_by_rights_that_there_are():
    rights = {right.value for right in Right} | {"nobody"}
    assert {sort.seen for told in (*FACTS.values(), *FIELDS.values()) for sort in told} <= rights
