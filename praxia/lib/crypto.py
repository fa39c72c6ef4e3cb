"""Short secrets sealed for storage, with keys made from SECRET_KEY: the newest key seals, every key of the ring opens.

To change the key, move the old one to SECRET_KEY_FALLBACKS: what it sealed can still be read, and is sealed anew when next saved.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unreadable(Exception):
    """Sealed with a key that is no longer in the ring, for another purpose, or not by us."""


def seal(text: str, *, purpose: str) -> str:
    """`purpose` names what is sealed: one purpose cannot open what was sealed for another."""
    return _ring(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises Unreadable."""
    try:
        return _ring(purpose).decrypt(sealed).decode()
    except InvalidToken:
        raise Unreadable from None


def _ring(purpose: str) -> MultiFernet:
    return MultiFernet([_fernet(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(purpose: str, secret: str | bytes) -> Fernet:
    return Fernet(
        urlsafe_b64encode(salted_hmac("praxia.lib.crypto", purpose, secret=secret, algorithm="sha256").digest())
    )
