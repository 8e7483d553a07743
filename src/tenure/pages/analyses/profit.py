"""Profit customer by customer, whose items sum to the company's, with a line that reconciles them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenure.catalogue.value import divided
from tenure.pages.analysis import Analysis, Asked, Option, segment_text
from tenure.pages.blocks import Block, Cell, Column, Table
from tenure.stages.analyses.profit import ITEMS, SUMS, ProfitLine, ProfitStatement, profit_statement
from tenure.stages.rated import CASH, EARNED, GOODS, SPENT
from tenure.stages.sold import sold_kinds
from tenure.words import later, number_text

_TITLES = {
    "recognised": later("Revenue"),
    "refunded": later("Refunds"),
    "bad_debt": later("Bad debt"),
    "goods": later("Cost of goods"),
    "own_cost": later("Own cost"),
    "shared_cost": later("Shared cost"),
}
_TENTHS = 10
_CENT = Decimal("0.01")


def _make(asked: Asked) -> Sequence[Block]:
    statement = profit_statement(asked.shop, asked.stretch, asked.cut)
    if not statement.customers and not statement.company.profit:
        return [asked.note("none", asked.say("Nothing was earned and nothing was spent in this time."))]
    blocks: list[Block] = [_statement(asked, statement)]
    blocks += [_segments(asked, statement)] if asked.by else []
    return [*blocks, _tenths(asked, statement)] if len(statement.customers) >= _TENTHS else blocks


def _columns(asked: Asked) -> tuple[Column, ...]:
    items = [Column(name, asked.say(_TITLES[name]), "money") for name in _items(asked)]
    columns = [
        *items,
        Column("profit", asked.say("Profit"), "money"),
        Column("margin", asked.say("Of revenue"), "share"),
    ]
    return *columns, *([Column("untold", asked.say("Goods not known, of revenue"), "share")] if _sells(asked) else [])


def _sells(asked: Asked) -> bool:
    """Whether there are sales, whose goods cost something."""
    return bool(sold_kinds(asked.shop.policies))


def _items(asked: Asked) -> list[str]:
    return [name for name in ITEMS if name != "goods" or _sells(asked)]


def _cells(asked: Asked, line: ProfitLine) -> tuple[Cell, ...]:
    told = {name: getattr(line, name) for name in (*_items(asked), "profit")}
    told["margin"] = divided(line.profit, line.recognised)
    if _sells(asked):
        told["untold"] = divided(line.untold, line.recognised)
        told["goods"] = None if line.untold and not line.goods else line.goods
    return tuple(asked.so_far(name, number, asked.stretch) for name, number in told.items())


def together(lines: Sequence[ProfitLine]) -> ProfitLine:
    """Several lines as one."""
    return ProfitLine(None, None, *(sum((getattr(line, name) for line in lines), Decimal(0)) for name in SUMS))


def _close(asked: Asked, statement: ProfitStatement) -> list[tuple[Cell, ...]]:
    """What no customer carries."""
    return [(asked.say("Of no customer (reconciliation)"), *_cells(asked, statement.remainder))]


def _statement(asked: Asked, statement: ProfitStatement) -> Table:
    """The most and the least profitable customers, the others together, what nobody carries, the company."""
    lines, most = statement.customers, asked.whole("top")
    if asked.brief:
        most = min(most, 5)
    shown = lines if len(lines) <= 2 * most else [*lines[:most], *lines[-most:]]
    middle = [] if len(lines) <= 2 * most else lines[most:-most]
    rows: list[tuple[Cell, ...]] = [(line.customer, *_cells(asked, line)) for line in shown]
    if middle:
        rows.insert(most, (asked.say("{n} other customers", n=f"{len(middle):,}"), *_cells(asked, together(middle))))
    rows += _close(asked, statement)
    total = (asked.say("The company"), *_cells(asked, statement.company))
    columns = (Column("customer", asked.say("Customer")), *_columns(asked))
    return Table(
        "profit",
        asked.say("Customers, the most profitable first"),
        columns,
        tuple(rows),
        total,
        _told(asked, statement),
    )


def _told(asked: Asked, statement: ProfitStatement) -> str:
    """Whether the lines are the company, to the cent, and what they know nothing of."""
    gap = together([*statement.customers, statement.remainder]).profit - statement.company.profit
    if abs(gap) < _CENT:
        told = asked.say(
            "All lines above sum to the company's, which is summed from the facts alone, to the last cent."
        )
    else:
        told = asked.say("The lines above differ from the company's by {gap}.", gap=f"{gap:.2f}")
    untold = divided(statement.company.untold, statement.company.recognised)
    if not untold:
        return told
    share = number_text(untold, "share", asked.lang)
    return asked.say(
        "{told} Of {share} of revenue the cost of goods is not known: profit is before it.", told=told, share=share
    )


def _segments(asked: Asked, statement: ProfitStatement) -> Table:
    names = sorted({line.segment for line in statement.customers}, key=lambda name: (name is None, name or ""))
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        lines = [line for line in statement.customers if line.segment == name]
        rows.append((segment_text(asked, name), len(lines), *_cells(asked, together(lines))))
    title, *rest = _close(asked, statement)[0]
    rows.append((title, None, *rest))
    total = (asked.say("The company"), len(statement.customers), *_cells(asked, statement.company))
    columns = (Column("segment", asked.by), Column("customers", asked.say("Customers"), "count"), *_columns(asked))
    return Table("profit_segments", asked.say("By {dimension}", dimension=asked.by), columns, tuple(rows), total)


def _tenths(asked: Asked, statement: ProfitStatement) -> Table:
    """Customers in ten groups of one size, and what the groups so far come to."""
    lines = statement.customers
    edges = [len(lines) * place // _TENTHS for place in range(_TENTHS + 1)]
    whole = together(lines).profit
    rows: list[tuple[Cell, ...]] = []
    for place in range(_TENTHS):
        part, so_far = lines[edges[place] : edges[place + 1]], lines[: edges[place + 1]]
        reached = together(so_far).profit
        losing = sum(line.profit < 0 for line in part)
        share = divided(reached, whole) if whole > 0 else None
        rows.append(
            (str(place + 1), len(part), together(part).recognised, together(part).profit, losing, reached, share)
        )
    columns = (
        Column("tenth", asked.say("Tenth")), Column("customers", asked.say("Customers"), "count"),
        Column("recognised", asked.say("Revenue"), "money"), Column("profit", asked.say("Profit"), "money"),
        Column("losing", asked.say("At a loss"), "count"), Column("so_far", asked.say("Profit so far"), "money"),
        Column("share", asked.say("Of all customers' profit"), "share"),
    )  # fmt: skip
    note = asked.say("Where the share passes 100%, the groups below take profit away again.")
    return Table("profit_tenths", asked.say("By tenths of customers"), columns, tuple(rows), note=note)


ANALYSIS = Analysis(
    name="profit",
    title=later("Profit by customer"),
    question=later("Which customers earn money and which cost it, down to the company's total?"),
    method=(
        later("Revenue as contracts earn it day by day and a shop sells it, less refunds, bad debt, cost of goods, own cost and a share of all other cost."),
        later("All other cost is shared as the policy cost_key says: in proportion to revenue, or evenly among customers held."),
        later("Cost of goods: quantity times unit cost of the items sold, less that of items that came back; do not import it as a cost too."),
        later("Sales with an item whose unit cost is not known are told as a share of revenue; nothing is guessed for them."),
        later("Of no customer: cost that nobody can share, and the rounding of shares. It closes the gap to the company's own total."),
    ),
    make=_make,
    needs=("costs",),
    money=(*EARNED, *CASH, *GOODS, *SPENT),
    options=(Option("top", later("How many customers are listed from above, and how many from below."), "20"),),
    cut=None,
)  # fmt: skip
