from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, one pass and one lane (OWASP Password Storage Cheat Sheet, 2024).

    Django's own figures take 100 MiB and eight threads for each sign-in: a small server would fall over under a few
    dozen at once.
    """

    time_cost = 1
    memory_cost = 47104
    parallelism = 1
