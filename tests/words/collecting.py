"""The texts of Tenure, read from its source, and from the tools that write its documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenure import errors
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "tenure"
TOOLS = ROOT / "tools"
ERRORS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.TenureError)}
TEXTS = {"say": 1, "later": 1, "late": 1, "say_many": 2, "Text": 1} | dict.fromkeys(
    ERRORS, 2
)  # how many of the first words are texts
CASE, WHY = "Case", 2  # a worked case says why as its third word
IN_TEMPLATES = re.compile(r"""\{%\s*say\s+(?:"([^"]*)"|'([^']*)'|(\S+))""")
RAISING = {"Text", *ERRORS}  # these must be given literals, so that none escapes


@dataclass(frozen=True)
class Told:
    """One call that tells texts."""

    place: str  # file:line
    called: str
    words: tuple[ast.expr, ...]
    values: frozenset[str] | None  # the names that are filled in; None where they are handed on in one

    @property
    def texts(self) -> list[str]:
        """Its texts, both of a choice between two."""
        return [one.value for word in self.words for one in _ends(word) if _is_text(one)]

    @property
    def others(self) -> list[str]:
        """Words that are no literal text: an f-string, a sum, a variable."""
        return [ast.unparse(one) for word in self.words for one in _ends(word) if not _is_text(one)]


def calls() -> Iterator[Told]:
    """Every call in the source that tells a text."""
    for room in (SOURCE, TOOLS):
        for path in sorted(room.rglob("*.py")):
            yield from calls_in(path.read_text(encoding="utf-8"), str(path.relative_to(room)))


def calls_in(source: str, name: str) -> Iterator[Told]:
    """Every call in one file that tells a text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (called := _name(node.func)) in TEXTS:
            names = [word.arg for word in node.keywords]
            values = None if None in names else frozenset(str(one) for one in names)
            yield Told(f"{name}:{node.lineno}", called, tuple(node.args[: TEXTS[called]]), values)
        elif isinstance(node, ast.Call) and _name(node.func) == CASE:
            yield Told(f"{name}:{node.lineno}", CASE, tuple(node.args[WHY : WHY + 1]), None)


def templates() -> Iterator[tuple[str, str, bool]]:
    """What the templates of the desk say: the file, the word, and whether it is a text."""
    for path in sorted((SOURCE / "desk" / "templates").rglob("*.html")):
        for quoted, single, other in IN_TEMPLATES.findall(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(SOURCE)), quoted or single or other, not other


def helps() -> set[str]:
    """The HELP of each command."""
    found = set()
    for path in (SOURCE / "cli" / "commands").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == ["HELP"]:
                found.add(ast.literal_eval(node.value))
    return found


def said() -> set[str]:
    """Every text that Tenure tells."""
    return (
        {text for call in calls() for text in call.texts if text}
        | helps()
        | {word for _file, word, text in templates() if text}
    )


def _ends(word: ast.expr) -> Iterator[ast.expr]:
    if isinstance(word, ast.IfExp):
        yield from _ends(word.body)
        yield from _ends(word.orelse)
    else:
        yield word


def _is_text(word: ast.expr) -> bool:
    return isinstance(word, ast.Constant) and isinstance(word.value, str)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
