"""The app `people`."""

from django.apps import AppConfig


class People(AppConfig):
    """People, roles, invitations, the audit trail."""

    name = "tenure.desk.people"
    label = "people"
