"""What is stored of somebody's second factor: the secret of their app (sealed), recovery codes (hashed) and passkeys.

Two-factor sign-in is on while the secret is there. Everything is kept in allauth's `Authenticator` rows, because its pages ask
them when somebody signs in.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from praxia.lib.crypto import Unreadable, seal, unseal
from praxia.lib.stores import Db, store
from profiling import totp
from profiling.models import User

TOTP, RECOVERY, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES, Authenticator.Type.WEBAUTHN
RECOVERY_CODES = 10
SETUP_S = 15 * 60
_PURPOSE = "totp"


def is_on(person: User) -> bool:
    return Authenticator.objects.filter(user=person, type=TOTP).exists()


def turn_on(person: User, secret: str, *, step: int) -> list[str]:
    """From now on the app's codes are asked for; `step` is the one just used. Answers the recovery codes, for the last time."""
    with transaction.atomic():
        Authenticator.objects.create(
            user=person, type=TOTP, data={"secret": seal(secret, purpose=_PURPOSE), "step": step}
        )
        return recovery_codes_make(person)


def turn_off(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()


def code_take(person: User, code: str) -> bool:
    """Does this code of the app, or this recovery code, open the door? If so it never will again, however often it is sent."""
    plain = _plain(code)
    of_app = plain.isascii() and plain.isdigit() and len(plain) == totp.DIGITS
    with transaction.atomic():
        # One row is locked, the one that the code could use up: two locks in an order of the database's choice may deadlock.
        rows = Authenticator.objects.select_for_update().filter(user=person, type=TOTP if of_app else RECOVERY)
        row = rows.order_by("pk").first()
        return row is not None and (_step_take if of_app else _recovery_take)(row, plain)


def _step_take(row: Authenticator, code: str) -> bool:
    try:
        secret = unseal(row.data["secret"], purpose=_PURPOSE)
    except Unreadable:  # the key was changed and its predecessor is not in the ring: recovery codes still work
        return False
    step = totp.step_of(secret, code, at_s=time.time(), after=row.data["step"])
    if step is None:
        return False
    row.data["step"] = step
    row.record_usage()
    row.save(update_fields=["data"])
    return True


def _recovery_take(row: Authenticator, code: str) -> bool:
    ring = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    prints = [_hashed(row.user_id, code, key) for key in ring]
    left = [kept for kept in row.data["hashes"] if not any(constant_time_compare(kept, one) for one in prints)]
    if len(left) == len(row.data["hashes"]):
        return False
    row.data["hashes"] = left
    row.record_usage()
    row.save(update_fields=["data"])
    return True


def recovery_codes_make(person: User) -> list[str]:
    """Ten new codes; those before no longer work. Only their hashes are kept."""
    codes = [base64.b32encode(secrets.token_bytes(7))[:10].decode().lower() for _ in range(RECOVERY_CODES)]
    hashes = [_hashed(person.pk, code, settings.SECRET_KEY) for code in codes]
    Authenticator.objects.update_or_create(user=person, type=RECOVERY, defaults={"data": {"hashes": hashes}})
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(rows: Sequence[Authenticator]) -> int:
    return sum(len(row.data["hashes"]) for row in rows if row.type == RECOVERY)


# --- A secret that an app was shown and that has not been confirmed by a code yet ---------------------------------------------


def setup_begin(person: User) -> str:
    secret = totp.new_secret()
    store(Db.CACHE).set(_setup_key(person), seal(secret, purpose=_PURPOSE), ex=SETUP_S)
    return secret


def setup_secret(person: User) -> str | None:
    sealed = store(Db.CACHE).get(_setup_key(person))
    try:
        return unseal(str(sealed), purpose=_PURPOSE) if sealed else None
    except Unreadable:
        return None


def setup_forget(person: User) -> None:
    store(Db.CACHE).delete(_setup_key(person))


def _setup_key(person: User) -> str:
    return f"totp-setup:{person.pk}"


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _hashed(person_id: object, code: str, key: str) -> str:
    """Bound to its person and keyed: 50 random bits need no slow hash against somebody who has the table alone."""
    return salted_hmac("profiling.recovery_code", f"{person_id}:{code}", secret=key, algorithm="sha256").hexdigest()
