"""The customer of each row: the identifier that is trusted most, and links between all that the row names."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import RejectedData
from tenure.facts.importers.cells import constant, holds, joined, matches, nulls
from tenure.facts.importers.entities.entity import fact_table
from tenure.facts.importers.people import Identifier, Who, emails, names, not_masked, phones, prefixed
from tenure.facts.importers.rows import Rows

UNKNOWN = "unknown customers"  # one customer that stands for all that a source does not tell apart


def links(rows: Rows) -> pa.Table:
    """Identities: every further identifier of a customer, each once, on the first row that tells it."""
    who = customers_of(rows)
    tables = [_link(rows.numbers, who, identifier) for identifier in who.identifiers]
    return pa.concat_tables([fact_table("identities", pa.chunked_array([], pa.int64())), *tables]).sort_by("row")


def _link(numbers: pa.ChunkedArray, who: Who, identifier: Identifier) -> pa.Table:
    keep = pc.and_(pc.is_valid(identifier.value), pc.is_valid(who.reference))
    if not identifier.apart:
        keep = pc.and_(keep, holds(pc.not_equal(identifier.reference, who.reference)))
    found = pa.table({"row": numbers, "reference": who.reference, "value": identifier.value}).filter(keep)
    first = found.group_by(["reference", "value"], use_threads=False).aggregate([("row", "min")])
    return fact_table(
        "identities",
        first["row_min"],
        customer_id=first["reference"],
        kind=identifier.kind,
        value=first["value"],
        scope=identifier.scope,
        identity_id=joined(
            "|", constant(identifier.kind, pa.string(), first.num_rows), first["reference"], first["value"]
        ),
    )


def customers_of(rows: Rows) -> Who:
    """The customer of each row, found before."""
    if rows.who is None:
        raise RejectedData("{file}: nobody has looked whom the rows name.", file=rows.name)
    return rows.who


def named_in(rows: Rows, called: tuple[str, str, str]) -> Who:
    """The customer of each row, by id, e-mail, telephone number, open id, company, and, if the recipe says so, name.

    `called` says under which canonical columns e-mail, telephone number and name stand.
    """
    email, phone, name = called
    source, country = rows.recipe.source, rows.recipe.country or rows.settings.country
    found: list[Identifier] = []
    if rows.has("customer_id"):
        ids = not_masked(rows.get("customer_id"))
        found.append(Identifier("external", ids, source, ids))
        if rows.recipe.own_ids and source:
            found.append(Identifier("external", ids, "", ids, apart=True))
    if rows.has(email):
        addresses = emails(rows.get(email))
        found.append(Identifier("email", addresses, "", prefixed("email:", addresses)))
    if rows.has(phone):
        numbers = phones(rows.get(phone), country)
        found.append(Identifier("phone", numbers, "", prefixed("phone:", numbers)))
    if rows.has("open_id"):
        opened = not_masked(rows.get("open_id"))
        found.append(Identifier("open_id", opened, "", prefixed("open_id:", opened)))
    if rows.has("company_id"):
        companies = company_ids(rows)
        found.append(Identifier("external", companies, source, companies))
    if rows.recipe.refer_by_name:
        found += _by_name(rows, name, source)
    reference = nulls(pa.string(), rows.numbers)
    for identifier in found:
        reference = pc.coalesce(reference, identifier.reference)
    return Who(reference, tuple(found))


def company_ids(rows: Rows) -> pa.ChunkedArray:
    """References to companies, apart from those to contacts; Salesforce's ids count by 15 characters."""
    ids = pc.replace_substring_regex(not_masked(rows.get("company_id")), ";.*$", "")
    if rows.recipe.source == "salesforce":
        ids = pc.if_else(holds(matches(ids, "^[A-Za-z0-9]{18}$")), pc.utf8_slice_codeunits(ids, 0, 15), ids)
    return prefixed("company:", ids)


def _by_name(rows: Rows, name: str, source: str) -> list[Identifier]:
    out = []
    for column in dict.fromkeys(("company_name", name)):
        if rows.has(column):
            reference = names(rows.get(column))
            if rows.has("shipping_address"):
                address = not_masked(rows.get("shipping_address"))
                reference = pc.if_else(pc.is_valid(address), joined("|", reference, address), reference)
            out.append(Identifier("external", reference, source, reference))
    return out


def known_or_one(customer: pa.ChunkedArray, rows: Rows) -> pa.ChunkedArray:
    """Customers, with the one that stands for the unknown where the recipe wants that."""
    return pc.fill_null(customer, UNKNOWN) if rows.recipe.unknown_customer == "one" else customer


def own_key(rows: Rows, entity: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Keys that no other source uses: shopify:1001; of the company's own systems order:1001."""
    return prefixed(f"{rows.recipe.source or entity}:", column)
