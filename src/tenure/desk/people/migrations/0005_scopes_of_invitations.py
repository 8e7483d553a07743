# Written by Django from the models.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_encrypt_secrets"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="scope_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="link",
            name="scope_word",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="link",
            name="totals",
            field=models.BooleanField(default=False),
        ),
    ]
