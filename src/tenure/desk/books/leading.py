"""Where the numbers of a page lead: to the people behind them, and to the page of their metric."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from tenure.catalogue.value import Value
from tenure.desk.books.keeping import Kept
from tenure.desk.books.wishes import Wish
from tenure.render.links import Links

_NOBODY = ("unavailable", "undefined")


def links_of(company: str, kept: Kept, wish: Wish) -> Links:
    """The links of a page of a company."""

    def people(value: Value) -> str:
        if value.metric not in kept.with_people or value.status in _NOBODY:
            return ""
        told = {"metric": value.metric, "period": str(value.period), "as_of": value.as_of.isoformat()}
        cut = {"where": ",".join(f"{name}={word}" for name, word in value.dims.items())} if value.dims else {}
        return f"{reverse('page', args=[company, 'customers'])}?{urlencode(told | cut)}"

    def metric(name: str) -> str:
        return wish.at(reverse("subject", args=[company, "metric", name])) if name in kept.with_people else ""

    return Links(people, metric)
