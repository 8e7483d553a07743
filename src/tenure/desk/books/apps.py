"""The app `books`."""

from django.apps import AppConfig


class Books(AppConfig):
    """Pages of companies."""

    name = "tenure.desk.books"
    label = "books"
