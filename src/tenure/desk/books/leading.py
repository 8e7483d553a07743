"""Where the numbers of a page lead: to the people behind them, and to the page of their metric."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tenure.catalogue.groups import AMONG
from tenure.catalogue.value import Value
from tenure.desk.books.keeping import Kept
from tenure.desk.books.wishes import WHERE, Wish
from tenure.pages.annotations import KEY
from tenure.pages.arranging import COLUMNS
from tenure.pages.blocks import Table
from tenure.pages.showing import sheets
from tenure.pages.sorting import DOWN, sortable
from tenure.pages.told import Part
from tenure.render.links import Links
from tenure.render.masking import MASK

_NOBODY = ("unavailable", "undefined")


def links_of(company: str, kept: Kept, wish: Wish, path: str) -> Links:
    """The links of a page of a company, which stands at a path."""

    def people(told_of: Value | Part) -> str:
        side = ""
        if told_of.metric not in kept.with_people or not all(_sayable(word) for word in told_of.dims.values()):
            return ""
        if isinstance(told_of, Part):
            side = told_of.side if told_of.side not in ("value", "numerator") else ""
        elif told_of.status in _NOBODY:
            return ""
        told = {"metric": told_of.metric, "period": str(told_of.period), "as_of": told_of.as_of.isoformat()}
        told |= {"side": side} if side else {}
        slices = {**dict(wish.slices), **told_of.dims}
        among = {AMONG: slices.pop(AMONG)} if AMONG in slices else {}
        cut = ({WHERE: ",".join(f"{name}={word}" for name, word in slices.items())} if slices else {}) | among
        return f"{reverse('page', args=[company, 'customers'])}?{urlencode(told | cut)}"

    def metric(name: str) -> str:
        return subject("metric", name) if name in kept.with_people else ""

    def subject(sheet: str, word: str) -> str:
        elsewhere = {"sort": "", COLUMNS: ""}  # they speak of tables that stand here
        return wish.at(reverse("subject", args=[company, sheet, word]), **elsewhere)

    def order(table: Table, column: str) -> str:
        if not sortable(table) or table.key == KEY:
            return ""
        kind = next(one.kind for one in table.columns if one.key == column)
        now = table.sorted.removeprefix(DOWN) == column
        down = not table.sorted.startswith(DOWN) if now else kind != "text"
        word = column if sheets()[kept.page.key].sorts else f"{table.key}.{column}"
        return wish.at(path, sort=DOWN + word if down else word, skip="")

    return Links(people, metric, subject, order)


def _sayable(word: str | None) -> bool:
    """Whether an address can name a word of a slice: commas part slices there."""
    return word is not None and word != MASK and "," not in word
