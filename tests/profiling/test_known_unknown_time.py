"""Whether an address has an account shows neither in the answer (see the other tests) nor in the time it takes."""

from __future__ import annotations

import time
from itertools import count
from statistics import median

import pytest
from axes.models import AccessAttempt

from praxia.lib.stores import Db, store
from profiling.models import Letter, User
from tests.base import PASSWORD, api_of, setup_user

ROUNDS = 40
_numbers = count()


def took_ms(path: str, **sent: str) -> float:
    store(Db.CACHE).flushdb()
    store(Db.BREAKERS).flushdb()
    AccessAttempt.objects.all().delete()
    api, began = api_of(), time.perf_counter()
    assert api.post(f"/api/auth/{path}/", sent, format="json").status_code in (201, 202, 401)
    return (time.perf_counter() - began) * 1000


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("password-reset", {}),
        ("resend-verification-email", {}),
        ("register", {"password": PASSWORD}),
        ("login", {"password": "wrong password"}),
    ],
)
def test_it_works(path, sent):
    """By turns, so that whatever else the machine does meets both alike. `-s` prints the figures."""
    setup_user("Amina")
    known, unknown = [], []
    for _ in range(ROUNDS):
        known.append(took_ms(path, email="amina@example.org", **sent))
        unknown.append(took_ms(path, email=f"nobody{next(_numbers)}@example.org", **sent))
        Letter.objects.all().delete()
        User.objects.exclude(email="amina@example.org").delete()
    print(f"\n{path}: known {median(known):.1f} ms, unknown {median(unknown):.1f} ms")
    assert abs(median(known) - median(unknown)) < max(3.0, 0.1 * median(unknown))
