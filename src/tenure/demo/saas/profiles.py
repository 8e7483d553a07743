"""What Orrendale's office knows of its accounts."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.demo.clock import SECONDS, at, stream
from tenure.demo.ledger import Ledger, Value
from tenure.demo.saas.accounts import COUNT, Accounts, account, lead
from tenure.demo.saas.names import CHANNELS, CURRENCIES, OWNERS, REGIONS, SEGMENTS, company, industry
from tenure.demo.saas.times import FIRST, LAST, SEED

_SIZES = ("under_50", "50_to_500", "over_500")


def tell_accounts(ledger: Ledger, accounts: Accounts, known: Mapping[int, int]) -> None:
    """Accounts, ways to reach them, and their attributes; `known` is when each was first heard of."""
    random = stream(SEED, "profiles")
    for number in range(COUNT):
        name, moment, referrer = account(number), known[number], int(accounts.referrer[number])
        ledger.add(
            "customers", name, moment, name=company(number), first_channel=CHANNELS[accounts.channel[number]],
            lead_id=lead(number) if moment >= at(FIRST, 0) else None,
            referrer_customer_id=account(referrer) if referrer >= 0 else None,
            home_currency=CURRENCIES[accounts.region[number]],
        )  # fmt: skip
        identities = (("external", f"crm-{number + 1:05d}"), ("email", f"a{number + 1:04d}@example.com"))
        for kind, value in identities:
            told: dict[str, Value] = {"subject": "customer", "customer_id": name, "kind": kind, "value": value}
            ledger.add("identities", f"{name}-{kind}", moment + 60, **told, scope=_scope(kind))
        _attributes(ledger, accounts, number, moment + 120, random.random(6).tolist())


def _scope(kind: str) -> str | None:
    return "crm" if kind == "external" else None


def _attributes(ledger: Ledger, accounts: Accounts, number: int, moment: int, draws: list[float]) -> None:
    name, start = account(number), moment // SECONDS
    told = {
        "region": REGIONS[accounts.region[number]],
        "industry": industry(number),
        "segment": SEGMENTS[accounts.segment[number]],
    }
    if draws[0] < 0.85:
        told["size"] = _SIZES[accounts.segment[number]]
    if accounts.segment[number] == 2:
        told["tag"] = "key_account"
    for attribute, value in told.items():
        late = attribute == "size" and draws[1] < 0.3  # asked for in a later call
        known = at(start + 20 + int(draws[2] * 100), 15) if late else moment
        ledger.add(
            "customer_attrs",
            f"{name}-{attribute}",
            known,
            customer_id=name,
            attr=attribute,
            value=value,
            valid_from=start,
        )
    owner, change = OWNERS[accounts.owner[number]], start + 150 + int(draws[3] * 400)
    first: dict[str, Value] = {"customer_id": name, "attr": "owner", "value": owner, "valid_from": start}
    ledger.add("customer_attrs", f"{name}-owner-1", moment, **first)
    if draws[4] < 0.25 and change < LAST:  # the account changes hands
        other = OWNERS[(int(accounts.owner[number]) + 2) % len(OWNERS)]
        ledger.add("customer_attrs", f"{name}-owner-1", at(change, 9), **first, valid_to=change)
        ledger.add(
            "customer_attrs",
            f"{name}-owner-2",
            at(change, 9),
            customer_id=name,
            attr="owner",
            value=other,
            valid_from=change,
        )
