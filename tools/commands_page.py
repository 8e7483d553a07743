"""docs/commands.md: every command as its own help tells it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from tenure.cli import commands
from tenure.cli.app import ORDER, build
from tenure.cli.commands.doctor import TROUBLED
from tenure.cli.main import INTERRUPTED
from tenure.discovery import modules_in
from tenure.errors import TenureError
from tenure.words import say
from tools.markdown import GENERATED, block, code, table

# What stands for an option's value, where its name does not say it.
_VALUES = {
    "as_of": "DAY",
    "mapping": "FILE",
    "save_map": "FILE",
    "out": "FILE",
    "replay": "BATCH",
    "where": "NAME=VALUE",
    "chosen": "NAME=VALUE",
}


def commands_page() -> str:
    """The page."""
    application: Any = build("en")
    rooms = {room.NAME: room for room in modules_in(commands)}
    names = sorted(rooms, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    rows = [(f"[{name}](#{name})", rooms[name].HELP, say(rooms[name].HELP, "zh")) for name in names]
    parts = [GENERATED, "# Commands\n\n", _introduction(), table(("command", "does", "用途"), rows)]
    parts += [_command(rooms[name], application.commands[name]) for name in names]
    return "".join([*parts, _exit_codes()]).rstrip() + "\n"


def _introduction() -> str:
    return (
        "`tenure COMMAND --help` tells the same on the terminal; `--lang zh`, or a Chinese terminal, in Chinese.\n"
        "终端语言为中文时，帮助与输出都是中文；否则加 `--lang zh`。\n\n"
        "Data goes to standard output, what is said beside it to standard error.\n\n"
    )


def _command(room: ModuleType, command: Any) -> str:
    shown = [one for one in command.params if not getattr(one, "hidden", False)]
    rows = [(_written(one), one.help or "", _default(one)) for one in shown]
    return (
        f"## {room.NAME}\n\n{room.HELP}\n{say(room.HELP, 'zh')}\n\n"
        + block("\n".join(room.EXAMPLES), "sh")
        + (table(("argument or option", "meaning", "unless told"), rows) if rows else "")
    )


def _written(one: Any) -> str:
    """An argument or option as it is typed."""
    if one.param_type_name == "argument":
        name = str(one.name).upper()
        return code(f"{name}…" if one.nargs == -1 else name)
    value = "" if one.is_flag else f" {_VALUES.get(one.name, one.name.split('_')[-1].upper())}"
    return " ".join(code(f"{form}{value if form.startswith('--') else ''}") for form in one.opts)


def _default(one: Any) -> str:
    if one.required:
        return "must be told"
    if one.param_type_name == "argument" or one.is_flag or one.default in (None, "", []):
        return ""
    return code(str(one.default))


def _exit_codes() -> str:
    known = {
        0: "done",
        1: (
            "something else went wrong, or `verify` found an expected value that differs; "
            "differences of the panel are listed and counted, and leave the code as it is"
        ),
    }
    known |= {kind.exit_code: str(kind.__doc__).rstrip(".") for kind in TenureError.__subclasses__()}
    known |= {TROUBLED: "`doctor` found something wrong", INTERRUPTED: "stopped by the reader"}
    rows = [(str(number), text[0].lower() + text[1:]) for number, text in sorted(known.items())]
    return f"## Exit codes\n\n{table(('code', 'means'), rows)}"
