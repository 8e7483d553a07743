"""Contracts that are renewed in time, late, too late, early, twice, wrongly linked, replaced or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.days import ONE_DAY, add_months
from tests.oracle.random_draft import CURRENCIES, EARLIEST, LAST, Draft

PRICES = ("1000", "999.99", "1200.5", "2000", "2999.99", "3000", "5000", "0.01", "100")
CHANNELS = ("search", "partner", "referral", "public_sea", "")
WAYS = (
    "in time",
    "on the last day",
    "on the due day",
    "in the window",
    "on the last day of the window",
    "on the first day after the window",
    "after the window",
    "replaced",
    "without a link",
    "with a wrong link",
    "twice",
    "cancelled",
    "cancelled",
)


@dataclass(eq=False)
class Term:
    """A contract as it was last drawn."""

    row: dict[str, str]
    signed: date
    start: date
    due: date
    currency: str

    @property
    def name(self) -> str:
        """Its id."""
        return self.row["contract_id"]

    @property
    def customer(self) -> str:
        """Whose it is."""
        return self.row["customer_id"]


def draw_contracts(draft: Draft, customer: str) -> list[Term]:
    """The contracts of a customer: one or two threads of terms, each ending where nothing is signed any more."""
    terms: list[Term] = []
    for _ in range(draft.one_of((1, 1, 1, 2, 0))):
        start = draft.day(EARLIEST, date(2024, 10, 31))
        signed = start + draft.one_of((0, -1, -10, -40, 3)) * ONE_DAY
        term = _sign(draft, customer, (max(signed, EARLIEST), start), "")
        terms.append(term)
        for _ in draft.some(3):
            following = _continue(draft, term, terms)
            if not following or following[-1].signed > LAST:
                break
            terms += [new for new in following if new is not term]
            term = following[-1]
    return terms


def _sign(draft: Draft, customer: str, days: tuple[date, date], predecessor: str, currency: str = "") -> Term:
    """A contract signed and started on the two days."""
    signed, start = days
    while any(row["predecessor_id"] == predecessor != "" for row in _signed_on(draft, signed)):
        signed += ONE_DAY  # of two renewals one is signed last
    due = _due(draft, start)
    moment = draft.at(signed)
    row = draft.add(
        "contracts",
        draft.known(moment),
        contract_id=draft.name("K"),
        customer_id=customer,
        product=draft.one_of("XY"),
        signed_at=moment,
        start_date=start,
        end_date=due,
        predecessor_id=predecessor,
        acq_channel=draft.one_of(CHANNELS),
    )
    term = Term(row, signed, start, due, currency or draft.one_of(CURRENCIES))
    _price(draft, term)
    return term


def _signed_on(draft: Draft, day: date) -> list[dict[str, str]]:
    return [row for row in draft.facts["contracts"] if draft.zone.day(row["signed_at"]) == day]


def _due(draft: Draft, start: date) -> date:
    """The end of a term: after months or days, or so that it or its window ends about the as-of day."""
    how = draft.one_of(("months", "months", "months", "days", "near", "window near"))
    near = draft.as_of + draft.one_of((0, 1, -1)) * ONE_DAY
    if how == "window near":
        near = add_months(near, -_grace(draft))
    if how.endswith("near") and near > start:
        return near
    return start + 45 * ONE_DAY if how == "days" else add_months(start, draft.one_of((12, 6, 3, 1, 2)))


def _grace(draft: Draft) -> int:
    return int(draft.settings.get("grace_months", "3"))


def _price(draft: Draft, term: Term) -> None:
    """The first price is known with the contract; changes may be known ahead or late."""
    known = datetime.fromisoformat(term.row["known_at"])
    since = term.start
    for number in range(1 + draft.one_of((0, 0, 1, 2))):
        if number:
            since += draft.one_of((31, 1, 20, 59, 92)) * ONE_DAY
            known = max(known, draft.known(draft.at(since + draft.one_of((-10, 0)) * ONE_DAY)))
        mrr = draft.one_of(PRICES)
        draft.add(
            "contract_prices",
            known,
            price_id=f"{term.name}@{since}",
            contract_id=term.name,
            from_date=since,
            mrr=mrr,
            list_mrr=draft.one_of((mrr, "6000")),
            currency=term.currency,
            seats=draft.one_of((5, 10)),
            product_tier=draft.one_of((1, 2, 3)),
        )


def window_end(draft: Draft, due: date) -> date:
    """The first day after the win-back window."""
    return add_months(due, _grace(draft))


def _continue(draft: Draft, term: Term, terms: list[Term]) -> list[Term]:
    """What follows a term: nothing, one signature, or two."""
    if term.row["termination_kind"] == "cancelled":
        return _sign_again(draft, term)
    way = draft.one_of(WAYS)
    if way == "cancelled":
        _cancel(draft, term)
        return [term]
    if way == "replaced":
        return _replace(draft, term)
    signed, start = _days_of(draft, term, way)
    signed = max(signed, term.signed + ONE_DAY)
    link = term.name
    if way == "without a link":
        link = ""
    elif way == "with a wrong link":
        others = [row["contract_id"] for row in draft.facts["contracts"] if row["customer_id"] != term.customer]
        link = draft.one_of(("K99", terms[0].name, *others[:2]))
    currency = draft.one_of((term.currency, term.currency, ""))
    following = [_sign(draft, term.customer, (signed, start), link, currency)]
    if way == "twice":
        again = signed + draft.one_of((1, 20)) * ONE_DAY
        following.append(_sign(draft, term.customer, (again, start), link))
    return following


def _days_of(draft: Draft, term: Term, way: str) -> tuple[date, date]:
    """Signature and start of a renewal of a certain kind."""
    end = window_end(draft, term.due)
    if way == "on the last day":
        return term.due - ONE_DAY, term.due
    if way == "on the due day":
        return term.due, term.due
    if way in ("in the window", "on the last day of the window"):
        signed = term.due + 5 * ONE_DAY if way == "in the window" else end - ONE_DAY
        return signed, draft.one_of((signed, term.due, signed + 10 * ONE_DAY))  # at once, backdated, or later
    if way == "on the first day after the window":
        return end, draft.one_of((end, end, term.due))
    if way == "after the window":
        signed = end + draft.one_of((1, 40, 179, 180)) * ONE_DAY
        return signed, signed + draft.one_of((0, 16)) * ONE_DAY
    signed = term.due - draft.one_of((10, 45, 60, 61)) * ONE_DAY
    return signed, term.due


def _replace(draft: Draft, term: Term) -> list[Term]:
    """An early renewal that takes the place of the rest of the old term."""
    signed = max(term.due - draft.one_of((30, 60, 100)) * ONE_DAY, term.start + ONE_DAY, term.signed + ONE_DAY)
    start = min(signed + draft.one_of((0, 20)) * ONE_DAY, term.due - ONE_DAY)
    new = _sign(draft, term.customer, (signed, start), term.name, term.currency)
    since = datetime.fromisoformat(new.row["signed_at"])
    term.row = draft.correct("contracts", term.row, since, terminated_on=start, termination_kind="replaced")
    return [new]


def _cancel(draft: Draft, term: Term) -> None:
    """A cancellation: before the start, on it, in the middle, or on one of the last days."""
    length = (term.due - term.start).days
    offset = draft.one_of((length // 2, 1, 0, -3, length - 1, length))
    day = max(term.start + offset * ONE_DAY, term.signed)
    if day > term.due:
        return
    notice = max(draft.at(day - draft.one_of((0, 5)) * ONE_DAY), datetime.fromisoformat(term.row["signed_at"]))
    term.row = draft.correct("contracts", term.row, notice, terminated_on=day, termination_kind="cancelled")
    draft.add(
        "contract_notices",
        draft.known(notice),
        notice_id=draft.name("N"),
        contract_id=term.name,
        kind="cancel",
        reason=draft.one_of(("budget", "not_fit")),
        happened_at=notice,
    )


def _sign_again(draft: Draft, term: Term) -> list[Term]:
    """A signature after a cancellation, on the same day or later, linked or not."""
    gone = date.fromisoformat(term.row["terminated_on"])
    signed = gone + draft.one_of((0, 1, 30, 180)) * ONE_DAY
    days = (max(signed, term.signed + ONE_DAY), signed)
    return [_sign(draft, term.customer, days, draft.one_of((term.name, "")))]


def revise_contracts(draft: Draft, terms: list[Term]) -> None:
    """Now and then a term was booked wrongly: its end, its link, or the contract as a whole."""
    for term in terms:
        if not draft.chance("no no no no yes"):
            continue
        what = draft.one_of(("end", "link", "retract"))
        if what == "link":
            draft.correct("contracts", term.row, predecessor_id="")
        elif what == "retract":
            draft.correct("contracts", term.row, None, "retract")
        elif not term.row["terminated_on"]:
            due = max(term.due + draft.one_of((31, -10, 1)) * ONE_DAY, term.start + ONE_DAY)
            draft.correct("contracts", term.row, end_date=due)
