"""A number read once, with what each customer brings to it, and the exact difference between two readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from tenure.catalogue.answer import answer
from tenure.catalogue.measure import Measure
from tenure.catalogue.parts import Parts, parts_of
from tenure.catalogue.question import Question
from tenure.catalogue.value import Value
from tenure.stages.workshop import Workshop
from tenure.texts import Text

DIGITS = 10  # after the point, of every amount told here


@dataclass(frozen=True)
class Reading:
    """A value and its parts; no parts for medians and for numbers made of other numbers."""

    value: Value
    parts: Parts | None

    @property
    def exact(self) -> Fraction | None:
        """The number itself; None where it is not known."""
        if self.value.value is None:
            return None
        if self.parts is None:
            return Fraction(self.value.value)
        over = self.parts.denominator if self.parts.is_ratio else Fraction(1)
        return self.parts.scale * self.parts.numerator / over if over else None

    @property
    def number(self) -> Decimal | None:
        """The number to ten digits."""
        return None if self.exact is None else rounded(self.exact)


@dataclass(frozen=True)
class Step:
    """One part of a difference: what caused it, how much it is, and how much of that each customer brings.

    The customers' amounts sum to the step's, wherever there are any.
    """

    key: str  # stable: policy, time, late, correction, joined, left, changed, mix, rate …
    cause: Text
    amount: Decimal
    customers: tuple[tuple[str, Decimal], ...] = ()
    imports: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class Difference:
    """From one reading to another by steps that sum to the difference; no steps where one of them is not known."""

    metric: str
    start: Reading
    end: Reading
    steps: tuple[Step, ...]

    @property
    def amount(self) -> Decimal | None:
        """How much the second differs from the first; None where one of them is not known."""
        if self.start.number is None or self.end.number is None:
            return None
        return self.end.number - self.start.number


def read(shop: Workshop, measure: Measure, question: Question) -> Reading:
    """The number of one period in one workshop."""
    value = answer(shop, [measure], question)[0][0]
    return Reading(value, parts_of(shop, measure, question) if value.value is not None else None)


def step(key: str, cause: Text, before: Reading, after: Reading, imports: Sequence[int] = ()) -> Step:
    """The difference between two readings of known numbers, down to the customers."""
    amount = _known(after) - _known(before)
    return Step(key, cause, amount, shared_out(contributions(before, after), amount), tuple(imports))


def _known(reading: Reading) -> Decimal:
    return reading.number if reading.number is not None else Decimal(0)


def contributions(before: Reading, after: Reading) -> dict[str, Fraction]:
    """What each customer brings to the difference; they sum to it exactly. Nothing where parts are not known.

    Of a ratio: (change of its numerator - ratio before x change of its denominator) / denominator after.
    """
    then, now = before.parts, after.parts
    if then is None or now is None:
        return {}
    rate = then.numerator / then.denominator if then.is_ratio else Fraction(0)
    over = now.scale / now.denominator if now.is_ratio else now.scale
    out = {}
    nothing = (Fraction(0), Fraction(0))
    for who in sorted({*then.of, *now.of}):
        (top0, bottom0), (top1, bottom1) = then.of.get(who, nothing), now.of.get(who, nothing)
        part = ((top1 - top0) - rate * (bottom1 - bottom0)) * over
        if part:
            out[who] = part
    return out


def shared_out(parts: Mapping[str, Fraction], total: Decimal, digits: int = DIGITS) -> tuple[tuple[str, Decimal], ...]:
    """Parts to so many digits that sum to the total to the last of them, the largest first.

    Raises: ValueError for parts that are not those of this total.
    """
    if not parts:
        return ()
    told = {name: rounded(part, digits) for name, part in parts.items()}
    rest = total - sum(told.values(), Decimal(0))
    unit = Decimal(1).scaleb(-digits)
    if abs(rest) > unit * (len(parts) + 1):
        raise ValueError(f"the parts of {total} do not sum to it: {rest} is left")
    lost = sorted(parts, key=lambda name: abs(parts[name] - Fraction(told[name])), reverse=True)
    for place in range(int(abs(rest) / unit)):
        told[lost[place % len(lost)]] += unit if rest > 0 else -unit
    return tuple(sorted(told.items(), key=lambda pair: (-abs(pair[1]), pair[0])))


def rounded(number: Fraction, digits: int = DIGITS) -> Decimal:
    """An exact number to so many digits, half to even."""
    return Decimal(round(number * 10**digits)).scaleb(-digits)
