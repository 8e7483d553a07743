"""Mail of the desk: plain text in the reader's language, sent beside the request so that its time tells nothing."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage

from tenure.words import Language, say

_LOG = logging.getLogger(__name__)
_SENDER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_reset(email: str, name: str, address: str, lang: Language) -> Future[None]:
    """A link by which somebody sets a new password."""
    subject = say("A new password for Tenure", lang)
    text = say(
        "Hello {name},\n\nby this link you set a new password. It works once, for 30 minutes:\n\n{address}\n\n"
        "If you did not ask for it, do nothing: your password stays as it is.\n",
        lang, name=name or email, address=address,
    )  # fmt: skip
    return _SENDER.submit(_send, EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [email]))


def wait_until_sent() -> None:
    """Return when all mail handed over so far has left, or failed."""
    _SENDER.submit(int).result()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:  # of the network and of SMTP alike; no address goes into the log
        _LOG.error("A mail could not be sent: %s", type(error).__name__)
