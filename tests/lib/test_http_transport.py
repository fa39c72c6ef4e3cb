"""Which addresses are reached, and how long an answer may be."""

from __future__ import annotations

import asyncio
import socket

import pytest

from praxia.lib.http import AddressRefused, TooLarge, client
from praxia.lib.http_transport import is_public
from tests.fakes.http_server import HttpServer, gzipped, http_server, huge, redirect, text

__all__ = ["http_server"]

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "130.14.29.110", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "127.1"])
async def test_a_private_address_is_refused_however_it_is_written(http_server: HttpServer, host: str) -> None:
    async with client(timeout=60) as http:
        with pytest.raises(AddressRefused):
            await http.get(f"http://{host}:{http_server.port}/")
    assert http_server.asked == []


async def test_a_configured_address_is_reached(http_server: HttpServer) -> None:
    http_server.script("/v1/models", text("{}"))
    async with client(timeout=60, allow_private=[f"{http_server.url}/v1"]) as http:
        assert (await http.get(f"{http_server.url}/v1/models")).status_code == 200


async def test_only_the_configured_port_is_reached(http_server: HttpServer) -> None:
    async with client(timeout=60, allow_private=[f"http://127.0.0.1:{http_server.port + 1}"]) as http:
        with pytest.raises(AddressRefused):
            await http.get(http_server.url)


async def test_a_redirect_to_a_private_address_is_refused(http_server: HttpServer) -> None:
    inside = HttpServer()
    http_server.script("/", redirect(f"{inside.url}/latest/meta-data"))
    async with client(timeout=60, allow_private=[http_server.url]) as http:
        with pytest.raises(AddressRefused):
            await http.get(f"{http_server.url}/", follow_redirects=True)
    inside.close()
    assert inside.asked == []


class Names:
    """A name server whose answers are scripted; it counts what it was asked."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers, self.asked = answers, []

    def __call__(self, host: str, port: int, *args: object, **kwargs: object) -> list[tuple]:
        self.asked.append(host)
        addresses = self.answers[host.replace(".", "_")]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]


async def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, http_server: HttpServer) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(rebind_test=["127.0.0.1"]))
    async with client(timeout=60) as http:
        with pytest.raises(AddressRefused):
            await http.get(f"http://rebind.test:{http_server.port}/")
    assert http_server.asked == []


async def test_a_name_with_one_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(rebind_test=["1.1.1.1", "10.0.0.1"]))
    async with client(timeout=60) as http:
        with pytest.raises(AddressRefused):
            await http.get("http://rebind.test/")


async def test_the_connection_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch, http_server: HttpServer
) -> None:
    """A name that is asked for twice could answer differently the second time."""
    names = Names(pinned_test=["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    http_server.script("/", text("{}"))
    url = f"http://pinned.test:{http_server.port}"
    async with client(timeout=60, allow_private=[url]) as http:
        assert (await http.get(f"{url}/")).status_code == 200
    assert names.asked == ["pinned.test"]
    assert http_server.headers[0]["Host"] == f"pinned.test:{http_server.port}"


async def test_the_next_address_is_tried_when_one_is_dead(
    monkeypatch: pytest.MonkeyPatch, http_server: HttpServer
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(two_test=["127.0.0.2", "127.0.0.1"]))
    http_server.script("/", text("{}"))
    url = f"http://two.test:{http_server.port}"
    async with client(timeout=60, allow_private=[url]) as http:
        assert (await http.get(f"{url}/")).status_code == 200


@pytest.mark.parametrize("announced", [True, False])
async def test_an_answer_over_the_cap_is_broken_off(http_server: HttpServer, announced: bool) -> None:
    http_server.script("/", huge(200_000_000, announced=announced))
    async with client(timeout=60, allow_private=[http_server.url], max_bytes=100_000) as http:
        with pytest.raises(TooLarge):
            await http.get(http_server.url)


async def test_a_compressed_answer_is_refused(http_server: HttpServer) -> None:
    """A few kilobytes can unpack to gigabytes."""
    http_server.script("/", gzipped(b" " * 10_000_000))
    async with client(timeout=60, allow_private=[http_server.url], max_bytes=100_000) as http:
        with pytest.raises(TooLarge):
            await http.get(http_server.url)
    assert http_server.headers[0]["Accept-Encoding"] == "identity"


async def test_cookies_are_not_kept(http_server: HttpServer) -> None:
    http_server.script("/", text("{}", **{"Set-Cookie": "who=amina"}))
    async with client(timeout=60, allow_private=[http_server.url]) as http:
        await http.get(http_server.url)
        await http.get(http_server.url)
    assert [headers.get("Cookie") for headers in http_server.headers] == [None, None]


async def test_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch, http_server: HttpServer) -> None:
    monkeypatch.setenv("HTTP_PROXY", http_server.url)
    monkeypatch.setattr(socket, "getaddrinfo", Names(inside_test=["10.0.0.1"]))
    async with client(timeout=60) as http:
        with pytest.raises(AddressRefused):
            await http.get("http://inside.test/")
    assert http_server.asked == []


async def test_a_resolver_that_hangs_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx2

    async def never(*_args: object, **_kwargs: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
    async with client(timeout=0.2) as http:
        with pytest.raises(httpx2.ConnectTimeout):
            await http.get("http://slow.test/")
