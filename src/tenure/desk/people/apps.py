"""The app `people`."""

from django.apps import AppConfig


class People(AppConfig):
    """People, roles, invitations, the audit trail."""

    name = "tenure.desk.people"
    label = "people"

    def ready(self) -> None:
        """Listen for what goes into the audit trail."""
        from tenure.desk.people import trail  # noqa: F401
