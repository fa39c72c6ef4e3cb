"""A person who signs in by e-mail, the tokens of the programs that act for them, and the letters that they get."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from knox.models import AbstractAuthToken, get_digest_token
from knox.settings import knox_settings

from praxia.lib.work import Work
from profiling.records import LetterKind

models.EmailField.register_lookup(Lower)  # `email__lower=` reads the unique index; `__iexact` would compare by UPPER


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    SPANISH = "es", "Español"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Save a person with this address; without a password they can never sign in by one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True} | fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__lower=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # knox has no types
    """There is no user name: people sign in by e-mail address, whatever its capitals."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail address", max_length=254)
    full_name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    preferred_language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", "Use the two-letter code of the country, such as FR.")],
        help_text="ISO 3166-1 alpha-2; empty means unknown.",
    )
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name, such as Africa/Nairobi.")
    sign_in_version = models.PositiveIntegerField(default=1, editable=False)
    is_guest = models.BooleanField("talks without an account", default=False, editable=False)

    address = ""  # of a guest: the IP address that they ask from, set by whoever recognised them

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="profiling_user_email_ci",
                violation_error_message="There is already an account with this e-mail address.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(is_staff=False, is_superuser=False),
                name="profiling_guest_has_no_rights",
            ),
        ]
        indexes = [
            models.Index(fields=["date_joined"], name="profiling_guest_age", condition=models.Q(is_guest=True)),
        ]

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def counted_as(self) -> User | str:
        """Whom limits count: people by themselves, guests by the address that they ask from."""
        return self.address if self.is_guest else self

    def get_full_name(self) -> str:
        return self.full_name or self.email

    def get_short_name(self) -> str:
        return self.full_name.partition(" ")[0] or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Raising `sign_in_version` ends every page session and token at once, just as a new password does."""
        key_salt = "profiling.models.User.session"
        value = f"{self.password}.{self.sign_in_version}"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()

    def accepts_stamp(self, stamp: str) -> bool:
        """Was this stamp, kept in a session or token, made from the present password and sign-in version?"""
        stamps = [self.get_session_auth_hash(), *self.get_session_auth_fallback_hash()]
        return any(constant_time_compare(stamp, each) for each in stamps)


class AccessTokens(models.Manager["AccessToken"]):
    def issue(self, *, user: User, **fields: Any) -> tuple[AccessToken, str]:
        """A new token and its secret. Only the hash is stored: the secret can never be read again."""
        digest, secret = get_digest_token()
        expiry = timezone.now() + knox_settings.TOKEN_TTL
        stamp = user.get_session_auth_hash()
        return self.create(user=user, digest=digest, stamp=stamp, expiry=expiry, **fields), secret


class AccessToken(AbstractAuthToken):
    """The right of one device to act for a person until `expiry`. `id` is public: it names the session in lists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=128, unique=True, editable=False)
    token_key = None  # knox would keep the first letters of the secret in clear; the digest is index enough
    stamp = models.CharField(max_length=64, editable=False)
    device = models.CharField(max_length=120, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    last_used_at = models.DateTimeField(default=timezone.now)
    password_at = models.DateTimeField(default=timezone.now, editable=False)  # when the password was last given

    objects: ClassVar[AccessTokens] = AccessTokens()

    class Meta:
        ordering = ["-created"]

    @property
    def is_live(self) -> bool:
        """Ended by its time, by a raised sign-in version, by a new password or by the account being closed."""
        in_time = self.expiry is not None and timezone.now() < self.expiry
        return in_time and self.user.is_active and self.user.accepts_stamp(self.stamp)

    def __str__(self) -> str:
        return f"{self.device or 'device without a name'} ({self.id})"


class Letters(models.Manager["Letter"]):
    def take(self, secret: str, kinds: Collection[LetterKind]) -> Letter | None:
        """The letter whose link holds this secret, if it still counts; from now on it does not. One of two at once gets it.

        Inside a transaction. The person's row is held first, as whoever changes a password holds it before the letters.
        """
        found = self.opened(secret, kinds)
        if found and found.user_id:
            User.objects.select_for_update().filter(pk=found.user_id).first()
        taken = found and self.filter(pk=found.pk, digest=found.digest).update(digest=None)
        return found if taken else None

    def opened(self, secret: str, kinds: Collection[LetterKind]) -> Letter | None:
        """As `take`, but only looks."""
        waiting = self.select_related("user").filter(
            user__is_active=True, kind__in=kinds, expires_at__gt=timezone.now()
        )
        return waiting.filter(digest=digest_of(secret)).first()


class Letter(Work):
    """A letter that was asked for: a row to be sent, and then the one that knows its link by the hash of the secret in it.

    Without a person it is sent to nobody: it was asked for with an address that has no account.
    """

    JOURNAL = "letter"
    QUEUE = "work"

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="letters")
    kind = models.CharField(max_length=20, choices=[(kind, kind.value) for kind in LetterKind])
    to = models.EmailField(max_length=254, blank=True, help_text="Empty: the person's address at the time of sending.")
    origin = models.CharField(max_length=200, blank=True, help_text="What its link begins with.")
    digest = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (unique when there)
    expires_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Letters] = Letters()

    class Meta:
        indexes = [
            models.Index(fields=["user", "kind", "-created_at"]),
            models.Index(
                fields=["due_at"], name="profiling_letter_open", condition=models.Q(status__in=["queued", "running"])
            ),
        ]


def digest_of(secret: str) -> str:
    """How the secret of a letter's link is stored. It is 256 random bits, so that no salt or slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
