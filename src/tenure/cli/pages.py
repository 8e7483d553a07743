"""A page on the terminal: as text, as JSON, or one of its tables as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenure.cli.faces import Form, put, tell

if TYPE_CHECKING:
    from tenure.pages.blocks import Page


def put_page(page: Page, form: Form, table: str) -> None:
    """Write a page to the output; `table` names the one that CSV gives, the first when it is empty.

    Raises: NotFound where the page has none of that name, or none at all.
    """
    if form is Form.JSON:
        from tenure.render.json import page_json

        put(page_json(page))
    elif form is Form.CSV:
        from tenure.render.flat import table_csv, table_of

        put(table_csv(table_of(page, table)))
    else:
        from tenure.render.plain import page_text

        put(page_text(page))
        tell(" · ".join(f"{name}: {told}" for name, told in page.marks))
