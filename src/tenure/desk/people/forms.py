"""What people type about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password

from tenure.desk.people.models import Person
from tenure.desk.people.roles import ROLES, only_sees
from tenure.desk.sayings import late


class NewPerson(forms.Form):
    """Name, address and password of somebody who comes in for the first time."""

    name = forms.CharField(label=late("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=late("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=late("Password"),
        help_text=late("At least 12 characters; a sentence is easy to remember."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        """In lower case; nobody else's."""
        email = str(self.cleaned_data["email"]).strip().lower()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(late("There is somebody with this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        """The password against what is known of her."""
        told = super().clean() or {}
        if "password" in told:
            try:
                validate_password(told["password"], Person(email=told.get("email", ""), name=told.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return told


class NewPassword(forms.Form):
    """Another password of somebody known."""

    password = forms.CharField(
        label=late("New password"),
        help_text=late("At least 12 characters; a sentence is easy to remember."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, *args: Any) -> None:
        """For this person."""
        super().__init__(*args)
        self.person = person

    def clean_password(self) -> str:
        """Against what is known of her."""
        validate_password(self.cleaned_data["password"], self.person)
        return str(self.cleaned_data["password"])


class Profile(forms.ModelForm):  # type: ignore[type-arg]  # takes no argument while it runs
    """What somebody may change about herself; the address is how she was invited, and stays."""

    class Meta:
        """Three things."""

        model = Person
        fields = ("name", "language", "shortcuts")
        labels: ClassVar = {
            "name": late("Your name"), "language": late("Language"), "shortcuts": late("Single keys are shortcuts"),
        }  # fmt: skip
        help_texts: ClassVar = {
            "shortcuts": late("Turn this off where a screen reader or voice control uses the keys.")
        }
        widgets: ClassVar = {"name": forms.TextInput({"autocomplete": "name"})}

    language = forms.ChoiceField(
        label=late("Language"),
        required=False,
        choices=[("", late("As the browser says")), ("en", "English"), ("zh-hans", "简体中文")],
    )


class RoleChoice(forms.Form):
    """One of the roles."""

    role = forms.ChoiceField(
        label=late("Role"), choices=[(name, late(title)) for name, (title, _rights) in ROLES.items()]
    )


class NewKey(forms.Form):
    """A key for a script."""

    name = forms.CharField(
        label=late("What it is for"), max_length=120, help_text=late("Such as the name of the script.")
    )
    role = forms.ChoiceField(
        label=late("Role"),
        choices=[(name, late(title)) for name, (title, _rights) in list(ROLES.items())[::-1] if only_sees(name)],
    )
    days = forms.ChoiceField(
        label=late("Lasts"),
        choices=[("30", late("30 days")), ("90", late("90 days")), ("365", late("One year"))],
        initial="90",
    )


class Scope(forms.Form):
    """Which customers somebody sees."""

    name = forms.ChoiceField(label=late("Customers by"), required=False)
    word = forms.CharField(
        label=late("Value"), required=False, max_length=500,
        help_text=late("Such as the name of a region. Left empty: the person's own e-mail address."),
    )  # fmt: skip
    totals = forms.BooleanField(label=late("Sees the numbers of the whole company all the same"), required=False)

    def __init__(self, known: Sequence[str], *args: Any, **named: Any) -> None:
        """With the attributes by which customers are told apart."""
        super().__init__(*args, **named)
        name = self.fields["name"]
        if isinstance(name, forms.ChoiceField):
            name.choices = [("", late("All customers")), *((one, one) for one in known)]


class Invitation(RoleChoice):
    """What somebody new will be, and who it is."""

    email = forms.EmailField(
        label=late("E-mail address (if you like)"),
        required=False,
        help_text=late("So that you see who has not come yet. Nothing is sent: give the link yourself."),
    )
    field_order = ("email", "role")

    def __init__(self, *args: Any, **named: Any) -> None:
        """With the role that shows least chosen."""
        super().__init__(*args, **named)
        self.fields["role"].initial = "viewer"

    def clean_email(self) -> str:
        """In lower case."""
        return str(self.cleaned_data["email"]).strip().lower()
