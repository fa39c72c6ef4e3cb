"""What the house holds about an account: the person, where they are signed in, letters, second factors, failed attempts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog
from axes.models import AccessLog as AxesLog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet

from praxia.lib import limits, outbox, queued
from praxia.lib.stores import Db, store
from profiling import lockout, selectors
from profiling.models import AccessToken, Letter, User
from profiling.privacy.registry import OwnData


def collect(person: User) -> Iterator[dict[str, Any]]:
    yield {
        "kind": "account",
        "id": person.pk,
        "email": person.email,
        "full_name": person.full_name,
        "preferred_language": person.preferred_language,
        "country": person.country,
        "time_zone": person.time_zone,
        "date_joined": person.date_joined,
        "last_login": person.last_login,
        "is_staff": person.is_staff,
    }
    for address in EmailAddress.objects.filter(user=person):
        yield {
            "kind": "e-mail address",
            "email": address.email,
            "verified": address.verified,
            "primary": address.primary,
        }
    for device in selectors.device_list(person):
        yield {
            "kind": "sign-in",
            "how": device.kind,
            "device": device.device_info,
            "ip_address": device.ip_address,
            "user_agent": device.user_agent,
            "created_at": device.created_at,
            "last_activity": device.last_activity,
            "expires_at": device.expires_at,
        }
    for factor in Authenticator.objects.filter(user=person):  # never its secrets
        yield {
            "kind": "second factor",
            "type": factor.type,
            "name": factor.data.get("name", ""),
            "created_at": factor.created_at,
            "last_used_at": factor.last_used_at,
        }
    for letter in Letter.objects.filter(user=person).order_by("created_at"):
        yield {
            "kind": "letter",
            "about": letter.kind,
            "status": letter.status,
            "to": letter.to,
            "at": letter.created_at,
        }
    for attempt in AccessAttempt.objects.filter(username=person.email):
        yield {
            "kind": "failed sign-in",
            "failures": attempt.failures_since_start,
            "ip_address": attempt.ip_address,
            "user_agent": attempt.user_agent,
            "at": attempt.attempt_time,
        }


def erase(person: User) -> None:
    """All but the person's own row, which goes last of all."""
    letters = list(Letter.objects.filter(user=person))
    queued.forget([str(person.pk), *(str(letter.pk) for letter in letters)])
    for rows in _rows(person):
        rows.delete()
    for letter in letters:
        letter.journal.forget()
    for session in _sessions(person):
        session.delete()
    outbox.forget(person.email)
    lockout.account_open(person.email)
    limits.forget(str(person.pk), f"change:{person.pk}", *_counted_as(person.email))
    for db, key in _keys(person):
        store(db).delete(key)


def left(person: User) -> int:
    rows = sum(found.count() for found in _rows(person))
    return rows + sum(1 for _ in _sessions(person)) + sum(1 for _ in _keys(person))


def _rows(person: User) -> Iterable[QuerySet[Model]]:
    tried = Q(username=person.email)
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    return (
        AccessToken.objects.filter(user=person),
        EmailAddress.objects.filter(user=person),
        Authenticator.objects.filter(user=person),
        Letter.objects.filter(Q(user=person) | Q(to=person.email)),
        UserSession.objects.filter(user=person),
        AccessAttempt.objects.filter(tried),
        AccessFailureLog.objects.filter(tried),
        AxesLog.objects.filter(tried),
        LogEntry.objects.filter(about | Q(user=person)),
    )


def _sessions(person: User) -> Iterator[Session]:
    """What a session holds is packed, so that no query can look into it."""
    for session in Session.objects.iterator(chunk_size=500):
        told = str(session.get_decoded())
        if str(person.pk) in told or person.email in told:
            yield session


def _counted_as(email: str) -> tuple[str, ...]:
    """The names under which limits count what is asked for an address."""
    return email, f"reset:{email}", f"confirm:{email}"


def _keys(person: User) -> Iterator[tuple[Db, str]]:
    """Every key that has the person's id in its name, whoever wrote it."""
    for db in Db:
        for key in store(db).scan_iter(match=f"*{person.pk}*", count=1000):
            yield db, key


OWN_DATA = OwnData(
    name="profiling",
    collect=collect,
    erase=erase,
    left=left,
    title="your account",
    also=("admin", "account", "mfa", "usersessions"),
)
