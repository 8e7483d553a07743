"""The style guide: every token and component there is, made of what the pages are made of."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.desk.people.forms import NewPerson
from tenure.desk.samples import sample_page
from tenure.desk.sayings import language, late
from tenure.render.html import main_html
from tenure.render.tokens import colours
from tenure.words import say


class Sample(forms.Form):
    """A field of each sort."""

    name = forms.CharField(label=late("Name"), required=False)
    day = forms.DateField(label=late("Day"), required=False, widget=forms.DateInput({"type": "date"}))
    theme = forms.ChoiceField(
        label=late("Theme"), required=False, choices=[("light", late("Light")), ("dark", late("Dark"))]
    )
    note = forms.CharField(label=late("Note"), required=False, widget=forms.Textarea({"rows": 2}))
    sure = forms.BooleanField(label=late("Single keys work on this browser"), required=False)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """For whoever is signed in; it speaks of nobody's company."""
    lang = language()
    wrong = NewPerson({"wrong-email": "ann", "wrong-password": "short"}, prefix="wrong")
    wrong.full_clean()
    messages.success(request, say("Saved.", lang))
    told = {
        "main": main_html(sample_page(lang)),
        "themes": {"light": colours("light"), "dark": colours("dark")},
        "sample": Sample(prefix="sample"),
        "wrong": wrong,
        "lines": [say("This cannot be shown", lang)],
    }
    return render(request, "styleguide.html", told)
