"""People, their roles, the invitations that bring them, and the audit trail."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models, transaction
from django.utils import timezone

from tenure.desk.people.roles import ROLES, Right, covers, may
from tenure.pages.reader import Reader

_TOKEN_BYTES = 32
_TRAIL = 0x7E4E  # the lock that one writer of the trail holds, where several may write at once
INVITED_FOR = timedelta(days=7)
RESET_FOR = timedelta(hours=24)
_ONE_AT_A_TIME = ("setup", "enter", "reset")


class PersonManager(BaseUserManager["Person"]):
    """Makes people; their e-mail address is kept in lower case, so that there is one of each."""

    def create_user(self, email: str, password: str | None = None, name: str = "") -> Person:
        """A person with a password, or one who cannot sign in with any yet."""
        person = self.model(email=email.strip().lower(), name=name.strip())
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in."""

    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=10, blank=True)  # of mails, and of a browser that has chosen none
    shortcuts = models.BooleanField(default=True)  # whether single keys do something

    objects: ClassVar[PersonManager] = PersonManager()
    key: Key | None = None  # with which a script asks in her name; a browser has none

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return f"person {self.pk}"  # never an address: this may end up in a log

    def membership_in(self, company: str) -> Membership | None:
        """Her membership of a company, as it is now; in a request, as it was when the request began (`guard.person`)."""
        return next((one for one in self.memberships.all() if one.company == company), None)

    def role_in(self, company: str) -> str | None:
        """Her role in a company; None without one. A script with a key of hers has the key's, while hers is no less."""
        found = self.membership_in(company)
        mine = found.role if found else None
        if self.key is None:
            return mine
        return self.key.role if self.key.company == company and covers(mine, self.key.role) else None

    def reader_in(self, company: str) -> Reader:
        """What she may see of a company's pages."""
        mine = self.membership_in(company)
        scope = (mine.scope_name, mine.scope_word) if mine and mine.scope_name else None
        contacts = may(self.role_in(company), Right.SEE_CONTACTS)
        return Reader(scope, bool(mine and mine.totals), contacts)


class Scoped(models.Model):
    """Which customers somebody sees: those whose attribute `scope_name` is `scope_word`; all where it is empty."""

    scope_name = models.CharField(max_length=200, blank=True)
    scope_word = models.CharField(max_length=500, blank=True)
    totals = models.BooleanField(default=False)  # whether she sees the numbers of the whole company all the same

    class Meta:
        """Columns of those that are kept to some customers."""

        abstract = True

    @property
    def scope(self) -> dict[str, Any]:
        """The same for another."""
        return {"scope_name": self.scope_name, "scope_word": self.scope_word, "totals": self.totals}


class Membership(Scoped):
    """A person's role in one company."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    company = models.SlugField(max_length=100)
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])

    class Meta:
        """One role each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "company"], name="one_role_each")]

    def __str__(self) -> str:
        return f"{self.person} is {self.role} of {self.company}"


class Link(Scoped):
    """A link that works once: to set up, to come in, to accept an invitation, to set a new password. Only its hash is kept."""

    purpose = models.CharField(max_length=20, choices=[(word, word) for word in ("setup", "enter", "invite", "reset")])
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    company = models.SlugField(max_length=100, blank=True)
    role = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)  # whom an invitation is for, where that was told
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link {self.pk} to {self.purpose}"

    @classmethod
    def make(cls, purpose: str, lasts: timedelta, **more: Any) -> str:
        """A new link's word; those to set up, to come in, to set a password of the same person, made before it are void."""
        if purpose in _ONE_AT_A_TIME:
            cls.objects.filter(purpose=purpose, person=more.get("person")).delete()
        word = secrets.token_urlsafe(_TOKEN_BYTES)
        cls.objects.create(purpose=purpose, digest=digest(word), expires_at=timezone.now() + lasts, **more)
        return word

    @classmethod
    def open(cls, purpose: str, word: str) -> Link | None:
        """The link of that word where it can still be used."""
        return cls.usable(purpose).filter(digest=digest(word)).first()

    @classmethod
    def usable(cls, purpose: str) -> models.QuerySet[Link]:
        """The links of a purpose that were not used and are not too old."""
        return cls.objects.filter(purpose=purpose, used_at=None, expires_at__gt=timezone.now())

    def use(self) -> bool:
        """Use it up; False where somebody else did just now."""
        now = timezone.now()
        used = bool(Link.objects.filter(pk=self.pk, used_at=None, expires_at__gt=now).update(used_at=now))
        if used and self.purpose == "invite":
            self.refresh_from_db()  # whose customers it opens may have been said otherwise meanwhile
        return used


class Key(models.Model):
    """What a script shows in place of a password, to read the pages of one company. Only its hash is kept."""

    name = models.CharField(max_length=120)
    company = models.SlugField(max_length=100)
    role = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.CASCADE, related_name="keys")  # in whose name it asks
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"key {self.pk} of {self.company}"

    @classmethod
    def open(cls, word: str) -> Key | None:
        """The key of that word where it is still good."""
        good = cls.objects.filter(digest=digest(word), revoked_at=None, expires_at__gt=timezone.now())
        return good.select_related("made_by").filter(made_by__is_active=True).first()


class Mark(models.Model):
    """How far the audit trail was checked: the last line that fits, and the first that does not. There is one."""

    entry = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    broken = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"checked up to line {self.entry}"


class Entry(models.Model):
    """One line of the audit trail: written, never changed; each holds the hash of the one before."""

    at = models.DateTimeField()
    # Who did it is part of what is sealed: it stays told when the person is gone.
    person = models.ForeignKey(Person, models.DO_NOTHING, null=True, db_constraint=False)
    company = models.SlugField(max_length=100, blank=True)
    action = models.CharField(max_length=60)
    detail = models.JSONField(default=dict)
    before = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """The latest first."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} at {self.at:%Y-%m-%d %H:%M}"

    @classmethod
    def write(
        cls, action: str, person: Person | None, company: str = "", detail: Mapping[str, Any] | None = None
    ) -> Entry:
        """Add a line, in the transaction of what it tells."""
        with transaction.atomic():
            if connection.vendor == "postgresql":  # a SQLite transaction of ours is the only one that writes
                connection.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [_TRAIL])
            last = cls.objects.order_by("-id").first()
            made = cls(at=timezone.now(), person=person, company=company, action=action, detail=dict(detail or {}))
            made.before = last.digest if last else ""
            made.digest = made.sealed()
            made.save()
        return made

    def sealed(self) -> str:
        """The hash of the line and of the one before."""
        who = str(self.person_id or "")
        told = [
            self.before,
            self.at.isoformat(),
            who,
            self.company,
            self.action,
            json.dumps(self.detail, sort_keys=True),
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def digest(word: str) -> str:
    """What is kept of a word that opens something."""
    return hashlib.sha256(word.encode()).hexdigest()
