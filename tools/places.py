"""Every page of the desk that a person opens: what pictures are taken of, and what the tests in Chromium look at."""

from __future__ import annotations

from collections.abc import Mapping

ENTRANCE: Mapping[str, str] = {"login": "/account/login/"}  # before anybody is known
OWN: Mapping[str, str] = {  # of a person, whatever the company
    "account": "/account/",
    "account-password": "/account/password/change/",
    "account-second-factors": "/account/2fa/",
    "account-sessions": "/account/sessions/",
    "new-company": "/new/",
    "styleguide": "/styleguide/",
}
_DATA = ("history", "freshness", "quality")
_POLICY = "lapse_days"


def pages(company: str, customer: str, metric: str = "growth.customers_held") -> dict[str, str]:
    """The addresses of a company's pages of numbers, by name; of those about one subject, one each."""
    from tenure.pages.showing import sheets

    told = {name: f"/{company}/{name}/" for name, one in sheets().items() if not one.about}
    return told | {"metric": f"/{company}/metric/{metric}/", "customer": f"/{company}/customer/{customer}/"}


def parts(company: str) -> dict[str, str]:
    """The addresses of Data and of the settings, by name."""
    from tenure.desk.navigation import sections

    told = {"search": f"/{company}/search/?q=re", "data": f"/{company}/data/"} | {
        f"data-{one}": f"/{company}/data/{one}/" for one in _DATA
    }
    told |= {f"settings-{one.name}": f"/{company}/settings/{one.name}/" for one in sections()}
    return told | {"settings-policy": f"/{company}/settings/policies/{_POLICY}/"}
