"""What people type about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from tenure.desk.people.models import Person
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
