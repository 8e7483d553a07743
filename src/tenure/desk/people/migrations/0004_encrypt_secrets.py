"""Secrets of second factors that were kept as they are, encrypted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def encrypt(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Each once."""
    from tenure.desk.people.secrets import encrypt_all

    encrypt_all(apps.get_model("mfa", "Authenticator"))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_scopes_keys_marks"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
