#!/usr/bin/env python3
"""Set Tenure up in this folder, then run it. Needs Python 3.11 or newer and nothing else.

Usage:
  python3 bootstrap.py demo         two sample companies in your browser; prints a link that signs in once
  python3 bootstrap.py test [...]   all checks; more words go to pytest
  python3 bootstrap.py soak [...]   the same with full repetitions
  python3 bootstrap.py spark        add the client of Spark (docs/scale.md); nothing else needs it
  python3 bootstrap.py WORDS...     any other words go to the command `tenure`
"""

# Standard library only, and no syntax that Python 3.6 cannot read: this file has to be able to say what is too old.
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from shlex import quote

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
LOG = ROOT / ".venv.log"  # beside the environment, so that it outlives a failed one
LOCK = ROOT / ".venv.lock"
STAMP = VENV / "tenure-setup.json"  # written last: without it the environment is half-finished
FLOOR = (3, 11)
ROOM = 2 * 10**9  # bytes: 1.5 GB installed, with the test requirements, and the packages as they arrive
STARTED_BY = "TENURE_STARTED_BY"  # read by `tenure demo`
DEBIAN = Path("/etc/debian_version")
STRANGERS = ("PYTHONHOME", "PYTHONPATH", "PIP_PREFIX", "PIP_TARGET", "PIP_USER")  # would lead pip elsewhere

# What an installer says when it fails, what that means, and the way out. The first that fits is told.
DIAGNOSES = [
    (
        ("No space left", "os error 28"),
        "The disk is full.",
        "Free about 2 GB, here and in the temporary folder (TMPDIR names another).",
    ),
    (
        ("Permission denied", "os error 13"),
        "A file may not be written by this user.",
        "Run as the user who owns this folder; a .venv that another user has made can be deleted.",
    ),
    (
        ("DO NOT MATCH THE HASHES", "Hash mismatch"),
        "A package that arrived is not the one that was pinned.",
        "Clear the package cache (pip cache purge, uv cache clean) or use another mirror.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "invalid peer certificate"),
        "The package index shows a certificate that this machine does not trust.",
        "Behind a company proxy, name its certificate: PIP_CERT=FILE for pip, SSL_CERT_FILE=FILE for uv.",
    ),
    (
        ("NewConnectionError", "ConnectTimeout", "ReadTimeout", "timed out", "Max retries", "Connection broken")
        + ("ProxyError", "Connection refused", "ConnectionResetError", "name resolution", "unreachable")
        + ("dns error", "error sending request", "Failed to fetch"),
        "The package index cannot be reached.",
        "See to the network, or name a proxy (HTTPS_PROXY) or a mirror (pip: PIP_INDEX_URL, uv: UV_DEFAULT_INDEX).",
    ),
    (
        ("No matching distribution", "no wheels with a matching", "no usable wheels", "No solution found"),
        "The package index has no build of a pinned package for this Python and machine.",
        "Use CPython 3.11 to 3.13 on 64-bit Linux or macOS.",
    ),
]


