"""The second product: contracts beside the main one, so that an account can lose one and keep the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tenure.demo.clock import later, stream
from tenure.demo.saas.accounts import COUNT, Accounts
from tenure.demo.saas.names import CURRENCIES
from tenure.demo.saas.prices import insights_price
from tenure.demo.saas.terms import Notice, Term, evening
from tenure.demo.saas.times import LAST, SEED

PRODUCT = "insights"


def draw_second_terms(accounts: Accounts, terms: Sequence[Term]) -> list[Term]:
    """The terms of the second product of one account in seven."""
    main: dict[int, list[Term]] = {}
    for term in terms:
        main.setdefault(term.account, []).append(term)
    random = stream(SEED, "second product")
    chosen = [number for number in range(COUNT) if random.random() < 0.15 and main[number][0].edge != "never_started"]
    return [term for number in chosen for term in _beside(number, CURRENCIES[accounts.region[number]], main[number])]


def _beside(number: int, currency: str, main: Sequence[Term]) -> list[Term]:
    random = stream(SEED, f"second product of {number}")
    signed = main[0].start + 40 + int(random.random() * 260)
    out: list[Term] = []
    predecessor = None
    while signed <= LAST and _covered(main, signed):
        start = out[-1].end if out and signed < out[-1].end else signed + 3
        term = Term(
            f"K{number + 1:04d}-i{len(out) + 1}", number, PRODUCT, evening(random, signed), start, later(start, 12), 12,
            (insights_price(start, currency),), "on_time" if out else "beside", None, predecessor,
        )  # fmt: skip
        renews = random.random() < 0.8 and _covered(main, term.end)
        notice = Notice("non_renewal", "low_usage", evening(random, term.end - 30))
        out.append(term if renews else replace(term, lost=True, notice=notice))
        if not renews:
            break
        signed = term.end - 20 if random.random() < 0.85 else term.end + 25
        predecessor = term.name
    return out


def _covered(main: Sequence[Term], number: int) -> bool:
    return any(term.start <= number < term.cover_end for term in main)
