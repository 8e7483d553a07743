"""What one tells to keep a view, to make a link, to annotate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tenure.desk.remembering.models import Channel
from tenure.desk.sayings import late

_DAYS = ((1, late("1 day")), (7, late("7 days")), (30, late("30 days")), (90, late("90 days")))
OFTEN = {"day": late("Every day"), "week": late("On Mondays"), "month": late("On the first of the month")}


class ViewForm(forms.Form):
    """The name of a view, who sees it, and where it is pinned."""

    name = forms.CharField(label=late("Name"), max_length=80)
    pin = forms.ChoiceField(
        label=late("Pinned"), required=False,
        choices=[("", late("Nowhere")), ("navigation", late("To the navigation")), ("home", late("To Home"))],
    )  # fmt: skip
    shared = forms.BooleanField(label=late("For the whole company"), required=False)


class ShareForm(forms.Form):
    """How long a link opens."""

    days = forms.TypedChoiceField(label=late("Opens for"), choices=_DAYS, coerce=int, initial=7)


class ChannelForm(forms.Form):
    """What a group chat is called, and where it is told something."""

    name = forms.CharField(label=late("Name"), max_length=60)
    address = forms.CharField(
        label=late("Address (webhook)"), max_length=2000,
        widget=forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    service = forms.ChoiceField(label=late("Service"), required=False)

    def __init__(self, services: Sequence[tuple[str, str]], *args: Any) -> None:
        """With the services there are."""
        super().__init__(*args)
        self.fields["service"] = forms.ChoiceField(label=late("Service"), required=False, choices=list(services))

    def clean_name(self) -> str:
        """The name in one line."""
        return " ".join(str(self.cleaned_data["name"]).split())


class SubscriptionForm(forms.Form):
    """How often a page is sent, at which hour, and where to."""

    every = forms.ChoiceField(
        label=late("Mailed"),
        choices=list(OFTEN.items()),
        initial="week",
    )
    hour = forms.TypedChoiceField(
        label=late("At"), coerce=int, initial=8, choices=[(n, f"{n:02}:00") for n in range(24)]
    )

    def __init__(self, channels: Sequence[Channel], mailed: bool, *args: Any, **more: Any) -> None:
        """To one's own address where mail leaves, or to one of these group chats."""
        super().__init__(*args, **more)
        self._channels = {str(one.pk): one for one in channels}
        choices = [("", late("My mail"))] * mailed + [(key, one.name) for key, one in self._channels.items()]
        self.fields["to"] = forms.ChoiceField(label=late("Sent to"), required=not mailed, choices=choices)

    @property
    def elsewhere(self) -> bool:
        """Whether it can go anywhere but to one's own mail."""
        return bool(self._channels)

    def told(self) -> dict[str, Any]:
        """What is asked, as a subscription says it."""
        told = dict(self.cleaned_data)
        return told | {"channel": self._channels.get(told.pop("to"))}


class AnnotationForm(forms.Form):
    """From which day to which, and what there is to say."""

    first = forms.DateField(label=late("Day"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=late("Until (if a range)"), required=False, widget=forms.DateInput({"type": "date"}))
    text = forms.CharField(label=late("What happened"), max_length=280)
    everywhere = forms.BooleanField(label=late("On every page"), required=False)
    shared = forms.BooleanField(label=late("For the whole company"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """A range does not end before it begins."""
        told = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", late("This is before the first day."))
        return told
