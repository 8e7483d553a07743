"""What the server writes when something fails."""

import logging

from django.test import RequestFactory

from tenure.desk.logs import Nameless


def test_a_failure_is_told_by_kind_and_place_and_not_by_what_was_in_it():
    request = RequestFactory().get("/golden/customer/ann@example.com/?q=ann@example.com")
    try:
        raise ValueError("ann@example.com is wrong")
    except ValueError as error:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            "x",
            1,
            "%s",
            ("ann@example.com",),
            (type(error), error, error.__traceback__),
        )
        record.request = request
    told = Nameless().format(record)
    assert "ann" not in told
    assert "ValueError" in told
    assert "test_logs.py:" in told
