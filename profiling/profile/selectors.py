"""Reads: what is known of a person, and what may be done with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils import timezone

from praxia.triage import About
from profiling.models import User
from profiling.profile.consenting import CONSENTS, ConsentWords
from profiling.profile.models import Change, Consent, HealthProfile, Picture, Share, today
from profiling.profile.records import ALLOWED_AT_FIRST, KEYS, Confidence, Scope, Use
from profiling.profile.values import read, shown

PREGNANCY = timedelta(days=300)


def profile_of(person: User) -> HealthProfile:
    """An unsaved one where nothing has been said."""
    found = HealthProfile.objects.filter(pk=person.pk).first() or HealthProfile(user=person)
    found.user = person
    return found


def about_of(person: User) -> About:
    """What triage may know. What was only guessed stays unknown: a wrong age would be worse than none."""
    profile = profile_of(person)
    pregnant = profile.pregnant if _is_recent(profile, "pregnant") else None
    return About(
        age_years=profile.born.age_years(today()) if profile.born and _is_sure(profile, "age") else None,
        sex=_sex(profile),
        pregnant=pregnant,
        country=person.country or None,
        conditions=tuple(profile.conditions),
        medicines=tuple(one["name"] for one in profile.medications),
    )


def _sex(profile: HealthProfile) -> str | None:
    """The body's, where it was told; else the gender stands for it. Neither intersex nor other: unknown to the rules."""
    key = "sex" if profile.sex else "gender"
    value = getattr(profile, key)
    return value if value in ("female", "male") and _is_sure(profile, key) else None


def _is_sure(profile: HealthProfile, key: str) -> bool:
    origin = profile.origin(key)
    return origin is None or origin.confidence != Confidence.LOW


def _is_recent(profile: HealthProfile, key: str) -> bool:
    """A pregnancy ends, and nobody thinks of telling a form."""
    origin = profile.origin(key)
    return origin is None or (timezone.now() - origin.at < PREGNANCY and _is_sure(profile, key))


def facts_of(person: User) -> list[str]:
    """What a language model may be told where the person allows it: no name, address or contact, nothing that was only guessed."""
    profile = profile_of(person)
    told = {
        "Age": profile.age,
        "Sex": profile.sex,
        "Gender": profile.gender,
        "Pregnant": {True: "yes", False: "no"}.get(about_of(person).pregnant),  # type: ignore[arg-type]
        "Weight": profile.weight_kg and f"{profile.weight_kg:g} kg",
        "Height": profile.height_cm and f"{profile.height_cm:g} cm",
        "Country": person.country,
        "Conditions": ", ".join(profile.conditions),
        "Medicines": ", ".join(" ".join(filter(None, (one["name"], one["dose"]))) for one in profile.medications),
        "Allergies": ", ".join(profile.allergies),
        "Medical history": profile.medical_history,
        **{_LIVING[key]: profile.wellness.get(key) for key in _LIVING},
    }
    keys = {"Age": "age", "Sex": "sex", "Gender": "gender"} | {
        words: f"wellness.{key}" for key, words in _LIVING.items()
    }
    return [f"{words}: {value}" for words, value in told.items() if value and _is_sure(profile, keys.get(words, ""))]


_LIVING = {
    "activityLevel": "Activity",
    "dietaryPreference": "Diet",
    "sleepQuality": "Sleep",
    "stressLevel": "Stress",
    "healthGoals": "Goals",
}


def profile_wire(profile: HealthProfile) -> dict[str, Any]:
    """The profile as REST shows it: kg, cm and years, each value's origin under its name in `provenance`."""
    person = profile.user
    found: dict[str, Any] = {
        "user_id": str(person.pk),
        "username": person.email,
        "email": person.email,
        "profile_picture": _picture_url(person),
        "birth_year": shown("birth_year", read(profile, "birth_year")),
        "birth_date": shown("birth_date", read(profile, "birth_date")),
    }
    wellness: dict[str, Any] = {}
    for key in KEYS:
        value = shown(key, read(profile, key))
        if key.startswith("wellness."):
            wellness[key.removeprefix("wellness.")] = value
        else:
            found[key] = value
    texts = {key: found[key] or "" for key in ("full_name", "medical_history")}
    return (
        found
        | texts
        | {
            "wellness": wellness,
            "provenance": profile.provenance,
            "created_at": stamp(profile.created_at),
            "updated_at": stamp(profile.updated_at),
        }
    )


