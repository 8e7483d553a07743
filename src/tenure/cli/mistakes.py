"""Mistakes in the words of a command, found by the library of the command line and told as errors of ours."""

from __future__ import annotations

import re
from typing import TypeGuard

from typer._click import exceptions as click

from tenure.errors import UsageError

MISTAKES = (click.ClickException,)
_COMMAND = re.compile(r"No such command '(.*)'\.")
_SURPLUS = re.compile(r"Got unexpected extra argument.*? \((.*)\)")


def is_help(error: Exception) -> TypeGuard[click.NoArgsIsHelpError]:
    """Whether nothing was asked, so that the help is the answer."""
    return isinstance(error, click.NoArgsIsHelpError)


def told(error: Exception) -> UsageError:
    """The mistake with the way to the command's help."""
    context = getattr(error, "ctx", None)
    page = f"{context.command_path if context else 'tenure'} --help"
    match error:
        case click.NoSuchOption() | click.BadOptionUsage():
            return _of_option(error, page)
        case click.MissingParameter():
            return UsageError("{name} is missing.", "See {help}.", name=_name(error), help=page)
        case click.BadParameter():
            return UsageError("{name} cannot have that value.", "See {help}.", name=_name(error), help=page)
    return _of_words(str(getattr(error, "message", error)), page)


def _of_option(error: click.NoSuchOption | click.BadOptionUsage, page: str) -> UsageError:
    name = error.option_name
    if isinstance(error, click.BadOptionUsage):
        if "requires" in error.message:
            return UsageError("{name} needs a value.", "See {help}.", name=name, help=page)
        return UsageError("{name} takes no value.", "See {help}.", name=name, help=page)
    near = sorted(error.possibilities or ())
    if near:
        return UsageError("There is no option {name}.", "Did you mean {names}?", name=name, names=near)
    return UsageError("There is no option {name}.", "See {help}.", name=name, help=page)


def _of_words(message: str, page: str) -> UsageError:
    if message == "Missing command.":
        return UsageError("No command is named.", "See {help}.", help=page)
    if unknown := _COMMAND.match(message):
        return UsageError("There is no command {name}.", "See {help}.", name=unknown[1], help=page)
    if surplus := _SURPLUS.match(message):
        return UsageError("{words} is more than this command takes.", "See {help}.", words=surplus[1], help=page)
    return UsageError("These words are not understood: {message}", "See {help}.", message=message, help=page)


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.opts[0] if error.param.param_type_name == "option" else (error.param.name or "").upper()
