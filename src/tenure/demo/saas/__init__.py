"""Orrendale, an invented maker of software for supplier audits: 400 accounts, 36 months up to 31 October 2026.

What happened: list prices rose on 1 July 2025; version 6 in March 2026 was slow and lost drafts; half of the accounts
got a named manager in 2025, which kept more of them, though too few to be sure; half were offered seats in spring 2026,
which sold some; the webinars of autumn 2025 changed nothing. Contracts end in every way a contract can end.
"""

from __future__ import annotations

from pathlib import Path

from tenure.demo.clock import Clock
from tenure.demo.ledger import Ledger, Sheet, write_sheets
from tenure.demo.saas.accounts import draw_accounts
from tenure.demo.saas.billing import tell_money, tell_rates
from tenure.demo.saas.care import present, tell_calls, tell_surveys, tell_tickets
from tenure.demo.saas.funnel import first_heard, tell_funnel
from tenure.demo.saas.office import tell_costs, tell_policies
from tenure.demo.saas.outreach import tell_campaigns
from tenure.demo.saas.profiles import tell_accounts
from tenure.demo.saas.second import draw_second_terms
from tenure.demo.saas.signing import tell_terms
from tenure.demo.saas.terms import draw_terms
from tenure.demo.saas.times import LAST
from tenure.demo.saas.usage import draw_users, stays, tell_usage, tell_users


def facts() -> dict[str, Sheet]:
    """Every file of the company by its stem, the same on every run."""
    ledger = Ledger(Clock("America/New_York"), LAST)
    accounts = draw_accounts()
    terms = draw_terms(accounts)
    stretches = stays(terms)
    users = draw_users(stretches)
    there, heard = present(terms), first_heard(accounts)
    everything = [*terms, *draw_second_terms(accounts, terms)]
    tell_rates(ledger)
    tell_accounts(ledger, accounts, heard)
    booked = tell_terms(ledger, everything)
    tell_money(ledger, everything, booked)
    tell_users(ledger, users)
    tell_usage(ledger, accounts, users, stretches)
    tell_funnel(ledger, accounts, heard)
    tell_calls(ledger, accounts, there)
    tell_tickets(ledger, accounts, users, there)
    tell_surveys(ledger, accounts, users, there)
    tell_campaigns(ledger, accounts, terms)
    tell_costs(ledger, accounts)
    tell_policies(ledger)
    return ledger.sheets()


def write(folder: Path) -> None:
    """Write the files of the company into a folder."""
    write_sheets(facts(), folder)
