"""A view is a page's address under a name; a share is a link by which one page is read without an account; an annotation is a text."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tenure.desk.people.models import Person

_TOKEN_BYTES = 32
PINS = ("", "navigation", "home")


class Place(models.Model):
    """A page, of its subject where it has one, with the words of its address."""

    company = models.SlugField(max_length=100)
    page = models.SlugField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def href(self) -> str:
        """The address."""
        if self.subject:
            path = reverse("subject", args=[self.company, self.page, self.subject])
        else:
            path = reverse("page", args=[self.company, self.page])
        return f"{path}?{urlencode(self.words)}" if self.words else path


class View(Place):
    """A page under a name, for its maker or for the whole company; what is relative in it stays so."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    name = models.CharField(max_length=80)
    shared = models.BooleanField(default=False)
    pin = models.CharField(max_length=12, blank=True, choices=[(word, word) for word in PINS])

    class Meta:
        """By name."""

        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return f"view {self.pk}"

    @classmethod
    def seen_by(cls, person: Person, company: str) -> models.QuerySet[View]:
        """Her own views of a company, and those of everybody."""
        return cls.objects.filter(Q(person=person) | Q(shared=True), company=company)


class Share(Place):
    """A link by which somebody reads one page as of one day. Only the hash of its word is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="shares")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        """The latest first."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"share {self.pk}"

    @classmethod
    def make(cls, person: Person, lasts: timedelta, **place: Any) -> tuple[Share, str]:
        """A new one, and the word of its link, which is told once."""
        word = secrets.token_urlsafe(_TOKEN_BYTES)
        made = cls.objects.create(person=person, digest=_digest(word), expires_at=timezone.now() + lasts, **place)
        return made, word

    @classmethod
    def standing(cls, company: str) -> models.QuerySet[Share]:
        """Those of a company that still open."""
        return cls.objects.filter(company=company, revoked_at=None, expires_at__gt=timezone.now())

    @classmethod
    def behind(cls, word: str) -> Share | None:
        """The one that a word opens; None for no word, one too old or one revoked."""
        found = cls.objects.filter(digest=_digest(word), revoked_at=None, expires_at__gt=timezone.now())
        return found.select_related("person").prefetch_related("person__memberships").first()

    def count(self) -> None:
        """Note that it was opened."""
        Share.objects.filter(pk=self.pk).update(opened=F("opened") + 1, opened_at=timezone.now())


class Annotation(models.Model):
    """What somebody has to say of a day or of a range of days, on one page or on all."""

    company = models.SlugField(max_length=100)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="annotations")
    page = models.SlugField(max_length=60, blank=True)  # every page where it is empty
    first = models.DateField()
    last = models.DateField()
    text = models.CharField(max_length=280)
    shared = models.BooleanField(default=True)  # with the whole company, else for its maker alone
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order of time."""

        ordering: ClassVar = ["first", "id"]

    def __str__(self) -> str:
        return f"annotation {self.pk}"

    @classmethod
    def seen_by(cls, person: Person, company: str, page: str = "") -> models.QuerySet[Annotation]:
        """Those of a company, of one page and of all pages, that a person sees."""
        mine = cls.objects.filter(Q(person=person) | Q(shared=True), company=company)
        return mine.filter(page__in=("", page)) if page else mine


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
