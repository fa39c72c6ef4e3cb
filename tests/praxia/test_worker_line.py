"""A worker's line to the broker that is lost with work in hand: it can be closed, so that another one is opened."""

from kombu import Connection

from praxia.celery import app
from tests.lib.conftest import own_valkey

__all__ = ["own_valkey"]


def test_a_line_that_has_lost_its_address_can_be_closed(own_valkey):
    assert app.main == "praxia"
    line = Connection(f"redis://127.0.0.1:{own_valkey.port}/0")
    with line.SimpleQueue("talk") as queue:
        queue.put("a doorbell")
    channel = line.default_channel
    assert channel.basic_get("talk")
    channel._disconnect_pools()  # as when a task could not confirm its message
    line.transport.client = None  # as a worker does when reading the line has failed
    channel.close()
    assert channel.closed
