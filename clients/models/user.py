"""Who may sign in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.language import Language


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address and finds them whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalize_email(username))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower-case the whole address: two spellings of one mailbox are one person."""
        return (email or "").strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """One person who can sign in, known by e-mail address."""

    email = models.EmailField(_("email address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("platform staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    has_letter_keys = models.BooleanField(_("letters are shortcuts"), default=True, db_default=True)
    # Of a client who is nobody of a household; the others' stands with the person they are.
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=Language,
        default=Language.ENGLISH,
        db_default=Language.ENGLISH,
    )
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case")
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = UserManager.normalize_email(self.email)

    def get_full_name(self) -> str:
        return self.full_name or self.email


class AddressChange(models.Model):
    """The wish to sign in with another address, known by the hash of a token mailed there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="address_changes")
    email = models.EmailField(_("new email address"))
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of an address")
        verbose_name_plural = _("changes of addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at=None, withdrawn_at=None),
                name="one_change_of_an_address_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"new address of {self.user_id}"