def etag_of(wire: dict[str, Any]) -> str:
    """Changes with anything that is shown. An unsaved profile has no times of its own yet."""
    said = {key: value for key, value in wire.items() if key not in ("created_at", "updated_at")}
    return f'"{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]}"'


def _picture_url(person: User) -> str | None:
    """With its time, so that a new one is fetched anew."""
    at = Picture.objects.filter(pk=person.pk).values_list("updated_at", flat=True).first()
    return f"/api/profile/picture/?at={at.timestamp():.0f}" if at else None


def picture_of(person: User) -> bytes | None:
    """The JPEG of a portrait."""
    found = Picture.objects.filter(pk=person.pk).values_list("jpeg", flat=True).first()
    return bytes(found) if found else None


def change_list(person: User, *, field: str = "") -> QuerySet[Change]:
    """Newest first. `wellness` stands for all of its fields, `age` for every way to tell it."""
    found = Change.objects.filter(user=person).order_by("-created_at", "-id").prefetch_related("undone_by")
    if field == "age":
        return found.filter(field__in=("age", "birth_year", "birth_date"))
    return found.filter(Q(field=field) | Q(field__startswith=f"{field}.")) if field else found


def change_wire(change: Change) -> dict[str, Any]:
    origin = change.after_origin or {}
    return {
        "id": str(change.pk),
        "field": change.field,
        "old": shown(change.field, change.before),
        "new": shown(change.field, change.after),
        "source": change.source,
        "confidence": change.confidence,
        "quote": origin.get("quote", ""),
        "by": str(change.by_id) if change.by_id else None,
        "at": stamp(change.created_at),
        "undoes": str(change.undoes_id) if change.undoes_id else None,
        "undone": bool(change.undone_by.all()),
    }


def allows(person: User, use: Use) -> bool:
    """Whether the person lets this be done, by the newest thing that they said about it."""
    said = Consent.objects.filter(user=person, use=use).order_by("-id").values_list("allowed", flat=True).first()
    return use in ALLOWED_AT_FIRST if said is None else said


def consents_of(person: User) -> dict[Use, Consent]:
    """Of each use the newest that was said; a use about which nothing was said has an unsaved default."""
    said = Consent.objects.filter(user=person).order_by("use", "-id").distinct("use")
    found = {Use(one.use): one for one in said}
    return {use: found.get(use) or Consent(user=person, use=use, allowed=use in ALLOWED_AT_FIRST) for use in Use}


def share_list(person: User) -> QuerySet[Share]:
    return Share.objects.filter(owner=person).order_by("-created_at", "-id")


def share_wire(share: Share) -> dict[str, Any]:
    """The same whether or not the address has an account."""
    return {"id": str(share.pk), "email": share.email, "scope": share.scope, "created_at": stamp(share.created_at)}


def got_list(reader: User) -> list[Share]:
    """What others let this person read, newest first."""
    addresses = EmailAddress.objects.filter(user=reader, verified=True).values("email")
    theirs = Share.objects.filter(Q(reader=reader) | Q(reader=None, email__in=addresses), owner__is_active=True)
    return list(theirs.exclude(owner=reader).select_related("owner").order_by("-created_at", "-id"))


def got_wire(share: Share) -> dict[str, Any]:
    owner = share.owner
    return {
        "owner": {"user_id": str(owner.pk), "full_name": owner.full_name, "email": owner.email},
        "scope": share.scope,
        "since": stamp(share.created_at),
        "profile_url": f"/api/profile/shared/{owner.pk}/" if Scope.PROFILE in share.scope else None,
        "chats_url": f"/api/chat-sessions/?owner={owner.pk}" if Scope.CHAT in share.scope else None,
        "xrays_url": f"/api/xray-analyses/?owner={owner.pk}" if Scope.XRAY in share.scope else None,
    }


def consents_shown(person: User) -> list[tuple[Consent, ConsentWords]]:
    return [(one, CONSENTS[use]) for use, one in consents_of(person).items()]


def consents_wire(person: User) -> dict[str, Any]:
    """Yes or no for each use; under `details` since when, what it is, and what happens without it."""
    found = consents_of(person)
    details = [
        {
            "use": use.value,
            "allowed": one.allowed,
            "changed_at": stamp(one.created_at) if one.pk else None,
            **asdict(CONSENTS[use]),
        }
        for use, one in found.items()
    ]
    return {use.value: one.allowed for use, one in found.items()} | {"details": details}


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, with Z."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
