"""What no HTTP library would send, as bytes to the real web server: it answers or hangs up, never fails, and lives on."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.live import Live
from tests.praxia.caller import Caller

HOST = b"Host: 127.0.0.1\r\n"
LAST = b"Connection: close\r\n\r\n"
POST = b"POST /api/auth/login/ HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"


def get(path: bytes, *lines: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + LAST


def post(body: bytes, *lines: bytes) -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return POST + length + b"".join(line + b"\r\n" for line in lines) + LAST + body


REQUESTS = {
    "nothing": b"\r\n\r\n",
    "binary": bytes(range(256)) + b"\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40 + b"\r\n\r\n",
    "no version": b"GET /api/health/\r\n\r\n",
    "old version": b"GET /api/health/ HTTP/0.9\r\n\r\n",
    "unknown method": b"FOO /api/health/ HTTP/1.1\r\n" + HOST + LAST,
    "method in Greek": "ΓΕΤ /api/health/ HTTP/1.1\r\n".encode() + HOST + LAST,
    "no host": b"GET /api/health/ HTTP/1.1\r\n" + LAST,
    "two hosts": get(b"/api/health/", b"Host: evil.example"),
    "foreign host": b"GET /api/health/ HTTP/1.1\r\nHost: evil.example\r\n" + LAST,
    "whole address": get(b"http://evil.example/api/health/"),
    "path that is not UTF-8": get(b"/api/%ff%fe/"),
    "path of raw bytes": get(b"/api/\xff\xfe/"),
    "path of surrogates": get(b"/api/%ed%a0%80/"),
    "path with a null byte": get(b"/api/%00/"),
    "path with a line break": get(b"/api/%0d%0aSet-Cookie:%20a=b/"),
    "path upwards": get(b"/static/../../.env"),
    "path upwards, hidden": get(b"/static/%2e%2e/%2e%2e/.env"),
    "path without end": get(b"/" + b"a" * 20_000),
    "page that is not UTF-8": get(b"/chat/%ff/"),
    "query that is not UTF-8": get(b"/api/chat-sessions/?q=%ff%fe"),
    "query on a page": get(b"/status/?%ff=%00&q=%ed%a0%80"),
    "query of brackets": get(b"/api/health/?" + b"a[" * 2000),
    "thousands of parameters": get(b"/accounts/login/?" + b"a=b&" * 3000),
    "header with a null byte": get(b"/api/health/", b"X-A: a\0b"),
    "header that is not UTF-8": get(b"/api/health/", b"Authorization: Bearer \xff\xfe", b"Accept-Language: \xff"),
    "header without end": get(b"/api/health/", b"X-A: " + b"a" * 40_000),
    "hundreds of headers": get(b"/api/health/", *[b"X-%d: a" % number for number in range(600)]),
    "cookie of rubbish": get(b"/status/", b"Cookie: sessionid=\xff; ;;=; csrftoken=" + b"a" * 5000),
    "cookie of a null byte": get(b"/status/", b"Cookie: sessionid=%00a"),
    "bearer of rubbish": get(b"/api/auth/sessions/", b"Authorization: Bearer \x7f\x01"),
    "charset of a null byte": post(b"{}", b"Content-Type: application/json; charset=\0"),
    "charset unknown": POST.replace(b"/json", b"/json; charset=klingon") + b"Content-Length: 2\r\n" + LAST + b"{}",
    "form of a null byte": POST.replace(b"application/json", b"multipart/form-data; boundary=\0")
    + b"Content-Length: 0\r\n"
    + LAST,
    "form without boundary": POST.replace(b"application/json", b"multipart/form-data")
    + b"Content-Length: 0\r\n"
    + LAST,
    "body longer than said": post(b"{}") + b"{" * 5000,
    "length of letters": POST + b"Content-Length: many\r\n" + LAST,
    "length below zero": POST + b"Content-Length: -5\r\n" + LAST,
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 7\r\n" + LAST + b"{}",
    "length and chunks": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n" + LAST + b"0\r\n\r\n",
    "bad chunks": POST + b"Transfer-Encoding: chunked\r\n" + LAST + b"zz\r\n{}\r\n0\r\n\r\n",
    "unknown transfer": POST + b"Transfer-Encoding: pigeon\r\n" + LAST + b"{}",
    "packed body": post(b"\x1f\x8b\x08\0\0\0\0\0", b"Content-Encoding: gzip"),
    "body of nulls": post(b"\0" * 1000),
    "body over the limit": post(b" " * (1024 * 1024 + 1)),
    "upgrade to nothing": get(b"/ws/chat/x/", b"Upgrade: websocket", b"Connection: Upgrade"),
    "upgrade with a bad key": get(
        b"/ws/health/",
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Key: x",
        b"Sec-WebSocket-Version: 13",
    ),
    "upgrade of a page": get(b"/status/", b"Upgrade: h2c", b"Connection: Upgrade, HTTP2-Settings"),
}
# Longer lines than the server reads: it closes the connection.
HUNG_UP = {"path without end", "header without end"}


def answer_to(house: Live, sent: bytes) -> bytes:
    """The first bytes that come back; nothing when the server hung up without a word."""
    with socket.create_connection(("127.0.0.1", urlsplit(house.base_url).port), timeout=60) as line:
        try:
            line.sendall(sent)
            return line.recv(4096)
        except ConnectionError:
            return b""


@pytest.mark.parametrize("name", REQUESTS)
def test_bytes_that_are_no_good_request(live, name):
    came = answer_to(live, REQUESTS[name])
    if name not in HUNG_UP:
        assert came.startswith(b"HTTP/1.") and int(came.split()[1]) < 500, came[:500]
    assert b"SECRET_KEY" not in came


def test_the_server_lives_and_has_nothing_to_tell(live):
    for sent in REQUESTS.values():
        answer_to(live, sent)
    assert Caller(live).ask("GET", "/readyz").status == 200
    log = (live.folder / "web.log").read_text(errors="replace")
    assert "Traceback" not in log and "Unforeseen" not in log
    assert "\\xff" not in log and "klingon" not in log
