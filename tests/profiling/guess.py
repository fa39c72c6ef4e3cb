"""A process that guesses one account's password from many threads at once: `python -m tests.profiling.guess NUMBER EMAIL`.

Prints how many guesses got which code, and how many reached the hash, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django
from django.conf import settings


def main(number: int, email: str) -> None:
    django.setup()
    settings.PASSWORD_HASHERS = ["tests.profiling.counting.CountingHasher"]
    from django.db import connection
    from django.test import RequestFactory

    from praxia.lib.errors import Problem
    from profiling.services import person_authenticate
    from tests.profiling import counting

    def guess(index: int) -> str:
        try:
            person_authenticate(request=RequestFactory().post("/"), email=email, password=f"wrong password {index}")
        except Problem as problem:
            return problem.code
        finally:
            connection.close()
        return "IN"

    with ThreadPoolExecutor(24) as threads:
        codes = Counter(threads.map(guess, range(number)))
    print(json.dumps({"codes": codes, "hashes": len(counting.calls)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
