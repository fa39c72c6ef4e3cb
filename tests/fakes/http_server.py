"""A web server on 127.0.0.1 that really serves, and fails on command. Each path has a script; its last answer repeats.

server.script("/paper", status(500), status(500), text('{"title": "…"}'))
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[["_Handler"], None]


class HttpServer:
    def __init__(self) -> None:
        self.asked: list[str] = []  # paths with their queries, as they came in
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()  # ends everything that hangs
        self._scripts: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler, owner=self)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def script(self, path: str, *answers: Answer) -> None:
        self._scripts[path] = list(answers)

    def answer_for(self, path: str, headers: dict[str, str]) -> Answer:
        with self._lock:
            self.asked.append(path)
            self.headers.append(headers)
            answers = self._scripts.get(path.partition("?")[0], [status(404)])
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], *, owner: HttpServer) -> None:
        self.owner = owner
        super().__init__(address, handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        answer = self.server.owner.answer_for(self.path, dict(self.headers))
        with suppress(BrokenPipeError, ConnectionResetError):  # the client may have gone, that is its right
            answer(self)

    def begin(self, code: int, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def text(body: str, *, code: int = 200, **headers: str) -> Answer:
    return _body(body.encode(), code, {"Content-Type": "application/json"} | headers)


def status(code: int, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return _body(b'{"secret": "a body that nobody may repeat"}', code, named)


def html() -> Answer:
    return _body(b"<html><body>Sorry, we are down for maintenance.</body></html>", 200, {"Content-Type": "text/html"})


def redirect(to: str) -> Answer:
    return _body(b"", 302, {"Location": to})


def gzipped(body: bytes) -> Answer:
    return _body(gzip.compress(body), 200, {"Content-Encoding": "gzip"})


def _body(body: bytes, code: int, headers: dict[str, str]) -> Answer:
    def answer(handler: _Handler) -> None:
        handler.begin(code, headers | {"Content-Length": str(len(body))})
        handler.wfile.write(body)

    return answer


def hang() -> Answer:
    """Takes the request and says nothing until the server closes."""

    def answer(handler: _Handler) -> None:
        handler.server.owner.released.wait(60)
        handler.close_connection = True

    return answer


def held(body: str) -> Answer:
    """Answers when the server is told to release."""

    def answer(handler: _Handler) -> None:
        handler.server.owner.released.wait(60)
        text(body)(handler)

    return answer


def drip() -> Answer:
    """A byte each 50 ms, for ever: no single read ever times out."""

    def answer(handler: _Handler) -> None:
        handler.begin(200, {"Content-Length": "1000000"})
        while not handler.server.owner.released.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()
        handler.close_connection = True

    return answer


def truncated() -> Answer:
    """Breaks off in the middle of what it announced."""

    def answer(handler: _Handler) -> None:
        handler.begin(200, {"Content-Length": "1000"})
        handler.wfile.write(b'{"title": "A pa')
        handler.close_connection = True

    return answer


def huge(size: int, *, announced: bool = True) -> Answer:
    """`size` bytes; without the announcement the end of the connection is the end of the body."""

    def answer(handler: _Handler) -> None:
        handler.begin(200, {"Content-Length": str(size)} if announced else {"Connection": "close"})
        for _ in range(size // 4096):
            handler.wfile.write(b" " * 4096)
        handler.close_connection = True

    return answer


@pytest.fixture
def http_server() -> Iterator[HttpServer]:
    server = HttpServer()
    yield server
    server.close()
