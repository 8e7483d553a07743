"""The app `privacy`."""

from django.apps import AppConfig


class Privacy(AppConfig):
    """Handing out, erasing, backing up."""

    name = "tenure.desk.privacy"
    label = "privacy"
