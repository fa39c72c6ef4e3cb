"""A Valkey that was killed, as the tests of the library have it."""

from tests.lib.conftest import own_valkey, store_away

__all__ = ["own_valkey", "store_away"]
