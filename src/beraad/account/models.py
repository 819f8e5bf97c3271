"""Who can sign in: an account, and the roles it holds for a time."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from beraad.account.roles import ROLES
from beraad.law.catalogue import LANGUAGES


class Accounts(UserManager["Account"]):
    """Accounts are made with an e-mail address instead of a user name."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Account":  # type: ignore[override]
        """A new account; without a password it can only sign in otherwise."""
        account = self.model(email=self.normalize_email(email), **more)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractUser):
    """A person who signs in. `name` is how the journal writes who acted; it never changes."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100, unique=True)
    language = models.CharField(max_length=2, default="nl", choices=[(o, o) for o in LANGUAGES])
    organisation = models.CharField(max_length=60, blank=True)  # a party of the catalogue

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Accounts] = Accounts()  # type: ignore[assignment]

    def roles_at(self, at: datetime) -> frozenset[str]:
        """The roles held at an instant."""
        held = self.roles.filter(begins__lte=at).exclude(ends__lte=at)
        return frozenset(held.values_list("role", flat=True))


class Holding(models.Model):
    """A role that an account holds from `begins` until, not including, `ends`."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=30, choices=[(role, role) for role in ROLES])
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
