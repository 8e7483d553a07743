"""The app `remembering`."""

from django.apps import AppConfig


class Remembering(AppConfig):
    """Views, share links, annotations."""

    name = "tenure.desk.remembering"
    label = "remembering"
