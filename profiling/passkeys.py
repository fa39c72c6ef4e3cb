"""Passkeys (WebAuthn) as a second factor: what a browser is asked, and whether what it answers holds.

The challenge waits in the session of the browser that was asked, and is gone with the first answer. Kept is the public half.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from profiling.models import User
from profiling.second_factor import PASSKEY

_STATE = "passkey_challenge"
# What the parsers of fido2 raise for something that a browser would never send.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error)


class Refused(Exception):
    """This answer does not hold: another challenge, another key, another site, or nothing that could be read."""


def registration_begin(request: HttpRequest, person: User) -> str:
    """What the browser is asked to make, as JSON for `parseCreationOptionsFromJSON`."""
    user = PublicKeyCredentialUserEntity(id=person.pk.bytes, name=person.email, display_name=person.get_full_name())
    options, state = _server(request).register_begin(
        user,
        credentials=[_key(row) for row in _rows(person)],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    request.session[_STATE] = state
    return json.dumps(dict(options))


def registration_end(request: HttpRequest, person: User, *, name: str, answer: Any) -> None:
    """Raises Refused."""
    state = _state(request)
    try:
        made = _server(request).register_complete(state, _mapping(answer))
        key = made.credential_data or _refuse()
    except _UNREADABLE:
        raise Refused from None
    data = {"name": name, "key": websafe_encode(key), "count": made.counter}
    Authenticator.objects.create(user=person, type=PASSKEY, data=data)


def sign_in_begin(request: HttpRequest, person: User) -> str:
    """What the browser is asked to sign, as JSON for `parseRequestOptionsFromJSON`."""
    options, state = _server(request).authenticate_begin(
        credentials=[_key(row) for row in _rows(person)], user_verification=UserVerificationRequirement.PREFERRED
    )
    request.session[_STATE] = state
    return json.dumps(dict(options))


def sign_in_end(request: HttpRequest, person: User, *, answer: Any) -> None:
    """Raises Refused, also when the key's counter stood still: then there are two of it."""
    state = _state(request)
    with transaction.atomic():
        rows = list(_rows(person).select_for_update())  # in one order: no deadlock
        try:
            signed = AuthenticationResponse.from_dict(_mapping(answer))
            used = _server(request).authenticate_complete(state, [_key(row) for row in rows], signed)
            count = signed.response.authenticator_data.counter
        except _UNREADABLE:
            raise Refused from None
        row = next(row for row in rows if _key(row).credential_id == used.credential_id)
        if row.data["count"] and count <= row.data["count"]:
            raise Refused
        row.data["count"] = count
        row.save(update_fields=["data"])
        row.record_usage()


def _server(request: HttpRequest) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=request.get_host().partition(":")[0], name="Praxia"))


def _state(request: HttpRequest) -> Any:
    return request.session.pop(_STATE, None) or _refuse()


def _refuse() -> Any:
    raise Refused


def _mapping(answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, dict) else _refuse()


def _rows(person: User) -> Any:
    return Authenticator.objects.filter(user=person, type=PASSKEY).order_by("pk")


def _key(row: Authenticator) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(row.data["key"]))
