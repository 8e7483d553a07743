"""A view is a page's address under a name; a share is a link by which one page is read without an account; a subscription sends
a page at its hour, by mail or to a channel, which is a group chat; an annotation is a text.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from tenure.desk.people.models import Entry, Person
from tenure.desk.people.secrets import seal, unseal

_TOKEN_BYTES = 32
_ENDS = "tenure.subscription"  # what the word that ends one is signed for
PINS = ("", "navigation", "home")
EVERY = ("day", "week", "month")
MOST = 50  # subscriptions of one person in one company


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

    @property
    def number(self) -> str:
        """The metric that stands on Home as a number, since its uncut page of any period is pinned there; empty for other views."""
        return self.subject if (self.page, self.pin, self.words) == ("metric", "home", {}) else ""

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
        """The one of a word, whether it still opens or not."""
        found = cls.objects.filter(digest=_digest(word))
        return found.select_related("person").prefetch_related("person__memberships").first()

    @property
    def ended(self) -> bool:
        """Whether it is too old, or revoked."""
        return self.revoked_at is not None or self.expires_at <= timezone.now()

    def count(self) -> None:
        """Note that it was opened."""
        Share.objects.filter(pk=self.pk).update(opened=F("opened") + 1, opened_at=timezone.now())


class Channel(models.Model):
    """A group chat of a company, under a name. Its address is a secret: who knows it can write there."""

    company = models.SlugField(max_length=100)
    name = models.CharField(max_length=60)
    service = models.CharField(max_length=12)
    sealed = models.TextField()
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="channels")
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)  # when a message arrived there for the last time
    failed_at = models.DateTimeField(null=True)
    failure = models.JSONField(default=dict)  # in each language; what went wrong since then

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="one_chat_a_name")]

    def __str__(self) -> str:
        return f"group chat {self.pk}"

    @classmethod
    def keep(cls, person: Person, company: str, name: str, service: str, address: str) -> Channel:
        """The one of that name, at this address."""
        told = {"service": service, "sealed": seal(address), "person": person, "failed_at": None, "failure": {}}
        return cls.objects.update_or_create(company=company, name=name, defaults=told)[0]

    @property
    def address(self) -> str:
        """Where it is told something."""
        return unseal(self.sealed)


class Subscription(Place):
    """A page that is sent to its maker by mail, or to a group chat: each day, on Mondays or on the first of a month, at an hour of
    the company's zone.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="subscriptions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="subscriptions")
    every = models.CharField(max_length=5, choices=[(word, word) for word in EVERY])
    hour = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10, blank=True)  # for who has chosen none for all mail
    taken_for = models.DateField(null=True)  # the day of the last message that somebody began to send
    sent_for = models.DateField(null=True)  # the day of the last message that left

    class Meta:
        """As they were made."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @classmethod
    def make(cls, person: Person, company: str, lang: str, **told: Any) -> Subscription | None:
        """The one that says this, which is made where there is none yet; None where she has as many as there may be."""
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)  # who presses twice asks one after the other
            mine = cls.objects.filter(person=person, company=company)
            made = mine.filter(**told).first()
            if made is None and mine.count() < MOST:
                made = cls.objects.create(person=person, company=company, language=lang, **told)
                Entry.write("subscribed", person, company, {"page": made.page})
        return made

    def due(self, now: datetime, zone: str) -> date | None:
        """The day whose message is due and was not sent; None where there is none. Of several that were missed the last."""
        local = now.astimezone(ZoneInfo(zone))
        day = local.date() if local.hour >= self.hour else local.date() - timedelta(days=1)
        day -= timedelta(days={"day": 0, "week": day.weekday(), "month": day.day - 1}[self.every])
        begun = self.made_at >= self.moment(day, zone)
        return (
            None if begun or any(told is not None and told >= day for told in (self.taken_for, self.sent_for)) else day
        )

    def moment(self, day: date, zone: str) -> datetime:
        """When the message of a day is due."""
        return datetime.combine(day, time(self.hour), ZoneInfo(zone))

    def take(self, day: date) -> bool:
        """Whether the message of a day is ours to send: nobody has begun to, and nobody will."""
        free = Subscription.objects.filter(pk=self.pk)
        for told in ("taken_for", "sent_for"):
            free = free.filter(Q(**{told: None}) | Q(**{f"{told}__lt": day}))
        return bool(free.update(taken_for=day))

    def give_back(self) -> None:
        """The message could not be sent: it is due as before."""
        Subscription.objects.filter(pk=self.pk).update(taken_for=self.taken_for)

    def left(self, day: date) -> None:
        """The message of a day has been taken from us: the history knows from then on, and none is due."""
        with transaction.atomic():
            Subscription.objects.filter(pk=self.pk).update(sent_for=day)
            Entry.write("page sent", self.person, self.company, {"page": self.page})

    @property
    def unknown_for(self) -> date | None:
        """The day whose message somebody began to send, and of which nobody said what came of it."""
        ended = self.sent_for is not None and self.taken_for is not None and self.sent_for >= self.taken_for
        return None if ended else self.taken_for

    def let_go(self, day: date) -> bool:
        """Whether the message of a day of which nothing is known may be sent again; of those who ask at once one is told so."""
        return bool(
            Subscription.objects.filter(pk=self.pk, taken_for=day)
            .exclude(sent_for__gte=day)
            .update(taken_for=F("sent_for"))
        )

    def ending(self) -> str:
        """The word of a link that ends it, without signing in."""
        return signing.Signer(salt=_ENDS).sign(str(self.pk))

    @classmethod
    def behind(cls, word: str) -> Subscription | None:
        """The one that a word ends; None for no word of ours, and for one that has ended."""
        try:
            pk = signing.Signer(salt=_ENDS).unsign(word)
        except signing.BadSignature:
            return None
        return cls.objects.filter(pk=int(pk)).select_related("person").first()


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
