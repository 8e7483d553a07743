"""青禾茶铺, an invented tea shop: 6,000 customers, 24 months of purchases up to 31 October 2026.

What happened: live rooms on Douyin brought buyers of a cheap tasting box in August 2025, few of whom came back; prices
rose on 1 January 2026; a damp batch of jasmine tea spoilt June 2026; the counter ran on paper for two weeks in February
2026. Five campaigns, four with customers held out, one of them without any effect.
"""

from __future__ import annotations

from pathlib import Path

from tenure.demo.clock import Clock
from tenure.demo.ledger import Ledger, Sheet, write_sheets
from tenure.demo.tea.audience import tell_inquiries, tell_logins, tell_social, tell_visits
from tenure.demo.tea.baskets import fill
from tenure.demo.tea.office import tell_costs, tell_policies
from tenure.demo.tea.orders import buy
from tenure.demo.tea.outreach import tell_calls, tell_campaigns, tell_consents
from tenure.demo.tea.people import arrive, tell_people
from tenure.demo.tea.questions import tell_questions
from tenure.demo.tea.seasons import LAST
from tenure.demo.tea.surveys import tell_surveys
from tenure.demo.tea.till import Till, tell_levels


def facts() -> dict[str, Sheet]:
    """Every file of the shop by its stem, the same on every run."""
    ledger = Ledger(Clock("Asia/Shanghai"), LAST)
    people = arrive()
    orders, members = buy(people)
    baskets = fill(people, orders)
    tell_people(ledger, people)
    refunded = Till(ledger, orders, baskets).tell()
    tell_levels(ledger, people, orders, baskets)
    tell_questions(ledger, people, orders, refunded)
    tell_surveys(ledger, orders)
    tell_campaigns(ledger, members)
    tell_calls(ledger, people, orders)
    tell_consents(ledger, people)
    tell_visits(ledger, people)
    tell_inquiries(ledger, people)
    tell_logins(ledger, people, orders)
    tell_social(ledger)
    tell_costs(ledger)
    tell_policies(ledger)
    return ledger.sheets()


def write(folder: Path) -> None:
    """Write the files of the shop into a folder."""
    write_sheets(facts(), folder)
