"""A real Daphne that accepts every socket and loses its patience after three seconds: `python -m tests.lib.silent_server`."""

from __future__ import annotations

import sys

from daphne.server import Server

from praxia.lib import close_codes


async def application(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


def main(port: str) -> None:
    close_codes.SILENCE_S = 5.0
    close_codes.allow_standard_codes()
    endpoint = f"tcp:port={port}:interface=127.0.0.1"
    Server(application, endpoints=[endpoint], ping_interval=1, ready_callable=lambda: print("ready", flush=True)).run()


if __name__ == "__main__":
    main(sys.argv[1])
