"""The forms of a company: what it is called, and where it is at home."""

from __future__ import annotations

from django import forms

from tenure.desk.sayings import language, late
from tenure.words import Language

_USUAL: dict[Language, dict[str, str]] = {
    "en": {"zone": "UTC", "currency": "USD", "country": "US"},
    "zh": {"zone": "Asia/Shanghai", "currency": "CNY", "country": "CN"},
}


class CompanyName(forms.Form):
    """What a company is called."""

    name = forms.CharField(
        label=late("Name of your company"), max_length=80, widget=forms.TextInput({"autocomplete": "organization"})
    )

    def clean_name(self) -> str:
        """The name in one line."""
        told: str = self.cleaned_data["name"]
        return " ".join(told.split())


class NewCompany(CompanyName):
    """And where it is at home."""

    zone = forms.CharField(
        label=late("Time zone in which days are cut"), max_length=64, widget=forms.TextInput({"data-zone": ""})
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=late("Currency that numbers are told in"), widget=forms.TextInput({"size": "4"})
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=late("Country of telephone numbers without one"), widget=forms.TextInput({"size": "4"})
    )


def blank() -> NewCompany:
    """The form with what is usual in the reader's language."""
    return NewCompany(initial=_USUAL[language()])
