"""The server: makes its database ready, tells how to come in, and answers until it is stopped."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tenure.desk.databases import forks_clean
from tenure.desk.door import THREADS
from tenure.desk.home import HOME

SETTINGS = "tenure.desk.settings"
_SETUP_FOR = timedelta(hours=24)


def prepare(folder: Path, base_url: str = "") -> None:
    """Bring the database of a home folder to the present, in this process."""
    os.environ[HOME] = str(folder.resolve())
    if base_url:
        os.environ["TENURE_BASE_URL"] = base_url
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def way_in() -> tuple[str, str]:
    """What the first comer is told, after `prepare`: the purpose of a link, and its address; empty where there are people."""
    from django.conf import settings

    from tenure.desk.people.models import Link, Person

    if Person.objects.exists():
        return "", str(settings.BASE_URL)
    return "setup", f"{settings.BASE_URL}/setup/{Link.make('setup', _SETUP_FOR)}/"


def mail_is_set_up() -> bool:
    """Whether mail can be sent, after `prepare`."""
    from django.conf import settings

    return bool(settings.MAIL_IS_SET_UP)


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Answer until stopped, with workers beside while there is work.

    What answers is forked from this process and shares with it all that is loaded here.
    """
    from granian import Granian
    from granian.constants import Interfaces

    from tenure.desk.jobs.staff import staff  # its models need the settings that `prepare` makes

    server = Granian(
        "tenure.desk.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=THREADS, log_access=False, log_enabled=True,
    )  # fmt: skip
    ready()
    forks_clean()
    gc.collect()
    gc.freeze()  # else each process copies what both read, only to count it
    with staff():
        server.serve()
