"""The app `jobs`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Jobs(AppConfig):
    """Work beside the web."""

    name = "tenure.desk.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Find what can be done: each app tells it in its `handlers.py`."""
        autodiscover_modules("handlers")
