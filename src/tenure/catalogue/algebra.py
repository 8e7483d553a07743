"""The small algebra that metrics are written in: terms over a view of a stage.

A term is a number or a yes/no for each row of one view. It carries its own text, so that what is computed and what is
documented cannot part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Table
from ibis.expr.types import Value as Column

from tenure.policies import Policies
from tenure.stages.money import DECIMAL

Build = Callable[[Table, Policies], Any]


@dataclass(frozen=True, eq=False)
class Term:
    """An expression over the rows of one view."""

    view: str
    text: str
    build: Build

    def _with(self, sign: str, other: object, apply: Callable[[Any, Any], Any]) -> Term:
        text = other.text if isinstance(other, Term) else repr(other)

        def build(table: Table, policies: Policies) -> Any:
            right = other.build(table, policies) if isinstance(other, Term) else other
            return apply(self.build(table, policies), right)

        return Term(self.view, f"({self.text} {sign} {text})", build)

    def __and__(self, other: Term) -> Term:
        return self._with("and", other, lambda a, b: a & b)

    def __or__(self, other: Term) -> Term:
        return self._with("or", other, lambda a, b: a | b)

    def __invert__(self) -> Term:
        return Term(self.view, f"not {self.text}", lambda t, p: ~self.build(t, p))

    def __add__(self, other: Term) -> Term:
        return self._with("+", other, lambda a, b: as_number(a) + as_number(b))

    def __sub__(self, other: Term) -> Term:
        return self._with("-", other, lambda a, b: as_number(a) - as_number(b))

    def __mul__(self, other: Term) -> Term:
        return self._with("×", other, lambda a, b: as_number(a) * as_number(b))

    def __gt__(self, other: float | Term) -> Term:
        return self._with(">", other, lambda a, b: a > b)

    def __lt__(self, other: float | Term) -> Term:
        return self._with("<", other, lambda a, b: a < b)

    def __ge__(self, other: float | Term) -> Term:
        return self._with("≥", other, lambda a, b: a >= b)

    @property
    def halved(self) -> Term:
        """Half of it."""
        half = ibis.literal(Decimal("0.5"), "decimal(2, 1)")
        return Term(
            self.view, f"{self.text} / 2", lambda t, p: as_number(self.build(t, p)).cast("decimal(28, 1)") * half
        )

    def otherwise(self, number: int) -> Term:
        """Itself, or a number where it is not known."""
        return self._with("or else", number, lambda a, b: a.fill_null(b))

    def days_after(self, other: Term) -> Term:
        """How many days one day lies after another; negative before it."""
        return self._with("days after", other, lambda a, b: a.delta(b, unit="day"))

    def equals(self, word: str) -> Term:
        """Whether it is that word."""
        return self._with("is", word, lambda a, b: (a == b).fill_null(False))

    def within(self, *words: str) -> Term:
        """Whether it is one of the words."""
        return self._with("is one of", words, lambda a, b: a.isin(list(b)).fill_null(False))

    def at_least(self, policy: str) -> Term:
        """Whether it reaches the value of a policy."""
        return Term(
            self.view, f"({self.text} ≥ {policy})", lambda t, p: (self.build(t, p) >= p.whole(policy)).fill_null(False)
        )

    def at_most(self, number: int) -> Term:
        """Whether it stays at or below a number."""
        return self._with("≤", number, lambda a, b: (a <= b).fill_null(False))

    def where(self, condition: Term) -> Term:
        """Itself where the condition holds, nothing elsewhere."""

        def build(table: Table, policies: Policies) -> Any:
            value = as_number(self.build(table, policies))
            zero = ibis.literal(Decimal(0), DECIMAL) if value.type().is_decimal() else ibis.literal(0, "int64")
            return ibis.ifelse(condition.build(table, policies), value, zero)

        return Term(self.view, f"{self.text} where {condition.text}", build)

    def among(self, condition: Term) -> Term:
        """Itself where the condition holds, unknown elsewhere: for medians."""

        def build(table: Table, policies: Policies) -> Any:
            value = self.build(table, policies)
            return ibis.ifelse(condition.build(table, policies), value, ibis.null(value.type()))

        return Term(self.view, f"{self.text} where {condition.text}", build)

    @property
    def undecided(self) -> Term:
        """Whether it is not known yet."""
        return Term(self.view, f"{self.text} undecided", lambda t, p: self.build(t, p).isnull())

    @property
    def known(self) -> Term:
        """Whether it is known."""
        return Term(self.view, f"{self.text} known", lambda t, p: self.build(t, p).notnull())

    @property
    def yes(self) -> Term:
        """Whether it is a yes; undecided is not."""
        return Term(self.view, self.text, lambda t, p: self.build(t, p).fill_null(False))

    @property
    def no(self) -> Term:
        """Whether it is a no; undecided is not."""
        return Term(self.view, f"not {self.text}", lambda t, p: ~self.build(t, p).fill_null(True))


def as_number(column: Column) -> Column:
    """A yes/no as 1 or 0, numbers as they are."""
    if isinstance(column, BooleanValue):
        return column.fill_null(False).cast("int64")
    return column if column.type().is_decimal() else column.cast("int64")


class Rows:
    """The columns of one view, each a term."""

    def __init__(self, view: str) -> None:
        self._view = view

    def __getattr__(self, name: str) -> Term:
        if name.startswith("__"):
            raise AttributeError(name)
        return Term(self._view, name, lambda table, _policies: table[name])

    def __getitem__(self, name: str) -> Term:
        return Term(self._view, name, lambda table, _policies: table[name])

    @property
    def each(self) -> Term:
        """One for every row."""
        return Term(self._view, "1", lambda table, _policies: table["period"].notnull())


panel = Rows("panel")
terms = Rows("terms")
movements_strict = Rows("movements_strict")
flags = Rows("flags")
warnings = Rows("warnings")
people = Rows("people")
cohort_months = Rows("cohort_months")
leads = Rows("leads")
tickets = Rows("tickets")
csat = Rows("csat")
nps_answers = Rows("nps_answers")
votes = Rows("votes")
account_votes = Rows("account_votes")
invited = Rows("invited")
lifecycle = Rows("lifecycle")
members = Rows("members")
subjects = Rows("subjects")
campaign_returns = Rows("campaign_returns")
campaign_costs = Rows("campaign_costs")
measured = Rows("measured")
recoveries = Rows("recoveries")
cash = Rows("cash")
purchases = Rows("purchases")
cash_to_date = Rows("cash_to_date")
costs = Rows("costs")
costs_to_date = Rows("costs_to_date")
touches = Rows("touches")
trials = Rows("trials")
answered_leads = Rows("answered_leads")
signings = Rows("signings")
channel_signings = Rows("channel_signings")
signed_worth = Rows("signed_worth")
active_people = Rows("active_people")
features = Rows("features")
seats = Rows("seats")
usage_turns = Rows("usage_turns")
warning_outcomes = Rows("warning_outcomes")
touched_warnings = Rows("touched_warnings")
losses = Rows("losses")
reasoned_losses = Rows("reasoned_losses")
pool_entries = Rows("pool_entries")
later_people = Rows("later_people")
bracket_people = Rows("bracket_people")
rolling_people = Rows("rolling_people")
cohort_revenue = Rows("cohort_revenue")
lasting = Rows("lasting")
first_returns = Rows("first_returns")
two_years_of_returns = Rows("two_years_of_returns")
cohort_ages = Rows("cohort_ages")
terms_by_day = Rows("terms_by_day")
panel_strict = Rows("panel_strict")
tier_moves = Rows("tier_moves")
tenures = Rows("tenures")
held_days = Rows("held_days")
weighted_contacts = Rows("weighted_contacts")
panel_contacts = Rows("panel_contacts")
panel_attributes = Rows("panel_attributes")
profile = Rows("profile")
roles = Rows("roles")
first_tickets = Rows("first_tickets")
feedback = Rows("feedback")
backlog = Rows("backlog")
service_answers = Rows("service_answers")
first_purchases = Rows("first_purchases")
referred_cash = Rows("referred_cash")
referred_costs = Rows("referred_costs")
lagged_costs = Rows("lagged_costs")
full_profit = Rows("full_profit")
scores = Rows("scores")
residuals = Rows("residuals")
steps = Rows("steps")
stays = Rows("stays")
accounts = Rows("accounts")
posts = Rows("posts")
settled_posts = Rows("settled_posts")
campaign_events = Rows("campaign_events")
brought = Rows("brought")
predicted = Rows("predicted")
member_returns = Rows("member_returns")
baselines = Rows("baselines")
kept_values = Rows("kept_values")
