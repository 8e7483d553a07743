from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("remembering", "0002_subscription")]

    operations = [
        migrations.AddField("subscription", "taken_for", models.DateField(null=True)),
    ]