class TroubleError(Exception):
    """What is missing, and the way out."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n{remedy}")


def say(text: str) -> None:
    """Speak to the person; standard output belongs to the command that follows."""
    print(text, file=sys.stderr, flush=True)


# ---- What has to be there


def require_python() -> None:
    """Raises: TroubleError, where the system is not served or Python is older than the floor."""
    if os.name != "posix":
        raise TroubleError("Tenure runs on Linux and macOS.", "On Windows, use the Linux subsystem (WSL).")
    if sys.version_info < FLOOR:
        other = next((name for name in ("python3.13", "python3.12", "python3.11") if starts(name)), None)
        way = f"There is one: {other} bootstrap.py ..." if other else "Install python3.11 or newer."
        raise TroubleError(f"Tenure needs Python 3.11 or newer; this is {sys.version.split()[0]}.", way)


def starts(name: str) -> bool:
    """Whether a program on PATH really starts; the shims of version managers may not."""
    quiet = subprocess.DEVNULL
    return bool(shutil.which(name)) and subprocess.call([name, "--version"], stdout=quiet, stderr=quiet) == 0


def require_room(with_uv: bool) -> None:
    """Raises: TroubleError, where set-up cannot succeed for lack of permission, disk, or a part of Python."""
    from importlib.util import find_spec

    if not os.access(str(ROOT), os.W_OK):
        raise TroubleError(f"{ROOT} may not be written by this user.", "Run as its owner, or take a clone of your own.")
    free = shutil.disk_usage(str(ROOT)).free
    if free < ROOM:
        problem = f"The disk under {ROOT} has {free / 1e9:.1f} GB free; the set-up needs {ROOM / 1e9:.0f} GB."
        raise TroubleError(problem, "Free some room, or take the clone on a larger disk.")
    if not find_spec("venv") or not (with_uv or find_spec("ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        way = f"On Debian and Ubuntu: apt-get install {package}. Elsewhere install a complete Python, or uv."
        raise TroubleError("This Python lacks its modules venv and ensurepip.", way)


# ---- Set-up


def prepare(level: str) -> None:
    """Make the environment ready for a level, "base", "spark" or "test" (both hold base); at once where it already is."""
    if is_ready(level):
        return
    with_uv = starts("uv")
    require_room(with_uv)
    import fcntl

    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder; waiting for it to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(level):
            set_up(level, with_uv, lock.fileno())


def is_ready(level: str) -> bool:
    """Whether a finished set-up of this level stands, made from the present requirements."""
    return PYTHON.exists() and finished().get(level) == fingerprint(level)


def finished() -> "dict[str, str]":
    """The fingerprint of each finished level; nothing where the set-up is half-finished."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def fingerprint(level: str) -> str:
    """Another value for other requirements, another Python, or another place (scripts hold absolute paths)."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tables = [project["project"], project["build-system"], project["tool"]["hatch"]]
    digest = hashlib.sha256(json.dumps([sys.version_info[:2], str(ROOT), tables]).encode())
    for path in (requirements(level), *sources(level)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def requirements(level: str) -> Path:
    """The pinned and hashed packages of a level."""
    return ROOT / "requirements" / f"{level}.txt"


def sources(level: str) -> "list[Path]":
    """The pinned and hashed packages of a level that no wheel is made of: the client of Spark."""
    return [] if level == "base" else [requirements("source")]


def set_up(level: str, with_uv: bool, lock: int) -> None:
    """Build the environment: add to a finished one that only lacks what the level has more, else begin afresh."""
    say(f"Setting up Tenure in {VENV}: once, one to three minutes (details in {LOG.name}).")
    begin = time.monotonic()
    LOG.write_text("")
    growing = finished().get("base") == fingerprint("base") and (with_uv or (BIN / "pip").exists())
    if growing:
        STAMP.unlink()
    else:
        if VENV.exists():
            shutil.rmtree(str(VENV))
        run_logged([sys.executable, "-m", "venv", *(["--without-pip"] if with_uv else []), str(VENV)], lock)
    # The list is complete, hence --no-deps. Only wheels: to build a package would fetch what is not pinned.
    pinned = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(requirements(level))]
    # What builds the others is among the pins too, hence without isolation.
    built = ["--require-hashes", "--no-deps", "--no-build-isolation"]
    # A true editable install, not a .pth by hand: it brings the script `tenure`, the version that importlib.metadata
    # tells, and build hooks. The build backend is among the pins, so this asks nothing of the network.
    project = ["--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)]
    if with_uv:
        install = ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
    else:
        install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    run_logged(install + pinned, lock)
    for path in sources(level):
        run_logged([*install, *built, "-r", str(path)], lock)
    run_logged(install + project, lock)
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps({each: fingerprint(each) for each in ("base", level)}))
    draft.replace(STAMP)
    say(f"Set up in {time.monotonic() - begin:.0f} s.")


def run_logged(command: "list[str]", lock: int) -> None:
    """Run one step of the set-up.

    The step holds the lock as well: where we are killed and it lives on, the next run waits until it has ended.

    Raises: TroubleError, with what the failure means.
    """
    clean = {name: value for name, value in os.environ.items() if name not in STRANGERS}
    with LOG.open("ab") as log:
        status = subprocess.call(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=str(ROOT), env=clean, pass_fds=[lock]
        )
    if status:
        said = LOG.read_text(errors="replace")
        say("\n".join(said.splitlines()[-12:]))
        raise TroubleError(*diagnose(said))


def diagnose(said: str) -> "tuple[str, str]":
    """The problem and the remedy behind what a failed step said."""
    for signs, problem, remedy in DIAGNOSES:
        if any(sign in said for sign in signs):
            return problem, remedy + " Then run the same command again."
    return "The set-up failed.", f"What was said is in {LOG}. Running the same command again begins afresh."


# ---- Checks


def check(extra: "list[str]", soak: bool) -> int:
    """Run every check, also after one has failed; pytest comes last, so that a good run ends with its closing line."""
    environment = {**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")])}
    if soak:
        environment["TENURE_SOAK"] = "1"
    looks = {
        "ruff check": ["-m", "ruff", "check", "--output-format=concise"],
        "ruff format": ["-m", "ruff", "format", "--check", "--output-format=concise"],
        "mypy": ["-m", "mypy"],
        "import contracts": [str(BIN / "lint-imports"), "--no-logo"],
    }
    failed = [] if has_chromium() else ["chromium (browser tests cannot run)"]
    begun = {}
    for name, words in looks.items():  # side by side: each uses one core at most
        command = [str(PYTHON), *words]
        begun[name] = subprocess.Popen(
            command, cwd=str(ROOT), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    for name, running in begun.items():
        said = running.communicate()[0].decode("utf-8", "replace").rstrip()
        print(f"\n== {name}\n{said}", flush=True)
        if running.returncode:
            failed.append(name)
    print("\n== pytest", flush=True)
    words = ["-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *extra]
    if subprocess.call([str(PYTHON), *words], cwd=str(ROOT), env=environment):
        failed.append("pytest")
    if failed:
        print("\nFAILED: " + ", ".join(failed), flush=True)
    return 1 if failed else 0


def has_chromium() -> bool:
    """Whether browser tests can run, or may skip: False only under CI=true, where nothing may be missing in silence."""
    if not shutil.which("chromium") and DEBIAN.exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Debian's package chromium for the browser tests.")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        with LOG.open("ab") as log:
            for words in (["update", "-q"], ["install", "-y", "-q", "chromium"]):
                subprocess.call(["apt-get", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=quiet)
    if shutil.which("chromium"):
        return True
    say(f"There is no `chromium` on PATH, so browser tests skip (if apt-get was asked, its answer is in {LOG.name}).")
    say("On Debian: apt-get install chromium. Elsewhere install Chromium or Chrome and link it as `chromium`.")
    return os.environ.get("CI") != "true"


def main(words: "list[str]") -> int:
    """Do what the words ask; the exit code."""
    if not words or words[0] in ("-h", "--help"):
        say(str(__doc__).strip())
        return 0 if words else 2
    checks = words[0] in ("test", "soak")
    try:
        require_python()
        prepare("test" if checks else "spark" if words[0] == "spark" else "base")
    except TroubleError as trouble:
        say(str(trouble))
        return 1
    except OSError as error:
        say("{}\n{}\n{}".format(error, *diagnose(str(error))))
        return 1
    if checks:
        return check(words[1:], soak=words[0] == "soak")
    if words[0] == "spark":
        return 0
    typed = sys.orig_argv[: len(sys.orig_argv) - len(words)]  # so that the command can tell words that run
    return os.execve(str(BIN / "tenure"), ["tenure", *words], {**os.environ, STARTED_BY: " ".join(map(quote, typed))})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("Stopped. A set-up that has not ended begins afresh at the next run.")
        sys.exit(130)
