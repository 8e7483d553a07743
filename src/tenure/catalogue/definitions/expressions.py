"""The language of own definitions: terms over the columns of one view, read into the algebra that built-in metrics use.

    terms.renewed and terms.mrr >= 1000
    panel.mrr_close where panel.in_grace_close
    cash.amount where cash.kind in ("invoice", "order")

Python's own parser reads it; only what stands below has a meaning, and nothing of it reaches an engine as text.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import ibis

from tenure.catalogue.algebra import Rows, Term
from tenure.errors import RejectedData, unknown
from tenure.stages.money import DECIMAL
from tenure.texts import Text

_SIGNS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Gt: (">", lambda a, b: a > b),
    ast.GtE: ("≥", lambda a, b: a >= b),
    ast.Lt: ("<", lambda a, b: a < b),
    ast.LtE: ("≤", lambda a, b: a <= b),
    ast.Eq: ("is", lambda a, b: a == b),
    ast.NotEq: ("is not", lambda a, b: a != b),
}


def term(text: str, views: Iterable[str]) -> Term:
    """The term that an expression says, over one of the views.

    Raises: RejectedData where it says nothing that has a meaning, NotFound for an unknown view.
    """
    value, condition = _split(text)
    known = tuple(views)
    made = _read(value, known)
    if condition is None:
        return made
    held = _read(condition, known)
    _same_view(made, held)
    return made.where(held)


def _split(text: str) -> tuple[str, str | None]:
    """What stands before and after the word `where`, if it is there."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError) as error:
        raise _meaningless(text) from error
    places = [token.start for token in tokens if token.type == tokenize.NAME and token.string == "where"]
    if not places:
        return text, None
    if len(places) > 1:
        raise _meaningless(text)
    row, column = places[0]
    at = sum(len(line) + 1 for line in text.split("\n")[: row - 1]) + column
    return text[:at], text[at + len("where") :]


def _read(text: str, views: tuple[str, ...]) -> Term:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        raise _meaningless(text.strip()) from error
    return _term(tree.body, views)


def _term(node: ast.expr, views: tuple[str, ...]) -> Term:
    match node:
        case ast.Attribute(value=ast.Name(id=view), attr=column):
            if view not in views:
                raise unknown(Text("view"), view, views)
            return Rows(view)[column]
        case ast.BoolOp(op=op, values=[first, *others]):
            made = _term(first, views)
            for other in others:
                right = _term(other, views)
                _same_view(made, right)
                made = made & right if isinstance(op, ast.And) else made | right
            return made
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return ~_term(inner, views).yes
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            one, two = _term(left, views), _term(right, views)
            _same_view(one, two)
            return one + two if isinstance(op, ast.Add) else one - two
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_term(left, views), op, right, views)
    raise _meaningless(ast.unparse(node))


def _compared(left: Term, op: ast.cmpop, right: ast.expr, views: tuple[str, ...]) -> Term:
    if isinstance(op, ast.In) and isinstance(right, ast.Tuple | ast.List | ast.Set):
        words = [_constant(item) for item in right.elts]
        if not all(isinstance(word, str) for word in words):
            raise _meaningless(ast.unparse(right))
        return left.within(*(str(word) for word in words))
    if type(op) not in _SIGNS:
        raise _meaningless(ast.unparse(right))
    sign, apply = _SIGNS[type(op)]
    if isinstance(right, ast.Attribute):
        other = _term(right, views)
        _same_view(left, other)
        return Term(
            left.view,
            f"({left.text} {sign} {other.text})",
            lambda table, policies: apply(left.build(table, policies), other.build(table, policies)).fill_null(False),
        )
    constant = _constant(right)
    told = _literal(constant)
    return Term(
        left.view,
        f"({left.text} {sign} {constant})",
        lambda table, policies: apply(left.build(table, policies), told).fill_null(False),
    )


def _constant(node: ast.expr) -> str | int | Decimal | bool:
    match node:
        case ast.Constant(value=bool() | str() | int() as value):
            return value
        case ast.Constant(value=float()):
            return Decimal(ast.unparse(node))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            return -Decimal(ast.unparse(node.operand))
    raise _meaningless(ast.unparse(node))


def _literal(value: str | int | Decimal | bool) -> Any:
    return ibis.literal(value, DECIMAL) if isinstance(value, Decimal) else value


def _meaningless(text: str) -> RejectedData:
    return RejectedData(
        "'{text}' has no meaning here.",
        "Write columns as view.column, joined by and, or, not, +, -, >, >=, <, <=, ==, !=, in, where.",
        text=text,
    )


def _same_view(one: Term, two: Term) -> None:
    if one.view != two.view:
        raise RejectedData(
            "{one} and {two} are columns of two views, {first} and {second}.",
            "Take all columns of one side from one view.",
            one=one.text,
            two=two.text,
            first=one.view,
            second=two.view,
        )
