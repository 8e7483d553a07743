"""How a difference and its parts are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tenure.cli.faces import Form, document, put, show, tell
from tenure.words import Language, currency_digits, number_text, say

if TYPE_CHECKING:
    from tenure.book import Book
    from tenure.compare.reading import Difference, Reading, Step

SHOWN = 10  # customers of a part that people are shown; --json and --csv tell all
_DIGITS = {"share": 4, "count": 0, "points": 2, "times": 4}
_COLUMNS = ("part", "cause", "customer", "amount", "imports")


def show_difference(made: Difference, heads: tuple[str, str], form: Form, lang: Language, book: Book) -> int:
    """From the first number to the second, part by part; the parts that are shown sum to the difference that is shown."""
    if form is Form.JSON:
        document(_plain(made, heads, lang))
    elif form is Form.CSV:
        show(_rows(made, heads, lang), _COLUMNS, form)
    else:
        _text(made, heads, lang, book.workspace.currency, book.measure(made.metric).unit.value)
    return 0


def _plain(made: Difference, heads: tuple[str, str], lang: Language) -> Mapping[str, Any]:
    def side(name: str, reading: Reading) -> Mapping[str, Any]:
        value = reading.value
        number = None if reading.number is None else f"{reading.number:f}"
        return {
            "name": name,
            "period": str(value.period),
            "as_of": value.as_of,
            "status": value.status,
            "value": number,
        }

    return {
        "metric": made.metric,
        "from": side(heads[0], made.start),
        "to": side(heads[1], made.end),
        "difference": None if made.amount is None else f"{made.amount:f}",
        "parts": [
            {
                "part": one.key, "cause": say(one.cause, lang), "amount": f"{one.amount:f}", "imports": list(one.imports),
                "customers": [{"customer": who, "amount": f"{amount:f}"} for who, amount in one.customers],
            }
            for one in made.steps
        ],
    }  # fmt: skip


def _rows(made: Difference, heads: tuple[str, str], lang: Language) -> list[Mapping[str, Any]]:
    """A row for each customer of each part, or one for a part without any; first and last row are the two numbers."""

    def row(part: str, cause: str, who: str, amount: Decimal | None, imports: Sequence[int] = ()) -> Mapping[str, Any]:
        cells = (part, cause, who, amount, " ".join(str(n) for n in imports))
        return dict(zip(_COLUMNS, cells, strict=True))

    out = [row("from", heads[0], "", made.start.number)]
    for one in made.steps:
        for who, amount in one.customers or (("", one.amount),):
            out.append(row(one.key, say(one.cause, lang), who, amount, one.imports))
    return [*out, row("to", heads[1], "", made.end.number)]


def _text(made: Difference, heads: tuple[str, str], lang: Language, currency: str, unit: str) -> None:
    digits = currency_digits(currency) if unit == "money" else _DIGITS.get(unit, 2)

    def told(amount: Decimal | None, sign: bool = False) -> str:
        if amount is None:
            return "–"
        text = f"{abs(amount) * 100:,.{digits - 2}f}%" if unit == "share" else f"{abs(amount):,.{digits}f}"
        return ("−" if amount < 0 else "+" if sign else "") + text

    lines: list[Mapping[str, Any]] = [{"part": heads[0], "amount": told(made.start.number)}]
    for one, amount, customers in _shown(made, digits):
        cause = say(one.cause, lang)
        if one.imports:
            cause = say("{cause} (imports {numbers})", lang, cause=cause, numbers=", ".join(map(str, one.imports)))
        lines.append({"part": cause, "amount": told(amount, sign=True)})
        for who, part in customers[:SHOWN]:
            lines.append({"part": f"  {who or say('nobody in particular', lang)}", "amount": told(part, sign=True)})
        if len(customers) > SHOWN:
            rest = sum((part for _who, part in customers[SHOWN:]), Decimal(0))
            others = say("{n} others", lang, n=number_text(len(customers) - SHOWN, "count", lang))
            lines.append({"part": f"  {others}", "amount": told(rest, sign=True)})
    lines.append({"part": heads[1], "amount": told(made.end.number)})
    put("".join(line + "\n" for line in _aligned(lines)))
    if made.amount is None:
        states = made.start.value.status, made.end.value.status
        tell(
            say(
                "One of the two is not known ({statuses}), so there is no difference.", lang, statuses=", ".join(states)
            )
        )


def _shown(made: Difference, digits: int) -> list[tuple[Step, Decimal, tuple[tuple[str, Decimal], ...]]]:
    """Parts rounded for people so that they still sum to the rounded difference, and customers to their part."""
    from tenure.compare.reading import rounded, shared_out

    if made.start.number is None or made.end.number is None:
        return []
    total = rounded(Fraction(made.end.number), digits) - rounded(Fraction(made.start.number), digits)
    parts = {str(place): Fraction(one.amount) for place, one in enumerate(made.steps)}
    amounts = dict(shared_out(parts, total, digits))
    out = []
    for place, one in enumerate(made.steps):
        amount = amounts[str(place)]
        people = shared_out({who: Fraction(part) for who, part in one.customers}, amount, digits)
        out.append((one, amount, tuple((who, part) for who, part in people if part)))
    return out


def _aligned(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    from tenure.render.text import aligned

    return aligned([[line["part"], line["amount"]] for line in lines], right=(1,))
