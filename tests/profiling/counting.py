"""The real password hash, counted."""

from __future__ import annotations

from profiling.hashers import Argon2Hasher

calls: list[str] = []


class CountingHasher(Argon2Hasher):
    def encode(self, password, salt):
        calls.append("encode")
        return super().encode(password, salt)

    def verify(self, password, encoded):
        calls.append("verify")
        return super().verify(password, encoded)
