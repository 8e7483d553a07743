"""The app `bringing`."""

from django.apps import AppConfig


class Bringing(AppConfig):
    """The page Data."""

    name = "tenure.desk.bringing"
    label = "bringing"
