"""docs/errors.md: every error that is told, by what it means for a script, with the way out."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import tenure
from tenure import errors
from tenure.errors import TenureError
from tenure.words import say
from tools.markdown import GENERATED, table

SOURCE = Path(tenure.__file__).parent
KINDS: dict[str, type[TenureError]] = {
    name: one for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, TenureError)
}


def errors_page() -> str:
    """The page."""
    told: dict[str, set[tuple[str, str]]] = {name: set() for name in KINDS}
    for path in sorted(SOURCE.rglob("*.py")):
        for name, problem, remedy in _told(ast.parse(path.read_text(encoding="utf-8"))):
            told[name].add((problem, remedy))
    parts = [
        GENERATED,
        "# Errors\n\n",
        "What can go wrong in words that a person can act on; `{…}` is filled in. The exit code tells a script the kind, and\n"
        "with `--json` an error is one object with `error`, `exit_code`, `message`, `details` and `remedy`.\n\n"
        "下表列出全部错误及解决办法；退出码供脚本判断类别。\n\n",
    ]
    for name, kind in sorted(KINDS.items(), key=lambda one: one[1].exit_code):
        if told[name]:
            parts += [f"## {name}: exit code {kind.exit_code}\n\n{inspect.getdoc(kind)}\n\n", _table(told[name])]
    return "".join(parts).rstrip() + "\n"


def _table(told: set[tuple[str, str]]) -> str:
    rows = [(problem, remedy, say(problem, "zh"), say(remedy, "zh")) for problem, remedy in sorted(told)]
    return table(("what is wrong", "the way out", "问题", "解决办法"), rows)


def _told(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Each error made in a file: its kind, what is wrong, the way out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS and node.args:
            problems = _texts(node.args[0])
            remedies = _texts(node.args[1]) if len(node.args) > 1 else [""]
            yield from ((node.func.id, problem, remedy) for problem in problems for remedy in remedies)


def _texts(word: ast.expr) -> list[str]:
    """A literal text, or both of a choice between two; what is made elsewhere says so."""
    match word:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return _texts(one) + _texts(other)
        case ast.Call(func=ast.Name(id="Text"), args=[first, *_]):
            return _texts(first)
    return ["…"]
